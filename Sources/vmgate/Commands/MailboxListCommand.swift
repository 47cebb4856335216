import ArgumentParser
import LineClient

/// `vmgate mailbox list`.
struct MailboxListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the mailboxes, one on a line.",
        discussion: """
            EXAMPLE
              vmgate mailbox list
              vmgate mailbox list --after 1099 --json
            """)

    @Option(help: ArgumentHelp("Begin behind this mailbox.", valueName: "MAILBOX"))
    var after: String?

    @OptionGroup var admin: AdminOptions

    func run() throws {
        let server = try admin.connect()
        var next = after
        var all: [String] = []
        repeat {
            let reply = try server.ask(
                ["LIST"] + (next.map { ["AFTER", .text($0)] } ?? []) + ["COUNT", "1000"], expecting: ["LIST"])
            let page = (reply["mailboxes"] ?? "").split(separator: ",").map(String.init)
            // People see each page as it comes; a JSON document is complete or not there.
            if admin.json { all += page } else { try StandardOutput.write(page.map { $0 + "\n" }.joined()) }
            next = page.isEmpty ? nil : reply["next"]
        } while next != nil
        guard admin.json else { return }
        let document = JSONText.object([("mailboxes", .array(all.map { .string($0) }))])
        try StandardOutput.write(document.text + "\n")
    }
}
