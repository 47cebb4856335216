import ArgumentParser
import LineClient

/// `vmgate mailbox set`.
struct MailboxSetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set",
        abstract: "Change settings of mailboxes: of each mailbox all of those given or none.",
        discussion: """
            EXAMPLE
              vmgate mailbox set 1001 --language es-MX --clock 12
              vmgate mailbox set 1001 1002 1003@acme --language fr-CA
              vmgate mailbox set 1001 --email ""
              vmgate mailbox set 1001 --must-change

            An empty language, time zone or address goes back to the server's default. PINs are set by `vmgate pin reset`. \
            With several mailboxes, one that fails does not stop the rest.
            """)

    @OptionGroup var names: MailboxNamesArgument

    @Flag(help: "Read an Argon2 string that was made elsewhere from the terminal or standard input.")
    var pinHash = false

    @Flag(inversion: .prefixedNo, help: "Whether the caller must choose a new PIN at the next login.")
    var mustChange: Bool?

    @OptionGroup(title: "Settings of the mailbox")
    var fields: MailboxFieldOptions

    @OptionGroup var admin: AdminOptions

    func validate() throws {
        guard pinHash || mustChange != nil || !fields.assignments.isEmpty else {
            throw ValidationError("Say what to change: `vmgate mailbox set --help` lists the settings.")
        }
        guard !pinHash || names.mailboxes.count == 1 else {
            throw ValidationError("With --pin-hash name one mailbox: each has a PIN of its own.")
        }
    }

    func run() throws {
        let server = try admin.connect()
        var assignments = fields.assignments
        if let mustChange { assignments.append(.text("must_change=\(mustChange)")) }
        if pinHash { assignments.append(.pinHash(try SecretReader.read("hash", isNew: false))) }
        defer { LanguageAdvice.give(about: fields.language, server, asJSON: admin.json) }
        try SubjectRun(server: server, admin: admin, subjects: names.subjects).run { subject in
            SubjectRun.Request(arguments: ["SET", .text(subject.name)] + assignments, word: "UPDATED") { _ in
                SubjectRun.Report(
                    result: "updated", sentence: "Updated \(subject.text).", unshown: "\(subject.text) was updated.")
            }
        }
    }
}
