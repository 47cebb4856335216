import ArgumentParser
import LineClient

/// `vmgate mailbox show`.
struct MailboxShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show a mailbox's settings, whether it has a PIN, and whether it is locked.",
        discussion: """
            EXAMPLE
              vmgate mailbox show 1001
              vmgate mailbox show 1001 --json
            """)

    @Argument(help: "The mailbox: number or number@context.")
    var mailbox: String

    @OptionGroup var admin: AdminOptions

    func run() throws {
        let reply = try admin.connect().ask(["SETTINGS", .text(mailbox)], about: mailbox, expecting: ["SETTINGS"])
        try admin.show(reply)
    }
}
