import ArgumentParser
import LineClient

/// `vmgate unlock`.
struct UnlockCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unlock",
        abstract: "End the lockout of mailboxes or sources, and forget their failures; PINs stay.",
        discussion: """
            EXAMPLE
              vmgate unlock 1001
              vmgate unlock 1001 1002@acme
              vmgate unlock --source +15551234567

            A source is what a front end names as the origin of an attempt: a caller's number, as a rule. With several \
            mailboxes or sources, one that fails does not stop the rest.
            """)

    @Argument(help: "The mailboxes: each number or number@context.")
    var mailboxes: [String] = []

    @Option(help: ArgumentHelp("A source, instead of a mailbox or besides; repeatable.", valueName: "SOURCE"))
    var source: [String] = []

    @OptionGroup var admin: AdminOptions

    func validate() throws {
        guard !mailboxes.isEmpty || !source.isEmpty else {
            throw ValidationError("Say what to unlock: a mailbox, or --source SOURCE.")
        }
    }

    func run() throws {
        let subjects = mailboxes.map { Subject.mailbox($0) } + source.map { Subject.source($0) }
        let run = SubjectRun(server: try admin.connect(), admin: admin, subjects: subjects)
        try run.run { subject in
            let arguments: [LineArgument] =
                switch subject {
                case .mailbox(let name): ["UNLOCK", .text(name)]
                case .source(let token): ["UNLOCK", "SOURCE", .text(token)]
                }
            return SubjectRun.Request(arguments: arguments, word: "UNLOCKED") { _ in
                SubjectRun.Report(
                    result: "unlocked", sentence: "Unlocked \(subject.text).", unshown: "\(subject.text) is unlocked.")
            }
        }
    }
}
