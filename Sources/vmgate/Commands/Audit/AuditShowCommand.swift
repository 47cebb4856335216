import ArgumentParser
import Foundation
import LineClient
import VoicemailModel

/// `vmgate audit show`.
struct AuditShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show the audit, one row on a line, the oldest first.",
        discussion: """
            EXAMPLE
              vmgate audit show --since -24h
              vmgate audit show --mailbox 1001 --follow
              vmgate audit show --source +15551234567 --since 2026-11-23T00:00:00Z --json

            It asks the running server. When none answers, it reads the database; with --database it
            reads that one in any case.
            """)

    @Option(help: ArgumentHelp("Only rows about this mailbox.", valueName: "MAILBOX"))
    var mailbox: MailboxName?

    @Option(help: ArgumentHelp("Only rows about attempts from this source.", valueName: "SOURCE"))
    var source: SourceName?

    // A time may begin with a dash.
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Only rows from this time on: so long ago (-24h; s, m, h or d), as in RFC 3339, or Unix seconds.",
            valueName: "TIME"), transform: AuditTime.parse)
    var since: UnixTime?

    @Flag(help: "Go on with new rows as they come, until it is ended.")
    var follow = false

    @Option(help: ArgumentHelp("The database to read instead of asking a server.", valueName: "PATH"))
    var database: String?

    @OptionGroup var admin: AdminOptions

    func run() throws {
        let rows = try AuditRows(admin, database: database)
        var query = AuditQuery(
            count: Limits.auditPage.upperBound, mailbox: mailbox?.id, source: source?.source, since: since)
        while true {
            let page = try rows.page(query)
            try StandardOutput.write(page.rows.map { line($0) + "\n" }.joined())
            query.after = page.last
            // The time has done its work: looking for it again would find the same.
            query.since = nil
            if page.hasMore { continue }
            guard follow else { return }
            Thread.sleep(forTimeInterval: 1)
        }
    }

    private func line(_ row: ShownRow) -> String {
        guard admin.json else { return row.line }
        return JSONText.object(row.members).text
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
