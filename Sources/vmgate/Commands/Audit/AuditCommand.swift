import ArgumentParser

/// `vmgate audit`.
struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Show who was let in, refused, locked out and changed, and verify that nobody has altered it.",
        discussion: """
            EXAMPLE
              vmgate audit show --mailbox 1001 --since -24h
              vmgate audit verify
            """,
        subcommands: [AuditShowCommand.self, AuditVerifyCommand.self])
}
