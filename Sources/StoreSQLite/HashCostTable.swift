import Foundation
import GRDB
import Sealing
import VoicemailModel

/// What the hashes in a database cost, inside a transaction.
struct HashCostTable {
    let database: Database
    /// The keys of hashes that are sealed; nil where none are.
    let ring: Keyring?

    /// How many hashes there are of each cost. A database from before costs were kept has them found out first.
    func costs() throws -> HashCosts {
        if try key() == nil {
            try fill()
            try database.execute(
                sql: "INSERT INTO decoy_key VALUES (1, randomblob(?))", arguments: [KeyedHash.byteCount])
        }
        guard let key = try key(), KeyedHash.keyLength.contains(key.count) else {
            throw StoreError.corrupt("the database has lost its key for unknown mailboxes; restore it from a backup")
        }
        let rows = try Row.fetchAll(database, sql: "SELECT cost, count FROM hash_cost_count WHERE count > 0")
        // What somebody else has written there is no reason not to start: it makes nobody's hash another.
        let counts = rows.compactMap { row in
            HashCost(encodedHash: row[0]).map { ($0, min(Int(row[1] as Int64), Self.mostMailboxes)) }
        }
        return HashCosts(counts: Dictionary(counts) { first, _ in first }, key: key)
    }

    /// No database has as many.
    private static let mostMailboxes = 1 << 40

    private func key() throws -> SecretBytes? {
        try Data.fetchOne(database, sql: "SELECT key FROM decoy_key").map { SecretBytes(copying: $0) }
    }

    /// A hash that does not open keeps no cost; nobody gets in by it, and it is reported when it is asked for.
    private func fill() throws {
        let sealer = ring.map { HashSealer(ring: $0, state: SealState(phase: .adopting, generation: 0)) { _, _ in } }
        var costs: [(MailboxID, HashCost)] = []
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT number || '@' || context, pin_hash, key, generation, mark
                FROM mailbox LEFT JOIN hash_seal USING (number, context) WHERE pin_hash IS NOT NULL
                """)
        while let row = try rows.next() {
            guard let id = MailboxID(row[0] as String) else { continue }
            var record = PINRecord(encodedHash: row[1], mustChange: false)
            if let sealer, let key: String = row[2], let mark = SealMark(bytes: [UInt8](row[4] as Data)) {
                record.seal(as: row[1], HashSeal(key: key, generation: row[3], mark: mark))
                guard let opened = sealer.hash(of: record, in: id).open() else { continue }
                record.rehash(as: opened.withUnsafeBytes { String(decoding: $0, as: UTF8.self) })
            }
            if let cost = record.cost { costs.append((id, cost)) }
        }
        let statement = try database.cachedStatement(
            sql: "UPDATE mailbox SET pin_cost = ? WHERE number = ? AND context = ?")
        for (id, cost) in costs { try statement.execute(arguments: [cost.text, id.number, id.context]) }
    }
}
