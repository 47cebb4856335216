import GRDB
import Sealing
import VoicemailModel

/// What is checked before the first request: whether the keys are those of this database. Nothing here looks at each mailbox.
extension SealTable {
    /// The state of the seals; written now when the database never had any.
    ///
    /// - Throws: `StoreError` when a hash could not be opened for want of a key, or somebody has altered the state.
    static func open(_ database: Database, _ ring: Keyring?) throws -> SealState? {
        try check(database, ring)
        guard let ring else { return nil }
        let table = SealTable(database: database, ring: ring)
        let counts = try Self.counts(database)
        if let state = summary(try table.states()) { return state }
        guard try !hasSeals(database) else { throw lost }
        // A database without PINs never has one that is not sealed.
        let state = SealState(phase: counts.plain == 0 ? .sealed : .adopting)
        try table.write(state, of: ring.active.id.text)
        return state
    }

    /// Whether these are the keys of the database, of whatever release that is. Nothing is written.
    static func check(_ database: Database, _ ring: Keyring?) throws {
        guard try database.tableExists("hash_seal_state") else { return }
        guard let ring else { return try checkForNone(database) }
        let names = try Self.counts(database).sealed.keys.sorted()
        if let name = names.first(where: { ring[name: $0] == nil }) { throw unknownKey(name) }
        _ = try SealTable(database: database, ring: ring).states()
    }

    /// Whether the database has been opened with a key before.
    static func isRecorded(_ database: Database) throws -> Bool {
        try Bool.fetchOne(database, sql: "SELECT EXISTS (SELECT 1 FROM hash_seal_state)") ?? true
    }

    private static func checkForNone(_ database: Database) throws {
        guard try isRecorded(database) || hasSeals(database) else { return }
        throw StoreError.unavailable(
            "seal.key_file: the PINs in the database are sealed, and no key file is set; name the one that was used")
    }

    private static func hasSeals(_ database: Database) throws -> Bool {
        try Bool.fetchOne(database, sql: "SELECT EXISTS (SELECT 1 FROM hash_seal)") ?? true
    }

    static func counts(_ database: Database) throws -> SealCounts {
        var counts = SealCounts(sealed: [:], plain: 0)
        let rows = try database.all("SELECT key, count FROM hash_seal_count WHERE count > 0") { row in
            let columns = Columns(row: row, owner: "a key", table: "hash_seal_count")
            let name = try columns.text("key")
            return (name, try columns.of(owner: "the key \"\(name)\"").count("count"))
        }
        for (name, count) in rows {
            if name.isEmpty { counts.plain = count } else { counts.sealed[name] = count }
        }
        return counts
    }
}
