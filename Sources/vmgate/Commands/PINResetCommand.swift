import ArgumentParser
import LineClient
import VoicemailModel

/// `vmgate pin reset`.
struct PINResetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reset",
        abstract: "Give mailboxes new PINs, which their callers must change, and unlock them.",
        discussion: """
            EXAMPLE
              vmgate pin reset 1001
              vmgate pin reset 1001 1002@acme
              vmgate pin reset 1001 --pin

            Without --pin the server generates each PIN, which is printed once. With several mailboxes, one that fails does \
            not stop the rest.
            """)

    @OptionGroup var names: MailboxNamesArgument

    @Flag(help: "Read the PIN of one mailbox from the terminal, without echo, or from standard input.")
    var pin = false

    @OptionGroup var admin: AdminOptions

    func validate() throws {
        // What is one too many may be the PIN.
        guard !pin || names.mailboxes.count == 1 else {
            throw ValidationError("--pin is for one mailbox at a time. \(UsageMessage.aboutPINs)")
        }
    }

    func run() throws {
        let server = try admin.connect()
        let newPIN: [LineArgument] = pin ? ["PIN", .secret(try SecretReader.read("PIN", isNew: true))] : ["GENERATE"]
        try SubjectRun(server: server, admin: admin, subjects: names.subjects).run { subject in
            SubjectRun.Request(arguments: ["RESET", .text(subject.name)] + newPIN, word: "RESET") { reply in
                Self.report(on: subject.name, reply)
            }
        }
    }

    private static func report(on mailbox: String, _ reply: ReplyLine) -> SubjectRun.Report {
        let shown = reply["pin"].map { "\nIts PIN is \(TerminalText.cleaned($0)). It is not shown again." } ?? ""
        let loss = shown.isEmpty ? "." : " that nobody has seen: run `vmgate pin reset \(mailbox)` again."
        return SubjectRun.Report(
            result: "reset",
            sentence: "Mailbox \(mailbox) is unlocked and has a new PIN, which its caller must change.\(shown)",
            unshown: "mailbox \(mailbox) has a new PIN\(loss)")
    }
}
