import ArgumentParser
import LineClient

/// `vmgate pin verify`.
struct PINVerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Verify a mailbox's PIN as a front end would; a wrong one is counted.",
        discussion: """
            EXAMPLE
              vmgate pin verify 1001
              vmgate pin verify 1001 --from +15551234567 --json < pin.txt

            Ends with 0 when the caller would be let in, and with 1 when not.
            """)

    @Argument(help: "The mailbox: number or number@context.")
    var mailbox: String

    @Option(help: ArgumentHelp("The source that a failure is counted for, too.", valueName: "SOURCE"))
    var from: String?

    @OptionGroup var admin: AdminOptions
    @OptionGroup var noMore: NoFurtherArguments

    func run() throws {
        let server = try admin.connect()
        let pin = try SecretReader.read("PIN", isNew: false)
        let reply = try server.ask(
            ["VERIFY", .text(mailbox), .secret(pin)] + (from.map { ["FROM", .text($0)] } ?? []), about: mailbox,
            expecting: ["GRANTED", "DENIED", "LOCKED"])
        try admin.report(reply.word.lowercased(), reply, Self.sentence(for: reply))
        guard reply.word == "GRANTED" else { throw ExitCode(CommandFailure.failed) }
    }

    static func sentence(for reply: ReplyLine) -> String {
        switch reply.word {
        case "GRANTED":
            if reply["pin"] == "not_required" { return "Granted: the mailbox requires no PIN." }
            return reply["must_change"] == "true" ? "Granted; the caller must choose a new PIN." : "Granted."
        case "DENIED":
            return reply["attempts_left"].map { "Denied; attempts left: \($0)." } ?? "Denied."
        default:
            let subject = reply["scope"] == "source" ? "This source is locked" : "The mailbox is locked"
            guard let seconds = reply["retry_after_s"], seconds != "never" else {
                return "\(subject) until an admin unlocks it: `vmgate unlock`."
            }
            return "\(subject) for another \(seconds) s."
        }
    }
}
