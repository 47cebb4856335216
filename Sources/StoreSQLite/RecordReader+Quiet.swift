import GRDB
import VoicemailModel

extension RecordReader {
    /// Reads up to `count` mailboxes, and leaves out those with failed attempts. One whose settings somebody made
    /// nonsense of is left out too: it is reported when it is asked for.
    ///
    /// - Throws: also when a row has no valid name, as nobody could ask for it.
    func quietMailboxes(after mailbox: MailboxID?, count: Int) throws -> QuietMailboxPage {
        let statement = try database.cachedStatement(
            sql: """
                SELECT mailbox.*, mailbox.pin_hash IS NOT NULL AS is_pin_set, attempt.number IS NOT NULL AS is_counted
                FROM mailbox LEFT JOIN attempt
                    ON attempt.number = mailbox.number AND attempt.context = mailbox.context
                WHERE (mailbox.number, mailbox.context) > (?, ?)
                ORDER BY mailbox.number, mailbox.context LIMIT ?
                """)
        var page = QuietMailboxPage(mailboxes: [], next: nil)
        var last: MailboxID?
        var left = count
        let rows = try Row.fetchCursor(statement, arguments: [mailbox?.number ?? "", mailbox?.context ?? "", count])
        while let row = try rows.next() {
            left -= 1
            let columns = Columns(row: row, owner: Self.mailbox(after: last ?? mailbox))
            let id = try columns.mailbox()
            last = id
            guard (try? columns.boolean("is_counted")) == false, let settings = try? columns.settings(),
                let isPINSet = try? columns.boolean("is_pin_set")
            else { continue }
            page.mailboxes.append(QuietMailbox(id: id, settings: settings, isPINSet: isPINSet))
        }
        if left == 0 { page.next = last }
        return page
    }
}
