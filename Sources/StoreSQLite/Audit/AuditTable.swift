import AuditChain
import Foundation
import GRDB
import VoicemailModel

/// The audit's tables, read and written row by row.
struct AuditTable {
    let database: Database

    // MARK: Rows

    /// A row that already has this id is not ours, and gives way: else whoever put it there would stop the
    /// service.
    func insert(_ row: AuditRow, _ hash: AuditHash) throws {
        try run(
            """
            INSERT OR REPLACE INTO audit (id, time_ms, kind, outcome, reason, mailbox, source, client, connection, request,
                repeats, detail, hash)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                row.id, row.time.milliseconds, row.kind, row.outcome, row.reason, row.mailbox, row.source, row.client,
                row.connection, row.request, row.repeats, row.detail, hash.data,
            ])
    }

    /// Calls `body` with each row behind `id`, in order, until it returns false.
    ///
    /// - Throws: `AuditBreak` at a row that no server has written like this.
    func forEach(after id: Int64, _ body: (AuditRow, AuditHash?) throws -> Bool) throws {
        try forEach(
            try database.cachedStatement(sql: "SELECT * FROM audit WHERE id > ? ORDER BY id"), [id], after: id, body)
    }

    /// The same with the rows of a statement, which have all columns, and are behind `id` in their order.
    func forEach(
        _ statement: Statement, _ arguments: StatementArguments, after id: Int64,
        _ body: (AuditRow, AuditHash?) throws -> Bool
    ) throws {
        let cursor = try Row.fetchCursor(statement, arguments: arguments)
        var last = id
        do {
            while let row = try cursor.next() {
                let columns = Columns(row: row, owner: "a row", table: "audit")
                last = try columns.integer("id")
                let (read, hash) = try Self.read(columns.of(owner: "row \(last)"), last)
                guard try body(read, hash) else { return }
            }
        } catch let error as DatabaseError where error.resultCode == .SQLITE_TOOBIG {
            throw AuditBreak(row: last &+ 1, "the row after row \(last) is longer than any that was written")
        }
    }

    /// The time and the numbers may be any: they are shown as they are.
    private static func read(_ columns: Columns, _ id: Int64) throws -> (AuditRow, AuditHash?) {
        do {
            let row = AuditRow(
                id: id, time: UnixTime(milliseconds: try columns.integer("time_ms")), kind: try columns.text("kind"),
                outcome: try columns.text("outcome"), reason: try columns.optionalText("reason"),
                mailbox: try columns.optionalText("mailbox"), source: try columns.optionalText("source"),
                client: try columns.optionalText("client"), connection: try columns.optionalInteger("connection"),
                request: try columns.optionalInteger("request"), repeats: try columns.integer("repeats"),
                detail: try columns.optionalText("detail"))
            return (row, AuditHash(try columns.bytes("hash")))
        } catch let error as StoreError {
            throw AuditBreak(row: id, "row \(id) was altered: \(error)")
        }
    }

    func hash(ofRow id: Int64) throws -> AuditHash? {
        // Of one that is none, no row can be right.
        let hash = try database.first("SELECT hash FROM audit WHERE id = ?", [id]) { row in
            AuditHash((try? Columns(row: row, owner: "row \(id)", table: "audit").bytes("hash")) ?? [])
        }
        return hash ?? nil
    }

    func time(ofFirstRowFrom id: Int64) throws -> UnixTime? {
        let statement = try database.cachedStatement(sql: "SELECT time_ms FROM audit WHERE id >= ? ORDER BY id LIMIT 1")
        return try Int64.fetchOne(statement, arguments: [id]).map { UnixTime(milliseconds: $0) }
    }

    /// Rows are counted from 1 on: one with a lower number is nobody's, and shows when the chain is verified.
    func firstRow() throws -> Int64? { try Int64.fetchOne(database, sql: "SELECT min(id) FROM audit WHERE id > 0") }
    /// 0 when there is none.
    func lastRow() throws -> Int64 {
        try Int64.fetchOne(database, sql: "SELECT max(id) FROM audit WHERE id > 0") ?? 0
    }

    /// The last of up to `count` rows from `first` through `end`; nil when there is none.
    func last(of count: Int, from first: Int64, through end: Int64) throws -> Int64? {
        try Int64.fetchOne(
            database,
            sql: "SELECT max(id) FROM (SELECT id FROM audit WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ?)",
            arguments: [first, end, count])
    }

    func remove(through id: Int64) throws {
        try run("DELETE FROM audit WHERE id <= ?", [id])
    }

    // MARK: Keys that rows speak of

    /// The keys that came and did not go, as the rows say.
    func auditedKeys() throws -> Set<String> {
        Set(
            try database.all("SELECT name FROM audited_key") {
                try Columns(row: $0, owner: "a key", table: "audited_key").text("name")
            })
    }

    /// Together with the row of `event`, so that neither is ever there without the other.
    func noteKey(of event: AuditEvent) throws {
        guard let name = event.key else { return }
        switch event.kind {
        case .keyMade, .keyRotated: try run("INSERT OR IGNORE INTO audited_key (name) VALUES (?)", [name])
        case .keyDropped: try run("DELETE FROM audited_key WHERE name = ?", [name])
        default: break
        }
    }

    // MARK: Marks and key

    func mark(_ name: AuditMark.Name) throws -> KeptMark? {
        // One that cannot be read was altered, and is as good as missing.
        let sql = "SELECT row, hash, seal FROM audit_mark WHERE name = ?"
        let mark = try database.first(sql, [name.rawValue]) { row -> KeptMark? in
            let columns = Columns(row: row, owner: "the mark \(name.rawValue)", table: "audit_mark")
            guard let row = try? columns.integer("row"), let hash = AuditHash((try? columns.bytes("hash")) ?? []),
                let code = AuditHash((try? columns.bytes("seal")) ?? [])
            else { return nil }
            return KeptMark(mark: AuditMark(row: row, hash: hash), code: code)
        }
        return mark ?? nil
    }

    func write(_ mark: AuditMark, as name: AuditMark.Name, _ chain: AuditChain) throws {
        try run(
            "INSERT OR REPLACE INTO audit_mark (name, row, hash, seal) VALUES (?, ?, ?, ?)",
            [name.rawValue, mark.row, mark.hash.data, chain.code(of: mark, as: name).data])
    }

    struct StoredKey {
        /// The seal key that it is sealed with; nil when it is there as it is.
        var sealKey: String?
        /// The key, or the text that it is sealed in.
        var bytes: [UInt8]
    }

    func key() throws -> StoredKey? {
        try database.first("SELECT wrapped_in, key FROM audit_key") { row in
            let columns = Columns(row: row, owner: "the audit", table: "audit_key")
            return StoredKey(sealKey: try columns.optionalText("wrapped_in"), bytes: try columns.bytes("key"))
        }
    }

    func write(_ key: StoredKey) throws {
        try run(
            "INSERT OR REPLACE INTO audit_key (id, wrapped_in, key) VALUES (1, ?, ?)", [key.sealKey, Data(key.bytes)])
    }

    /// Runs `body` so that nothing of what it replaces stays behind in the file.
    func overwriting(_ body: () throws -> Void) throws {
        let usual = try Int.fetchOne(database, sql: "PRAGMA secure_delete") ?? 0
        try database.execute(sql: "PRAGMA secure_delete = 1")
        try body()
        try database.execute(sql: "PRAGMA secure_delete = \(usual)")
    }

    private func run(_ sql: String, _ arguments: StatementArguments) throws {
        try database.cachedStatement(sql: sql).execute(arguments: arguments)
    }
}

extension AuditHash {
    var data: Data { Data(bytes) }
}
