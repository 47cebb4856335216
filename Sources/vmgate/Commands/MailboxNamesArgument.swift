import ArgumentParser

/// The mailboxes that a command is done to.
struct MailboxNamesArgument: ParsableArguments {
    @Argument(help: ArgumentHelp("The mailboxes: each number or number@context.", valueName: "mailbox"))
    var mailboxes: [String]

    var subjects: [Subject] { mailboxes.map { .mailbox($0) } }
}
