import ArgumentParser
import LineClient

/// `vmgate unlock`.
struct UnlockCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unlock",
        abstract: "End a mailbox's lockout and forget its failures; its PIN stays.",
        discussion: """
            EXAMPLE
              vmgate unlock 1001
            """)

    @Argument(help: "The mailbox: number or number@context.")
    var mailbox: String

    @OptionGroup var admin: AdminOptions

    func run() throws {
        let reply = try admin.connect().ask(["UNLOCK", .text(mailbox)], about: mailbox, expecting: ["UNLOCKED"])
        try admin.report("unlocked", reply, "Unlocked mailbox \(mailbox).", unshown: "mailbox \(mailbox) is unlocked.")
    }
}
