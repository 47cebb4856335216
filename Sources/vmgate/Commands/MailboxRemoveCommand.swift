import ArgumentParser
import LineClient

/// `vmgate mailbox remove`.
struct MailboxRemoveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Remove mailboxes, their PINs and their counted failures.",
        discussion: """
            EXAMPLE
              vmgate mailbox remove 1001
              vmgate mailbox remove 1001 1002@acme

            With several mailboxes, one that fails does not stop the rest.
            """)

    @OptionGroup var names: MailboxNamesArgument

    @OptionGroup var admin: AdminOptions

    func run() throws {
        let run = SubjectRun(server: try admin.connect(), admin: admin, subjects: names.subjects)
        try run.run { subject in
            SubjectRun.Request(arguments: ["REMOVE", .text(subject.name)], word: "REMOVED") { _ in
                SubjectRun.Report(
                    result: "removed", sentence: "Removed \(subject.text).", unshown: "\(subject.text) was removed.")
            }
        }
    }
}
