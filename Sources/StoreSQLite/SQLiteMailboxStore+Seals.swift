import Dispatch
import GRDB
public import Sealing
import Synchronization
public import VoicemailModel

extension SQLiteMailboxStore: SealStore {
    public func seals(
        after mailbox: MailboxID?, count: Int, completion: @escaping @Sendable (Result<SealPage, StoreError>) -> Void
    ) {
        pageReads.append({ try $0.seals(after: mailbox, count: count) }, completion: completion)
    }

    public func sealCounts(completion: @escaping @Sendable (Result<SealCounts, StoreError>) -> Void) {
        rowReads.append({ try SealTable.counts($0.database) }, completion: completion)
    }

    public func auditedKeys(completion: @escaping @Sendable (Result<Set<String>, StoreError>) -> Void) {
        rowReads.append({ try AuditTable(database: $0.database).auditedKeys() }, completion: completion)
    }

    public func finishSealing(
        isSealed: Bool, completion: @escaping @Sendable (Result<Void, StoreError>) -> Void
    ) {
        guard let ring else { return completion(.failure(SealTable.lost)) }
        pool.asyncWriteWithoutTransaction { [auditLog] database in
            completion(
                Result {
                    try DatabaseFile.waiting(database) {
                        try database.inTransaction(.immediate) {
                            try SealTable(database: database, ring: ring).finish(isSealed: isSealed)
                            try auditLog.sealKey(database, ring)
                            return .commit
                        }
                    }
                }.mapError { StoreError($0) })
        }
    }

    /// On a queue of its own: a page that waited for it would wait for seconds.
    public func addUpSeals(completion: @escaping @Sendable (Result<Bool, StoreError>) -> Void) {
        guard let ring else { return completion(.failure(SealTable.lost)) }
        // Keys that are dropped meanwhile are those of this snapshot all the same.
        let keys = ring.copy()
        additions.async { [self] in
            completion(
                Result {
                    try pool.read { database in
                        let expected = try SealTable(database: database, ring: keys).states().mapValues(\.tally)
                        var tallies = expected.mapValues { _ in SealTally() }
                        let rows = try Row.fetchCursor(
                            database, sql: "SELECT number || '@' || context, generation, key FROM hash_seal")
                        while let row = try rows.next() {
                            guard !isAddingStopped.withLock({ $0 }) else { throw StoreError.closed }
                            // What has no key or no name was written by somebody else.
                            let name: String = row[2]
                            guard let id = MailboxID(row[0] as String), let key = keys[name: name] else { return false }
                            tallies[name, default: SealTally()].add(generation: row[1], of: id, key)
                        }
                        return tallies == expected
                    }
                }.mapError { StoreError($0) })
        }
    }

    public func stopAddingUp() {
        isAddingStopped.withLock { $0 = true }
    }
}

extension RecordReader {
    func seals(after mailbox: MailboxID?, count: Int) throws -> SealPage {
        let statement = try database.cachedStatement(
            sql: """
                SELECT mailbox.number || '@' || mailbox.context, pin_hash IS NOT NULL, key
                FROM mailbox LEFT JOIN hash_seal USING (number, context)
                WHERE (mailbox.number, mailbox.context) > (?, ?)
                ORDER BY mailbox.number, mailbox.context LIMIT ?
                """)
        var page = SealPage(mailboxes: [], next: nil)
        var looked = 0
        let rows = try Row.fetchCursor(
            statement, arguments: [mailbox?.number ?? "", mailbox?.context ?? "", count])
        while let row = try rows.next() {
            guard let id = MailboxID(row[0] as String) else {
                throw StoreError.corrupt("the database has a mailbox with an invalid name")
            }
            looked += 1
            page.next = id
            if row[1] { page.mailboxes.append((id, row[2])) }
        }
        if looked < count { page.next = nil }
        return page
    }
}
