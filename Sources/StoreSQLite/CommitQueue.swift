import Dispatch
import Foundation
import GRDB
import Sealing
import Synchronization
import VoicemailModel

/// Group commit: whatever was to be decided while one commit was on its way to the disk shares the next.
///
/// One wait for the disk serves as many decisions as came in during the last one, so that durability costs the less for each the
/// more there is to do. Decisions of one commit are made one after another, each on what those before it have written.
final class CommitQueue: Sendable {
    private struct Request: Sendable {
        let scope: LedgerScope
        let terms: TransactionTerms
        /// Decides, and returns what tells of it once it is on disk.
        let decide: @Sendable (inout LedgerRows) -> @Sendable () -> Void
        let fail: @Sendable (StoreError) -> Void
    }

    /// What became of a request: what tells of it, or why it was not done.
    private typealias Outcome = Result<@Sendable () -> Void, StoreError>

    private struct State {
        var waiting = FlowLines<Request>()
        /// Whether the writer is at work, or has been told to be.
        var isWorking = false
        /// Whether what waits is looked at again soon, as nothing in it is urgent.
        var isPutOff = false
        var isClosed = false
        /// Whether somebody looks for what is past its deadline.
        var isWatched = false
        /// When the last commit that was shared ended; nil when the last one had one change.
        var lastShared: ContinuousClock.Instant?
    }

    /// While shared commits follow one another, the next is put off by this much, so that more changes share it: a commit takes the
    /// processors some 150 µs whatever it holds, which the hashes would have. A change that comes alone does not wait.
    private static let gathering = Duration.milliseconds(5)

    /// How long a change that may wait does so for one that may not. Then it is committed without.
    private static let patience = DispatchTimeInterval.milliseconds(10)

    /// How often what waits is looked at for deadlines, while the writer is kept from it.
    private static let watchInterval = DispatchTimeInterval.milliseconds(50)

    /// Most changes in one transaction: a few milliseconds, which is what a flow waits for while another floods. With the time in
    /// which changes are gathered it leaves the processors to the hashes for half of the time.
    private static let batchSize = 64

    private let pool: DatabasePool
    private let audit: AuditLog
    private let clock: any ServerClock
    private let ring: Keyring?
    private let metrics: StoreMetrics
    /// Watches over the files; nil in tests that have others in their care.
    private let filesWatch: DatabaseWatch?
    private let committed: @Sendable (_ changes: Int) -> Void
    private let state = Mutex(State())

    /// - Parameters:
    ///   - audit: takes what the changes have for it, in their transaction.
    ///   - clock: the time that decisions are made at.
    ///   - ring: the keys of hashes that are sealed; nil where none are.
    ///   - metrics: where each batch is recorded.
    ///   - committed: told after each batch, on the writer's queue, how many changes it had.
    init(
        _ pool: DatabasePool, audit: AuditLog, clock: any ServerClock, ring: Keyring? = nil,
        metrics: StoreMetrics = .none, watch: DatabaseWatch? = nil,
        committed: @escaping @Sendable (_ changes: Int) -> Void
    ) {
        self.pool = pool
        self.audit = audit
        self.clock = clock
        self.ring = ring
        self.metrics = metrics
        filesWatch = watch
        self.committed = committed
    }

    func append<Decision: Sendable>(
        _ scope: LedgerScope, _ terms: TransactionTerms,
        decide: @escaping @Sendable (inout LedgerRows) -> Decision,
        completion: @escaping @Sendable (Result<Decided<Decision>, StoreError>) -> Void
    ) {
        let request = Request(
            scope: scope, terms: terms,
            decide: { rows in
                let decided = Decided(on: &rows, decide)
                return { completion(.success(decided)) }
            },
            fail: { completion(.failure($0)) })
        let isTaken = state.withLock { state in
            guard !state.isClosed else { return false }
            state.waiting.append(request, in: terms.flow)
            return true
        }
        guard isTaken else { return request.fail(.closed) }
        work(isUrgent: !terms.mayWait)
        watch()
    }

