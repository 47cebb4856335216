import AuditChain
import GRDB
import VoicemailModel

/// What AUDIT looks through.
extension AuditTable {
    /// The `count`-th row behind `id`; nil when there are not so many.
    func id(ofRow count: Int, after id: Int64) throws -> Int64? {
        let statement = try database.cachedStatement(
            sql: "SELECT id FROM audit WHERE id > ? ORDER BY id LIMIT 1 OFFSET ?")
        return try Int64.fetchOne(statement, arguments: [id, count - 1])
    }

    /// Calls `body` with the first rows behind `start` through `end` that are wanted, in order.
    ///
    /// SQLite looks for them: to make a value of each row that is looked at takes ten times as long.
    ///
    /// - Parameter alias: what the mailbox is called in rows from when there was no such mailbox.
    /// - Throws: `AuditBreak` at a row that no server has written like this.
    func forEach(
        _ query: AuditQuery, alias: String?, after start: Int64, through end: Int64, _ body: (AuditRow) -> Void
    ) throws {
        var (terms, arguments) = (["id > ?", "id <= ?"], [start, end] as StatementArguments)
        let texts = [
            ("source", query.source?.token), ("kind", query.kind?.rawValue),
            ("outcome", query.outcome?.rawValue), ("client", query.client?.text),
        ]
        for case (let column, let text?) in texts {
            terms.append("\(column) = ?")
            arguments += [text]
        }
        if let mailbox = query.mailbox {
            terms.append("mailbox IN (?, ?)")
            arguments += [mailbox.description, alias]
        }
        if let since = query.since {
            terms.append("time_ms >= ?")
            arguments += [since.milliseconds]
        }
        let statement = try database.cachedStatement(
            sql: "SELECT * FROM audit WHERE \(terms.joined(separator: " AND ")) ORDER BY id LIMIT ?")
        try forEach(statement, arguments + [query.count], after: start) { row, _ in
            body(row)
            return true
        }
    }
}
