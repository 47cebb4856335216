import GRDB
import Synchronization
import Testing
import VoicemailModel
import VoicemailTestKit

@testable import StoreSQLite

@Suite("Which changes share a commit", .timeLimit(.minutes(5)))
struct CommitQueueTests {
    private let directory: TemporaryDirectory
    private let pool: DatabasePool
    private let batches = Batches()
    private let queue: CommitQueue

    /// How many changes each commit had.
    private final class Batches: Sendable {
        private let counts = Mutex<[Int]>([])
        var all: [Int] { counts.withLock { $0 } }

        func append(_ count: Int) { counts.withLock { $0.append(count) } }
    }

    init() throws {
        directory = try TemporaryDirectory()
        pool = try DatabaseFile.open(path: directory.database)
        let audit = try pool.write { try AuditLog($0, nil) }
        queue = CommitQueue(pool, audit: audit, clock: SystemClock(), committed: batches.append)
    }

    private func append(
        _ mailbox: String, within time: Duration = .seconds(60), flow: UInt64 = 0, mayWait: Bool = false,
        completion: @escaping @Sendable (Result<Decided<Void>, StoreError>) -> Void = { _ in }
    ) {
        let terms = TransactionTerms(by: .now.advanced(by: time), flow: flow, mayWait: mayWait)
        queue.append(LedgerScope(.known(mailbox)), terms) {
            $0.attempts = .failures(1)
        } completion: {
            completion($0)
        }
    }

    /// Another process, as far as SQLite is concerned, that holds the write lock until it rolls back.
    private func lockHolder() throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let other = try DatabaseQueue(path: directory.database, configuration: configuration)
        try other.inDatabase { try $0.beginTransaction(.immediate) }
        return other
    }

    private func outcome(_ mailbox: String, within time: Duration) async -> Bool {
        await withCheckedContinuation { continuation in
            append(mailbox, within: time) { continuation.resume(returning: (try? $0.get()) != nil) }
        }
    }

    @Test("while another process holds the lock a change fails at its deadline; one with more time outlasts the lock")
    func heldLock() async throws {
        try await pool.writeWithoutTransaction(DatabaseFile.endWaiting)
        let other = try lockHolder()
        async let patient = outcome("1", within: .seconds(60))
        #expect(await outcome("2", within: .milliseconds(1)) == false)
        #expect(await outcome("3", within: .milliseconds(100)) == false)
        try other.inDatabase { try $0.rollback() }
        #expect(await patient)
        #expect(try rows() == 1, "of those that were given up nothing is written")
        #expect(await outcome("4", within: .seconds(60)))
        queue.close()
        try pool.close()
    }

    @Test("closing while another process holds the lock fails what waits, and ends")
    func closingUnderHeldLock() async throws {
        try await pool.writeWithoutTransaction(DatabaseFile.endWaiting)
        let other = try lockHolder()
        async let late = outcome("1", within: .milliseconds(100))
        queue.close()
        #expect(await late == false)
        try other.inDatabase { try $0.rollback() }
        #expect(try rows() == 0)
        try pool.close()
    }

    private func rows() throws -> Int {
        try pool.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM attempt") ?? 0 }
    }

    @Test("a change that may wait is committed although nothing comes after it")
    func alone() async throws {
        let result = await withCheckedContinuation { continuation in
            append("1", mayWait: true) { continuation.resume(returning: $0) }
        }
        _ = try result.get()
        #expect(try rows() == 1)
        queue.close()
        try pool.close()
    }

    @Test("changes that may wait share the commit of the next one that may not")
    func shared() async throws {
        let order = Mutex<[Int]>([])
        for _ in 0..<20 { append("9", mayWait: true) }
        await withCheckedContinuation { continuation in
            append("1", mayWait: true) { _ in order.withLock { $0.append(1) } }
            append("2") { _ in
                order.withLock { $0.append(2) }
                continuation.resume()
            }
        }
        #expect(order.withLock { $0 } == [1, 2])
        queue.close()
        #expect(batches.all.reduce(0, +) == 22)
        #expect(batches.all.count <= 3)
        try pool.close()
    }

    @Test("flows take turns: what one of them asks for does not wait for all that another has asked for before")
    func turns() async throws {
        try await pool.writeWithoutTransaction(DatabaseFile.endWaiting)
        let other = try lockHolder()
        let order = Mutex<[UInt64]>([])
        let count = 1000
        for _ in 0..<count { append("9", flow: 1) { _ in order.withLock { $0.append(1) } } }
        for _ in 0..<2 { append("1", flow: 2) { _ in order.withLock { $0.append(2) } } }
        try other.inDatabase { try $0.rollback() }
        queue.close()
        let places = order.withLock { $0 }.enumerated().filter { $0.element == 2 }.map(\.offset)
        // What is on its way to the disk when it comes is before it, and may be put back.
        #expect(places.count == 2 && places.allSatisfy { $0 < count / 5 }, "\(places)")
        #expect(order.withLock { $0.count } == count + 2)
        #expect(batches.all.allSatisfy { $0 <= 64 }, "no commit takes long: \(batches.all)")
        try pool.close()
    }

    @Test("closing commits what waits, and takes nothing more")
    func closing() throws {
        let failures = Mutex(0)
        append("1", mayWait: true)
        queue.close()
        #expect(try rows() == 1)
        append("2", mayWait: true) { result in
            if case .failure = result { failures.withLock { $0 += 1 } }
        }
        #expect(failures.withLock { $0 } == 1)
        try pool.close()
    }
}