    /// Sees to it that nothing waits past its deadline: another process may hold the database's lock, or the disk not come back.
    private func watch() {
        let begins = state.withLock { state in
            guard !state.isWatched, !state.waiting.isEmpty else { return false }
            state.isWatched = true
            return true
        }
        guard begins else { return }
        DispatchQueue.global().asyncAfter(deadline: .now() + Self.watchInterval) {
            let late = self.state.withLock { state in
                state.isWatched = false
                return Self.takeLate(from: &state.waiting)
            }
            self.giveUp(late)
            self.watch()
        }
    }

    private func giveUp(_ late: [Request]) {
        metrics.record(givenUp: late.count)
        for request in late { request.fail(.late) }
    }

    private static func takeLate(from waiting: inout FlowLines<Request>) -> [Request] {
        let now = ContinuousClock.now
        return waiting.removeAll { $0.terms.deadline < now }
    }

    /// Has what waits committed: now, or when nothing in it is urgent, soon.
    private func work(isUrgent: Bool) {
        enum Step { case begin, putOff, none }
        let step = state.withLock { state in
            guard !state.isWorking, !state.waiting.isEmpty else { return Step.none }
            if isUrgent {
                state.isWorking = true
                return .begin
            }
            defer { state.isPutOff = true }
            return state.isPutOff ? .none : .putOff
        }
        switch step {
        case .begin: pool.asyncWriteWithoutTransaction(commitWaiting)
        case .putOff:
            DispatchQueue.global().asyncAfter(deadline: .now() + Self.patience) {
                self.state.withLock { $0.isPutOff = false }
                self.work(isUrgent: true)
            }
        case .none: break
        }
    }

    /// Takes nothing more, and returns when all that was taken is committed or has failed.
    func close() {
        state.withLock { $0.isClosed = true }
        work(isUrgent: true)
        while state.withLock({ $0.isWorking || !$0.waiting.isEmpty }) {
            // The writer's work is queued in order: this returns after what is queued now.
            pool.writeWithoutTransaction { _ in }
        }
    }

    /// Runs on the writer's queue.
    @Sendable private func commitWaiting(_ database: Database) {
        let (lastShared, isClosed) = state.withLock { ($0.lastShared, $0.isClosed) }
        if let lastShared, !isClosed, lastShared.duration(to: .now) < Self.gathering {
            Thread.sleep(forTimeInterval: Self.gathering / .seconds(1))
        }
        let (batch, late) = state.withLock { state in
            let late = Self.takeLate(from: &state.waiting)
            var batch: [Request] = []
            while batch.count < Self.batchSize, let next = state.waiting.popFirst() { batch.append(next) }
            return (batch, late)
        }
        giveUp(late)
        let began = ContinuousClock.now
        guard let outcomes = batch.isEmpty ? [] : commitWatched(batch, database) else { return putBack(batch) }
        // Before the answers, so that whoever has one finds it counted.
        metrics.record(
            changes: batch.count, failed: outcomes.count { if case .failure = $0 { true } else { false } },
            took: .now - began)
        for (request, outcome) in zip(batch, outcomes) {
            switch outcome {
            case .success(let tell): tell()
            case .failure(let error): request.fail(error)
            }
        }
        committed(batch.count)

        let isUrgent = state.withLock { state in
            state.isWorking = false
            state.lastShared = batch.count > 1 ? .now : nil
            return state.isClosed || state.waiting.contains { !$0.terms.mayWait }
        }
        // Not in a loop: others, such as housekeeping, have a turn at the writer too.
        work(isUrgent: isUrgent)
    }

    /// Another process holds the lock. What has time left is tried again, behind others who want the writer.
    private func putBack(_ batch: [Request]) {
        state.withLock { state in
            for request in batch.reversed() { state.waiting.putBack(request, in: request.terms.flow) }
            state.isWorking = false
        }
        giveUp(state.withLock { Self.takeLate(from: &$0.waiting) })
        work(isUrgent: true)
        watch()
    }

    /// Whether one decision among several can be to blame: by what it would write, or by rows that cannot be read.
    private static func isOfOneDecision(_ error: any Error) -> Bool {
        switch error {
        case let error as DatabaseError: error.isOfOneChange
        case let error as StoreError: !error.leavesDoubt
        default: false
        }
    }

