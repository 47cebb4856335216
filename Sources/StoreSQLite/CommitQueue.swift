import Dispatch
import Foundation
import GRDB
import Sealing
import Synchronization
import VoicemailModel

/// Group commit: whatever was asked for while one transaction was on its way to the disk shares the next.
///
/// One wait for the disk serves as many changes as came in during the last one, so that durability costs the less per
/// change the more there is to do.
final class CommitQueue: Sendable {
    typealias Completion = @Sendable (Result<Void, StoreError>) -> Void

    private struct Request {
        /// Nil for audit rows that belong to no mailbox's change.
        var change: MailboxChange?
        /// What is counted of sources by no attempt.
        var sources: [(Source, SourceRecord)] = []
        var audit: [AuditEvent]
        /// Whether a commit need not be begun for it.
        var mayWait = false
        /// When it is given up.
        var deadline: ContinuousClock.Instant
        var completion: Completion
    }

    private struct State {
        var waiting: [Request] = []
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

    /// Most changes in one transaction, so that the first of a flood need not wait for the last.
    private static let batchSize = 1024

    private let pool: DatabasePool
    private let audit: AuditLog
    private let now: @Sendable () -> UnixTime
    private let ring: Keyring?
    private let metrics: StoreMetrics
    private let committed: @Sendable (_ changes: Int) -> Void
    private let state = Mutex(State())

    /// - Parameters:
    ///   - audit: takes what the changes have for it, in their transaction.
    ///   - now: the time that rows are stamped with.
    ///   - ring: the keys of hashes that are sealed; nil where none are.
    ///   - metrics: where each batch is recorded.
    ///   - committed: told after each batch, on the writer's queue, how many changes it had.
    init(
        _ pool: DatabasePool, audit: AuditLog, now: @escaping @Sendable () -> UnixTime, ring: Keyring? = nil,
        metrics: StoreMetrics = .none, committed: @escaping @Sendable (_ changes: Int) -> Void
    ) {
        self.pool = pool
        self.audit = audit
        self.now = now
        self.ring = ring
        self.metrics = metrics
        self.committed = committed
    }

    func append(_ change: MailboxChange, completion: @escaping Completion) {
        append(
            Request(
                change: change, audit: change.audit, mayWait: change.mayWait, deadline: change.deadline,
                completion: completion))
    }

    func append(
        _ sources: [(Source, SourceRecord)], _ events: [AuditEvent], by deadline: ContinuousClock.Instant,
        completion: @escaping Completion
    ) {
        append(Request(change: nil, sources: sources, audit: events, deadline: deadline, completion: completion))
    }

    func append(_ events: [AuditEvent], by deadline: ContinuousClock.Instant, completion: @escaping Completion) {
        append(Request(change: nil, audit: events, deadline: deadline, completion: completion))
    }

    private func append(_ request: Request) {
        let isTaken = state.withLock { state in
            guard !state.isClosed else { return false }
            state.waiting.append(request)
            return true
        }
        guard isTaken else { return request.completion(.failure(.closed)) }
        work(isUrgent: !request.mayWait)
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
        for request in late { request.completion(.failure(.late)) }
    }

    private static func takeLate(from requests: inout [Request]) -> [Request] {
        let now = ContinuousClock.now
        let late = requests.filter { $0.deadline < now }
        if !late.isEmpty { requests.removeAll { $0.deadline < now } }
        return late
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
        let batch = state.withLock { state in
            defer { state.waiting.removeFirst(min(Self.batchSize, state.waiting.count)) }
            return Array(state.waiting.prefix(Self.batchSize))
        }
        let began = ContinuousClock.now
        guard let outcomes = commit(batch, database) else { return putBack(batch) }
        // Before the answers, so that whoever has one finds it counted.
        metrics.record(
            changes: batch.count, failed: outcomes.count { (try? $0.get()) == nil }, took: .now - began)
        for (request, outcome) in zip(batch, outcomes) { request.completion(outcome) }
        committed(batch.count)

        let isUrgent = state.withLock { state in
            state.isWorking = false
            state.lastShared = batch.count > 1 ? .now : nil
            return state.isClosed || state.waiting.contains { !$0.mayWait }
        }
        // Not in a loop: others, such as housekeeping, have a turn at the writer too.
        work(isUrgent: isUrgent)
    }

    /// Another process holds the lock. What has time left is tried again, behind others who want the writer.
    private func putBack(_ batch: [Request]) {
        var batch = batch
        let late = Self.takeLate(from: &batch)
        giveUp(late)
        state.withLock { state in
            state.waiting.insert(contentsOf: batch, at: 0)
            state.isWorking = false
        }
        work(isUrgent: true)
        watch()
    }

    /// Whether one change among several can be to blame: by what it would write, or because its mailbox's seal was altered.
    private static func isOfOneChange(_ error: any Error) -> Bool {
        (error as? DatabaseError)?.isOfOneChange ?? (error is StoreError)
    }

    /// Nil when another process holds the lock, so that nothing was begun.
    private func commit(_ batch: [Request], _ database: Database) -> [Result<Void, StoreError>]? {
        do {
            do {
                try write(batch, database)
            } catch  where Self.isOfOneChange(error) {
                return try writeEach(batch, database)
            }
            return batch.map { _ in .success(()) }
        } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
            return nil
        } catch {
            let error = StoreError(error)
            return batch.map { _ in .failure(error) }
        }
    }

    /// Writes all of the batch or nothing.
    private func write(_ batch: [Request], _ database: Database) throws {
        let writer = ChangeWriter(database: database, now: now(), ring: ring)
        var appender = audit.appender(database)
        try database.inTransaction(.immediate) {
            for request in batch { try write(request, writer, &appender) }
            try appender.finish()
            return .commit
        }
        committed(appender)
    }

    /// Writes what can be written. One change that cannot be must not stop its neighbours, whose callers know nothing of it.
    private func writeEach(_ batch: [Request], _ database: Database) throws -> [Result<Void, StoreError>] {
        let writer = ChangeWriter(database: database, now: now(), ring: ring)
        var appender = audit.appender(database)
        var outcomes: [Result<Void, StoreError>] = []
        try database.inTransaction(.immediate) {
            for request in batch {
                do {
                    try database.inSavepoint {
                        try write(request, writer, &appender)
                        return .commit
                    }
                    outcomes.append(.success(()))
                } catch  where Self.isOfOneChange(error) {
                    outcomes.append(.failure(StoreError(error)))
                }
            }
            try appender.finish()
            return .commit
        }
        committed(appender)
        return outcomes
    }

    private func write(_ request: Request, _ writer: ChangeWriter, _ appender: inout AuditAppender) throws {
        if let change = request.change { try writer.write(change) }
        for (source, record) in request.sources { try writer.write(record, source) }
        if !request.audit.isEmpty { try appender.append(request.audit) }
    }

    private func committed(_ appender: AuditAppender) {
        audit.committed(appender)
        metrics.record(auditRows: appender.count)
    }
}

extension StoreError {
    static let closed = StoreError("the database has been closed")
    static let late = StoreError(
        "the database could not be written in time: its disk is slow, or another program holds its lock")
}
