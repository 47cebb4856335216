import ArgumentParser
import LineClient

/// `vmgate mailbox remove`.
struct MailboxRemoveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Remove a mailbox, its PIN and its counted failures.",
        discussion: """
            EXAMPLE
              vmgate mailbox remove 1001
            """)

    @Argument(help: "The mailbox: number or number@context.")
    var mailbox: String

    @OptionGroup var admin: AdminOptions

    func run() throws {
        let reply = try admin.connect().ask(["REMOVE", .text(mailbox)], about: mailbox, expecting: ["REMOVED"])
        try admin.report("removed", reply, "Removed mailbox \(mailbox).", unshown: "mailbox \(mailbox) was removed.")
    }
}