    /// Nothing is written into a file that has lost its name, and of what was written into one nothing is told.
    private func commitWatched(_ batch: [Request], _ database: Database) -> [Outcome]? {
        do throws(StoreError) {
            try filesWatch?.check()
        } catch {
            return batch.map { _ in .failure(error) }
        }
        guard let outcomes = commit(batch, database) else { return nil }
        guard let objection = filesWatch?.objectionToCommit() else { return outcomes }
        return outcomes.map { outcome in
            switch outcome {
            case .success: .failure(objection)
            // What is wrong with the files comes before what SQLite makes of it.
            case .failure(let error): .failure(error.leavesDoubt ? error : filesWatch?.objection ?? error)
            }
        }
    }

    /// Nil when another process holds the lock, so that nothing was begun.
    private func commit(_ batch: [Request], _ database: Database) -> [Outcome]? {
        do {
            do {
                return try writeAll(batch, database)
            } catch  where Self.isOfOneDecision(error) {
                return try writeEach(batch, database)
            }
        } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
            return nil
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CORRUPT && batch.count > 1 {
            // Somebody's rows are on a damaged page, after which SQLite writes nothing more in that transaction: the others go on in
            // transactions of their own.
            let halves = [batch[..<(batch.count / 2)], batch[(batch.count / 2)...]]
            return halves.flatMap { half in
                commit(Array(half), database) ?? half.map { _ in .failure(.late) }
            }
        } catch {
            let error = StoreError(error)
            return batch.map { _ in .failure(error) }
        }
    }

    /// Writes all of the batch or nothing.
    private func writeAll(_ batch: [Request], _ database: Database) throws -> [Outcome] {
        try transaction(database) { table, appender in
            try batch.map { .success(try perform($0, table, &appender)) }
        }
    }

    /// Writes what can be written. One decision that cannot be must not stop its neighbours, whose callers know nothing of it.
    private func writeEach(_ batch: [Request], _ database: Database) throws -> [Outcome] {
        try transaction(database) { table, appender in
            var outcomes: [Outcome] = []
            for request in batch {
                do {
                    // Counts once the savepoint is released, and so do its rows of the audit.
                    var next = appender
                    var tell: @Sendable () -> Void = {}
                    try database.inSavepoint {
                        tell = try perform(request, table, &next)
                        return .commit
                    }
                    appender = next
                    outcomes.append(.success(tell))
                } catch  where Self.isOfOneDecision(error) {
                    outcomes.append(.failure(StoreError(error)))
                }
            }
            return outcomes
        }
    }

    private func transaction(
        _ database: Database, _ body: (LedgerTable, inout AuditAppender) throws -> [Outcome]
    ) throws -> [Outcome] {
        var outcomes: [Outcome] = []
        var appender = try audit.appender(database)
        var isDecided = false
        do {
            try database.inTransaction(.immediate) {
                try filesWatch?.checkSchema(database)
                // With the lock in hand: nobody has written anything later.
                let time = StoreTime(now: clock.now, calendar: clock.calendarNow)
                outcomes = try body(LedgerTable(database: database, time: time, ring: ring), &appender)
                try appender.finish()
                // What was read while the index was being cut must not be written.
                try filesWatch?.check()
                isDecided = true
                return .commit
            }
        } catch let error as DatabaseError where isDecided && error.resultCode == .SQLITE_IOERR {
            throw StoreError.outcomeUnknown(committing: error)
        }
        committed(appender)
        return outcomes
    }

    private func perform(
        _ request: Request, _ table: LedgerTable, _ appender: inout AuditAppender
    ) throws -> @Sendable () -> Void {
        let former = try table.read(request.scope)
        var rows = former
        let tell = request.decide(&rows)
        if !request.terms.isOwed, let objection = appender.room.objection(to: rows, insteadOf: former) {
            throw objection
        }
        try table.write(rows, insteadOf: former, request.scope)
        if !rows.audit.isEmpty { try appender.append(rows.audit) }
        return tell
    }

    private func committed(_ appender: AuditAppender) {
        audit.committed(appender)
        metrics.record(auditRows: appender.count)
        metrics.record(appender.room)
    }
}

extension StoreError {
    static let late = StoreError.unavailable(
        "the database could not be written in time: its disk is slow, or another program holds its lock")
}
