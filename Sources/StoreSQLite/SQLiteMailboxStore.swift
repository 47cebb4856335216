import CCutMapping
import Dispatch
import GRDB
public import Sealing
import Synchronization
public import VoicemailModel

/// Mailboxes and attempts in one SQLite file: write-ahead log, `synchronous=FULL`, one writer with group commit.
public final class SQLiteMailboxStore: MailboxStore {
    /// How much is kept of what strangers can make, and for how long.
    public struct Bounds: Hashable, Sendable {
        /// Unknown mailboxes whose failed attempts are kept.
        public var unknownMailboxes: Int
        /// Sources whose failures are kept.
        public var sources: Int
        /// Seconds for which a source's failures count, from the first on.
        public var sourceWindowSeconds: Int64
        /// Days that rows of the audit are kept; 0 is for ever.
        public var auditDays: Int
        /// Bytes that the database may have before nothing more is begun that must be audited.
        public var auditBytes: Int

        public init(
            unknownMailboxes: Int = Limits.unknownMailboxes, sources: Int = Limits.sources,
            sourceWindowSeconds: Int64 = 3600, auditDays: Int = Limits.auditDays, auditBytes: Int = Limits.auditBytes
        ) {
            self.unknownMailboxes = unknownMailboxes
            self.sources = sources
            self.sourceWindowSeconds = sourceWindowSeconds
            self.auditDays = auditDays
            self.auditBytes = auditBytes
        }
    }

    let pool: DatabasePool
    let auditLog: AuditLog
    private let commits: CommitQueue
    let rowReads: LoadQueue
    let pageReads: LoadQueue
    /// The keys of hashes that are sealed; nil where none are.
    let ring: Keyring?
    /// The time that decisions are made at: that of the clock which the store was given, but never behind the newest row.
    public let clock: LedgerClock
    let watch: DatabaseWatch
    /// What the database said of its seals when it was opened; nil without keys.
    public let sealState: SealState?
    /// What the PINs' hashes cost, as the database had it when it was opened.
    public let hashCosts: HashCosts
    /// Where all seals are added up, and what ends that.
    let additions = DispatchQueue(label: "vmgate.store.seals", target: .global(qos: .background))
    let isAddingStopped = Mutex(false)
    private let housekeeper: Housekeeper
    /// What was found wrong with the audit when the store was opened, as a sentence; `vmgate audit verify` says more.
    public let auditObjection: String?
    /// Nil once closed.
    private let lock: Mutex<DatabaseLock?>

