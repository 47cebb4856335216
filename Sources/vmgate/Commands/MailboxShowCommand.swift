import ArgumentParser
import LineClient

/// `vmgate mailbox show`.
struct MailboxShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show a mailbox's settings, its PIN's age, its failures, and whether it is locked.",
        discussion: """
            EXAMPLE
              vmgate mailbox show 1001
              vmgate mailbox show 1001 --json

            failures are those in a row since the last right PIN; retry_after_s is there while it is locked: seconds, \
            or `never` until an admin unlocks it; pin_origin says who set the PIN: assigned or reset by an admin, or \
            chosen by its caller; pin_expires_at is when the PIN of a reset no longer opens anything.
            """)

    @Argument(help: "The mailbox: number or number@context.")
    var mailbox: String

    @OptionGroup var admin: AdminOptions

    func run() throws {
        let reply = try admin.connect().ask(["SHOW", .text(mailbox)], about: mailbox, expecting: ["SHOW"])
        try admin.show(reply)
    }
}
