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
    func forEach(after id: Int64, _ body: (AuditRow, AuditHash?) throws -> Bool) throws {
        let statement = try database.cachedStatement(sql: "SELECT * FROM audit WHERE id > ? ORDER BY id")
        let cursor = try Row.fetchCursor(statement, arguments: [id])
        while let row = try cursor.next() {
            guard try body(Self.row(row), AuditHash(row["hash"] as Data)) else { return }
        }
    }

    static func row(_ row: Row) -> AuditRow {
        AuditRow(
            id: row["id"], time: UnixTime(milliseconds: row["time_ms"]), kind: row["kind"], outcome: row["outcome"],
            reason: row["reason"], mailbox: row["mailbox"], source: row["source"], client: row["client"],
            connection: row["connection"], request: row["request"], repeats: row["repeats"], detail: row["detail"])
    }

    func hash(ofRow id: Int64) throws -> AuditHash? {
        let statement = try database.cachedStatement(sql: "SELECT hash FROM audit WHERE id = ?")
        return try Data.fetchOne(statement, arguments: [id]).flatMap { AuditHash($0) }
    }

    func time(ofFirstRowFrom id: Int64) throws -> UnixTime? {
        let statement = try database.cachedStatement(sql: "SELECT time_ms FROM audit WHERE id >= ? ORDER BY id LIMIT 1")
        return try Int64.fetchOne(statement, arguments: [id]).map { UnixTime(milliseconds: $0) }
    }

    func firstRow() throws -> Int64? { try Int64.fetchOne(database, sql: "SELECT min(id) FROM audit") }
    func lastRow() throws -> Int64? { try Int64.fetchOne(database, sql: "SELECT max(id) FROM audit") }

    func remove(through id: Int64) throws {
        try run("DELETE FROM audit WHERE id <= ?", [id])
    }

    // MARK: Keys that rows speak of

    /// The keys that came and did not go, as the rows say.
    func auditedKeys() throws -> Set<String> {
        try String.fetchSet(database, sql: "SELECT name FROM audited_key")
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

    func mark(_ name: AuditMark.Name) throws -> SealedMark? {
        let statement = try database.cachedStatement(sql: "SELECT row, hash, seal FROM audit_mark WHERE name = ?")
        guard let row = try Row.fetchOne(statement, arguments: [name.rawValue]),
            let hash = AuditHash(row["hash"] as Data), let seal = AuditHash(row["seal"] as Data)
        else { return nil }
        return SealedMark(mark: AuditMark(row: row["row"], hash: hash), seal: seal)
    }

    func write(_ mark: AuditMark, as name: AuditMark.Name, _ chain: AuditChain) throws {
        try run(
            "INSERT OR REPLACE INTO audit_mark (name, row, hash, seal) VALUES (?, ?, ?, ?)",
            [name.rawValue, mark.row, mark.hash.data, chain.seal(mark, as: name).data])
    }

    struct StoredKey {
        /// The operator's key that it is sealed with; nil when it is there as it is.
        var wrappedIn: String?
        /// The key, or the text that it is sealed in.
        var bytes: [UInt8]
    }

    func key() throws -> StoredKey? {
        try Row.fetchOne(database, sql: "SELECT wrapped_in, key FROM audit_key").map { row in
            StoredKey(wrappedIn: row["wrapped_in"], bytes: Array(row["key"] as Data))
        }
    }

    func write(_ key: StoredKey) throws {
        try run(
            "INSERT OR REPLACE INTO audit_key (id, wrapped_in, key) VALUES (1, ?, ?)", [key.wrappedIn, Data(key.bytes)])
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