    /// Opens the database at `path`, and makes it when there is none; its directory must exist.
    ///
    /// - Parameters:
    ///   - clock: the time that decisions are made at.
    ///   - metrics: where commits are recorded.
    ///   - ring: the keys that hashes and the audit's key are sealed with; nil where none are.
    ///   - whenDisplaced: told, once each time, that the files are not where they were, and that they are there again (nil), on any
    ///     thread. Meanwhile everything fails as `StoreError.displaced`.
    /// - Throws: one sentence that says what is wrong with the file, its directory or its contents, and what to do.
    public static func open(
        path: String, bounds: Bounds = Bounds(),
        clock: any ServerClock = SystemClock(), metrics: StoreMetrics = .none, ring: Keyring? = nil,
        whenDisplaced: @escaping @Sendable (StoreError?) -> Void = { _ in }
    ) throws(StoreError) -> SQLiteMailboxStore {
        let path = try DatabasePath.resolve(path)
        try DatabaseFile.checkDirectory(of: path)
        // SQLite has the log's index in memory as a file, and whoever cuts that would end the process.
        cut_mapping_survive()
        let lock = try DatabaseLock(path: path)
        let pool = try DatabaseFile.open(path: path) { database in
            // First, as its sentences say more.
            try SealTable.check(database, ring)
            if try database.tableExists("audit_key") {
                _ = try StoredAuditKey(ring).open(AuditTable(database: database))
            }
        }
        do {
            let latest = clock.now.adding(milliseconds: Limits.clockLeadMilliseconds)
            let (audit, state, costs, newest) = try pool.write { database in
                let isSealed = try SealTable.isRecorded(database)
                let state = try SealTable.open(database, ring)
                let costs = try HashCostTable(database: database, ring: ring).costs()
                try Schema.endReservations(database)
                let newest = try NewestRow(in: database, until: latest)
                let audit = try AuditLog(database, ring, isSealed: isSealed, limit: bounds.auditBytes)
                return (audit, state, costs, newest)
            }
            try pool.writeWithoutTransaction(DatabaseFile.endWaiting)
            // The log still has the page where the key stood plain.
            if audit.isKeyNewlySealed { try pool.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) } }
            let watch = try pool.read { [file = lock.database] database in
                try DatabaseWatch(path: path, file: file, database, tell: whenDisplaced)
            }
            let ledgerClock = LedgerClock(clock, notBehind: newest)
            return SQLiteMailboxStore(
                pool, audit, lock, bounds, machineClock: clock, ledgerClock, metrics, ring, state, costs, watch)
        } catch {
            // Before the lock ends.
            try? pool.close()
            throw error as? StoreError ?? StoreError(opening: path, error)
        }
    }

    private init(
        _ pool: DatabasePool, _ audit: AuditLog, _ lock: consuming DatabaseLock, _ bounds: Bounds,
        machineClock: any ServerClock, _ clock: LedgerClock, _ metrics: StoreMetrics, _ ring: Keyring?,
        _ sealState: SealState?, _ hashCosts: HashCosts, _ watch: DatabaseWatch
    ) {
        // By the machine's clock: a row that is ahead of it must not make all others too old.
        let housekeeper = Housekeeper(pool, audit, bounds, watch: watch, now: { machineClock.now })
        auditLog = audit
        auditObjection = audit.objection
        self.pool = pool
        self.lock = Mutex(consume lock)
        self.housekeeper = housekeeper
        self.ring = ring
        self.clock = clock
        self.sealState = sealState
        self.hashCosts = hashCosts
        self.watch = watch
        let logKeeper = LogKeeper(pool, watch: watch)
        commits = CommitQueue(
            pool, audit: audit, clock: clock, ring: ring, metrics: metrics, watch: watch,
            committed: { changes in
                housekeeper.noticed(changes)
                logKeeper.noticed()
            })
        rowReads = LoadQueue(pool, .rows, ring: ring, watch: watch)
        pageReads = LoadQueue(pool, .pages, ring: ring, watch: watch)
        metrics.record(audit.room)
        watch.begin()
    }

    /// Commits what was called for, puts all of it into the database file, and lets go of it. Later calls fail.
    ///
    /// Waits for the disk, and is not to be called in a completion.
    ///
    /// - Throws: when the file could not be closed properly. Nothing is lost then: the next `open` finds it in the log.
    public func close() throws(StoreError) {
        guard lock.withLock({ $0 != nil }) else { return }
        isAddingStopped.withLock { $0 = true }
        additions.sync {}
        rowReads.close()
        pageReads.close()
        commits.close()
        housekeeper.close()
        watch.end()
        defer { lock.withLock { $0 = nil } }
        guard watch.mayCheckpoint() else {
            // Closed properly, the pool would write what is in the log, and remove what has the log's name: either may be another
            // database's. So it stays open, and ends with the process; and so does the watch, whose descriptors have its locks.
            _ = Unmanaged.passRetained(pool)
            _ = Unmanaged.passRetained(watch)
            return
        }
        do {
            do {
                try pool.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
            } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
                // Another program holds the lock. All of it is in the log, where the next start finds it.
            }
            try pool.close()
        } catch {
            throw StoreError(error)
        }
    }

    // MARK: MailboxStore

    public func transact<Decision: Sendable>(
        _ scope: LedgerScope, _ terms: TransactionTerms, decide: @escaping @Sendable (inout LedgerRows) -> Decision,
        completion: @escaping @Sendable (Result<Decided<Decision>, StoreError>) -> Void
    ) {
        commits.append(scope, terms, decide: decide, completion: completion)
    }

    public func load(_ id: MailboxID, completion: @escaping @Sendable (Result<StoredMailbox, StoreError>) -> Void) {
        rowReads.append({ try $0.mailbox(id) }, completion: completion)
    }

    public func load(_ source: Source, completion: @escaping @Sendable (Result<SourceRecord?, StoreError>) -> Void) {
        rowReads.append({ try $0.source(source) }, completion: completion)
    }

    public func overdueReservations(completion: @escaping @Sendable (Result<[MailboxID], StoreError>) -> Void) {
        rowReads.append({ [clock] in try $0.mailboxesWithReservations(before: clock.now) }, completion: completion)
    }

    public func list(
        _ query: MailboxQuery, by standards: MailboxStandards,
        completion: @escaping @Sendable (Result<MailboxPage, StoreError>) -> Void
    ) {
        pageReads.append({ try $0.page(query, by: standards) }, completion: completion)
    }

    public func quietMailboxes(
        after mailbox: MailboxID?, count: Int,
        completion: @escaping @Sendable (Result<QuietMailboxPage, StoreError>) -> Void
    ) {
        pageReads.append({ try $0.quietMailboxes(after: mailbox, count: count) }, completion: completion)
    }

    public func count(completion: @escaping @Sendable (Result<Int, StoreError>) -> Void) {
        rowReads.append({ try $0.count() }, completion: completion)
    }

    public func audit(_ query: AuditQuery, completion: @escaping @Sendable (Result<AuditPage, StoreError>) -> Void) {
        pageReads.append(
            { [chain = auditLog.chain] in
                try AuditReader(table: AuditTable(database: $0.database)).page(query, chain)
            }, completion: completion)
    }
}
