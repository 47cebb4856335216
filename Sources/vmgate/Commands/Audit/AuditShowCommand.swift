import ArgumentParser
import Foundation
import LineClient
import VoicemailModel

/// `vmgate audit show`.
struct AuditShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show the audit, one row on each line, the oldest first.",
        discussion: """
            EXAMPLE
              vmgate audit show --since 24h
              vmgate audit show --mailbox 1001 --follow
              vmgate audit show --source +15551234567 --since 2026-11-23T00:00:00Z --json
              vmgate audit show --kind verify --outcome denied --client pbx-1

            It asks the running server. When none answers, it reads the database; with --database it reads that one in any \
            case.
            """)

    @Option(help: ArgumentHelp("Only rows about this mailbox.", valueName: "MAILBOX"))
    var mailbox: MailboxName?

    @Option(help: ArgumentHelp("Only rows about attempts from this source.", valueName: "SOURCE"))
    var source: SourceName?

    @Option(help: ArgumentHelp("Only rows of this kind.", valueName: "KIND"))
    var kind: AuditWord<AuditEvent.Kind>?

    @Option(help: ArgumentHelp("Only rows with this outcome.", valueName: "OUTCOME"))
    var outcome: AuditWord<AuditEvent.Outcome>?

    @Option(help: ArgumentHelp("Only rows about requests of this client.", valueName: "NAME"))
    var client: ClientArgument?

    // A time may begin with a dash.
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Only rows from this time on: \(AuditTime.forms).", valueName: "TIME"),
        transform: AuditTime.since)
    var since: UnixTime?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Only rows up to this time, in the same forms; a day counts whole.", valueName: "TIME"),
        transform: AuditTime.until)
    var until: UnixTime?

    @Flag(help: "Keep printing new rows as they arrive, until interrupted.")
    var follow = false

    @Option(help: ArgumentHelp("The database to read instead of asking a server.", valueName: "PATH"))
    var database: String?

    @OptionGroup var admin: AdminOptions

    func validate() throws {
        if let since, let until, until < since { throw ValidationError("--until is before --since: no row fits.") }
        if follow, until != nil {
            throw ValidationError("--follow waits for new rows, and --until ends them: give one.")
        }
    }

    func run() throws {
        let rows = try AuditRows(admin, database: database)
        if let mailbox { try checkKnown(mailbox.id, rows) }
        var query = AuditQuery(
            count: Limits.auditPage.upperBound, mailbox: mailbox?.id, source: source?.source, since: since,
            kind: kind?.word, outcome: outcome?.word, client: client?.name)
        while true {
            let page = try rows.page(query)
            // Rows are in the order of time, but where a clock was set back.
            let shown = page.rows.prefix { row in until.map { end in row.time.map { $0 <= end } ?? true } ?? true }
            try StandardOutput.write(shown.map { line($0) + "\n" }.joined())
            guard shown.count == page.rows.count else { return }
            query.after = page.last
            // The time has done its work: looking for it again would find the same.
            query.since = nil
            if page.hasMore { continue }
            guard follow else { return }
            Thread.sleep(forTimeInterval: 1)
        }
    }

    /// No rows of a mailbox that is nobody's are most often a mistyped number.
    private func checkKnown(_ mailbox: MailboxID, _ rows: AuditRows) throws(CommandFailure) {
        guard try !rows.knows(mailbox) else { return }
        let sentence = "\(mailbox) is known neither as a mailbox nor in the audit"
        guard follow else {
            throw CommandFailure("\(sentence): `vmgate mailbox list` lists all mailboxes.", code: "NOMAILBOX")
        }
        StandardError.warn("\(sentence) so far.", code: "NOMAILBOX", asJSON: admin.json)
    }

    private func line(_ row: ShownRow) -> String {
        guard admin.json else { return row.line }
        return JSONText.object(row.members).text
    }
}

/// A word of one of the audit's columns on the command line.
struct AuditWord<Word: RawRepresentable<String> & CaseIterable>: ExpressibleByArgument {
    let word: Word

    init?(argument: String) {
        guard let word = Word(rawValue: argument) else { return nil }
        self.word = word
    }

    static var allValueStrings: [String] { Word.allCases.map(\.rawValue) }
}

/// A client on the command line.
struct ClientArgument: ExpressibleByArgument {
    let name: ClientName

    init?(argument: String) {
        guard let name = ClientName(argument) else { return nil }
        self.name = name
    }
}

/// A mailbox on the command line.
struct MailboxName: ExpressibleByArgument {
    let id: MailboxID

    init?(argument: String) {
        guard let id = MailboxID(argument) else { return nil }
        self.id = id
    }
}

/// A source on the command line.
struct SourceName: ExpressibleByArgument {
    let source: Source

    init?(argument: String) {
        guard let source = Source(argument) else { return nil }
        self.source = source
    }
}
