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
        pool.asyncWriteWithoutTransaction { [auditLog, watch] database in
            completion(
                Result {
                    try watch.check()
                    try DatabaseFile.waiting(database) {
                        try database.inTransaction(.immediate) {
                            try SealTable(database: database, ring: ring).finish(isSealed: isSealed)
                            try auditLog.resealKey(database, ring)
                            return .commit
                        }
                    }
                    if let objection = watch.objectionToCommit() { throw objection }
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
                            database, sql: "SELECT number, context, generation, key FROM hash_seal")
                        while let row = try rows.next() {
                            guard !isAddingStopped.withLock({ $0 }) else { throw StoreError.closed }
                            // What has no key or no name was written by somebody else.
                            let columns = Columns(row: row, owner: "a mailbox", table: "hash_seal")
                            guard let id = try? columns.mailbox(), let name = try? columns.text("key"),
                                let generation = try? columns.integer("generation"), let key = keys[name: name]
                            else { return false }
                            tallies[name, default: SealTally()].add(generation: generation, of: id, key)
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
        let sql = """
            SELECT mailbox.number, mailbox.context, pin_hash IS NOT NULL AS is_pin_set, key
            FROM mailbox LEFT JOIN hash_seal USING (number, context)
            WHERE (mailbox.number, mailbox.context) > (?, ?)
            ORDER BY mailbox.number, mailbox.context LIMIT ?
            """
        var page = SealPage(mailboxes: [], next: mailbox)
        let looked: [Void] = try database.all(sql, [mailbox?.number ?? "", mailbox?.context ?? "", count]) { row in
            let columns = Columns(row: row, owner: Self.mailbox(after: page.next))
            let id = try columns.mailbox()
            page.next = id
            guard try columns.boolean("is_pin_set") else { return }
            page.mailboxes.append((id, try columns.of(owner: "mailbox \(id)").of("hash_seal").optionalText("key")))
        }
        if looked.count < count { page.next = nil }
        return page
    }
}
