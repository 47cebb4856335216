import GRDB
import VoicemailModel

/// LIST, in reads of bounded length however many mailboxes there are.
extension RecordReader {
    func page(_ query: MailboxQuery, by standards: MailboxStandards) throws -> MailboxPage {
        let scan = MailboxScan(query, standards)
        var page = MailboxPage(mailboxes: [], next: nil)
        guard !scan.isEmpty else { return page }
        var looked = 0
        var last: (number: DatabaseValue, context: DatabaseValue) = (.null, .null)
        var isCut = false
        let rows = try Row.fetchCursor(database.cachedStatement(sql: scan.sql), arguments: scan.arguments)
        while let row = try rows.next() {
            guard looked < scan.looks else {
                isCut = true
                break
            }
            looked += 1
            last = (row["number"], row["context"])
            let columns = Columns(row: row, owner: Self.mailbox(after: page.mailboxes.last?.id))
            isCut = try columns.boolean("is_cut")
            guard try columns.boolean("is_wanted") else { continue }
            guard page.mailboxes.count < query.count else {
                page.next = page.mailboxes.last?.id
                return page
            }
            let id = try columns.mailbox()
            let details = query.wantsFields ? try self.details(Columns(row: row, owner: "mailbox \(id)")) : nil
            page.mailboxes.append(ListedMailbox(id: id, details: details))
        }
        if isCut {
            page.next = try Columns(row: Row(["number": last.number, "context": last.context]), owner: "a mailbox")
                .mailbox()
        }
        return page
    }

    /// Names a mailbox whose own name cannot be read.
    static func mailbox(after mailbox: MailboxID?) -> String {
        mailbox.map { "the mailbox after \($0)" } ?? "the first mailbox of a page"
    }

    private func details(_ columns: Columns) throws -> MailboxDetails {
        let isPINSet = try columns.boolean("is_pin_set")
        let isCounted = try columns.boolean("is_counted")
        return MailboxDetails(
            settings: try columns.settings(), pin: isPINSet ? try pinDetails(columns) : nil,
            attempts: isCounted ? try attempts(columns.of("attempt")) : .clear)
    }

    private func pinDetails(_ columns: Columns) throws -> MailboxDetails.PIN {
        MailboxDetails.PIN(
            mustChange: try columns.boolean("must_change"),
            setAt: try columns.time("pin_set_at_ms"),
            origin: try columns.required("pin_origin") { PINRecord.Origin(rawValue: $0) })
    }
}
