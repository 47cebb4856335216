import GRDB
import VoicemailModel

/// LIST, in reads of bounded length however many mailboxes there are.
///
/// A page is made in two steps: first the place is found where it ends at the latest, so many mailboxes behind its start; then
/// those that are wanted are read from between. Only mailboxes in contexts that are sought are counted, so that no page ends
/// at one that the client may not see.
extension RecordReader {
    func page(_ query: MailboxQuery, by standards: MailboxStandards) throws -> MailboxPage {
        let scan = MailboxScan(query, standards)
        guard scan.contexts != [] else { return MailboxPage(mailboxes: [], next: nil) }
        let end = try self.end(of: scan)
        let statement = scan.selection(through: end)
        var mailboxes: [ListedMailbox] = []
        let rows = try Row.fetchCursor(database.cachedStatement(sql: statement.sql), arguments: statement.arguments)
        while let row = try rows.next() {
            let columns = Columns(row: row, owner: "a mailbox")
            let id = try columns.mailbox()
            let details = query.wantsFields ? try self.details(Columns(row: row, owner: "mailbox \(id)")) : nil
            mailboxes.append(ListedMailbox(id: id, details: details))
        }
        if mailboxes.count > query.count {
            mailboxes.removeLast(mailboxes.count - query.count)
            return MailboxPage(mailboxes: mailboxes, next: mailboxes.last?.id)
        }
        return MailboxPage(mailboxes: mailboxes, next: try end.flatMap { try hasMore(scan, after: $0) ? $0 : nil })
    }

    /// Where the page ends at the latest; nil when it goes to the end.
    private func end(of scan: MailboxScan) throws -> MailboxID? {
        try scan.endings.compactMap { try mailbox($0) }.min()
    }

    private func hasMore(_ scan: MailboxScan, after mailbox: MailboxID) throws -> Bool {
        try scan.successors(of: mailbox).contains { try self.mailbox($0) != nil }
    }

    private func mailbox(_ statement: MailboxScan.Statement) throws -> MailboxID? {
        let row = try Row.fetchOne(database.cachedStatement(sql: statement.sql), arguments: statement.arguments)
        return try row.map { try Columns(row: $0, owner: "a mailbox").mailbox() }
    }

    private func details(_ columns: Columns) throws -> MailboxDetails {
        let isPINSet = try columns.boolean("is_pin_set")
        let isCounted = try columns.boolean("is_counted")
        return MailboxDetails(
            settings: try columns.settings(), pin: isPINSet ? try pinDetails(columns) : nil,
            attempts: isCounted ? try attempts(columns) : .clear)
    }

    private func pinDetails(_ columns: Columns) throws -> MailboxDetails.PIN {
        MailboxDetails.PIN(
            mustChange: try columns.boolean("must_change"),
            setAt: UnixTime(milliseconds: try columns.integer("pin_set_at_ms")),
            origin: try columns.required("pin_origin") { PINRecord.Origin(rawValue: $0) })
    }
}
