import ArgumentParser
import LineClient
import VoicemailModel

/// `vmgate mailbox list`.
struct MailboxListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List mailboxes with their settings, all or those that meet every condition given.",
        discussion: """
            EXAMPLE
              vmgate mailbox list
              vmgate mailbox list --locked
              vmgate mailbox list --context acme --language fr --csv > acme.csv
              vmgate mailbox list --must-change --names | xargs -r vmgate pin reset --

            The columns: PIN is `none`, `set`, `must change`, or `not asked` where no PIN is required; LOCKED says for how \
            long; FAILURES are those in a row since the last right PIN. --csv and --json have every field, as the protocol \
            names them; CSV is that of RFC 4180, with a header.
            """)

    @Option(help: ArgumentHelp("Begin after this mailbox.", valueName: "MAILBOX"))
    var after: String?

    @OptionGroup(title: "Conditions")
    var conditions: MailboxConditionOptions

    @Flag(help: "Print names alone, one on a line.")
    var names = false

    @Flag(help: "Print CSV.")
    var csv = false

    @OptionGroup var admin: AdminOptions

    func validate() throws {
        guard [names, csv, admin.json].count(where: { $0 }) <= 1 else {
            throw ValidationError("Only one of --names, --csv and --json can be printed.")
        }
    }

    func run() throws {
        let pages = MailboxPages(server: try admin.connect(), conditions: conditions.arguments, wantsFields: !names)
        if admin.json { return try printJSON(pages) }
        if csv { try StandardOutput.write(CSVText.line(MailboxRow.keys)) }
        var table = MailboxTable()
        // People see each page as it comes.
        try pages.forEach(after: after) { rows in
            if names {
                try StandardOutput.write(rows.map { TerminalText.cleaned($0.name) + "\n" }.joined())
            } else if csv {
                try StandardOutput.write(rows.map { CSVText.line($0.values) }.joined())
            } else {
                try StandardOutput.write(table.text(of: rows))
            }
        }
        if !names, !csv, table.isEmpty { StandardError.write("vmgate: there are no such mailboxes.\n") }
    }

    /// A document is complete or not there.
    private func printJSON(_ pages: MailboxPages) throws {
        var all: [JSONText] = []
        try pages.forEach(after: after) { rows in all += rows.map { .object($0.members) } }
        try StandardOutput.write(JSONText.object([("mailboxes", .array(all))]).text + "\n")
    }
}

/// Which mailboxes are listed.
struct MailboxConditionOptions: ParsableArguments {
    @Flag(help: "Only those that are locked now.")
    var locked = false

    @Flag(name: .customLong("no-pin"), help: "Only those that have no PIN.")
    var withoutPIN = false

    @Flag(help: "Only those whose caller must choose a new PIN.")
    var mustChange = false

    @Option(help: ArgumentHelp("Only those in this context; `default` is that of plain numbers.", valueName: "CONTEXT"))
    var context: String?

    @Option(
        help: ArgumentHelp(
            "Only those with this language, such as fr, which fr-CA is too; the server's default is that of mailboxes"
                + " without their own.", valueName: "TAG"))
    var language: String?

    /// What comes after WHERE in the request, and that word.
    var arguments: [LineArgument] {
        var words: [LineArgument] = []
        if locked { words.append("locked") }
        if withoutPIN { words.append("no_pin") }
        if mustChange { words.append("must_change") }
        if let context { words.append(.text("context=\(context)")) }
        if let language { words.append(.text("language=\(language)")) }
        return words.isEmpty ? [] : ["WHERE"] + words
    }
}
