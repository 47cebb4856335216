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
            throw StoreError.corrupt(
                "the database has lost its key for unknown mailboxes (table decoy_key); restore it from a backup")
        }
        // What somebody else has written there is no reason not to start: it makes nobody's hash another.
        let counts = try database.all(
            "SELECT cost, count FROM hash_cost_count WHERE count > 0 ORDER BY count DESC LIMIT ?", [Limits.hashCosts]
        ) { row -> (HashCost, Int)? in
            let columns = Columns(row: row, owner: "a cost", table: "hash_cost_count")
            let cost = try? columns.required("cost") { HashCost(encodedHash: $0) }
            let count = try? Int(min(columns.integer("count"), Limits.storedCount.upperBound))
            return cost.flatMap { cost in count.map { (cost, $0) } }
        }
        return HashCosts(counts: Dictionary(counts.compactMap { $0 }) { first, _ in first }, key: key)
    }

    private func key() throws -> SecretBytes? {
        try database.first("SELECT key FROM decoy_key") {
            SecretBytes(copying: try Columns(row: $0, owner: "unknown mailboxes", table: "decoy_key").bytes("key"))
        }
    }

    /// A hash that does not open keeps no cost; nobody gets in by it, and it is reported when it is asked for.
    private func fill() throws {
        let sealer = ring.map { HashSealer(ring: $0, state: SealState(phase: .adopting, generation: 0)) { _, _ in } }
        var costs: [(MailboxID, HashCost)] = []
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT number, context, pin_hash, key, generation, mark
                FROM mailbox LEFT JOIN hash_seal USING (number, context) WHERE pin_hash IS NOT NULL
                """)
        while let row = try rows.next() {
            let columns = Columns(row: row, owner: "a mailbox")
            guard let id = try? columns.mailbox(), let hash = try? columns.text("pin_hash") else { continue }
            var record = PINRecord(encodedHash: hash, mustChange: false)
            if let sealer, let seal = try? columns.seal() {
                record.seal(as: hash, seal)
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
