import ArgumentParser

/// `vmgate mailbox`.
struct MailboxCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mailbox",
        abstract: "Add, change, show, list and remove mailboxes.",
        discussion: """
            EXAMPLE
              vmgate mailbox add 1001 --language fr-CA --clock 24
              vmgate mailbox list

            A mailbox is a number, or number@context where the context is a tenant or SIP domain.
            """,
        subcommands: [
            MailboxAddCommand.self, MailboxSetCommand.self, MailboxShowCommand.self, MailboxListCommand.self,
            MailboxRemoveCommand.self,
        ])
}
