import Dispatch
import Foundation
import GRDB
import Synchronization
import Testing
import VoicemailModel
import VoicemailTestKit

@testable import StoreSQLite

@Suite("The database's log", .timeLimit(.minutes(5)))
struct LogKeeperTests {
    /// Reads one after another, on a thread of its own, each of which begins before the last ends: somebody always reads.
    private final class Readers: Sendable {
        private let pool: DatabasePool
        private let isStopped = Mutex(false)
        private let hasStopped = DispatchSemaphore(value: 0)

        init(_ pool: DatabasePool) {
            self.pool = pool
            let isReading = DispatchSemaphore(value: 0)
            Thread.detachNewThread {
                var end = self.begin()
                isReading.signal()
                while !self.isStopped.withLock({ $0 }) {
                    let next = self.begin()
                    end()
                    end = next
                }
                end()
                self.hasStopped.signal()
            }
            isReading.wait()
        }

        func stop() {
            isStopped.withLock { $0 = true }
            hasStopped.wait()
        }

        /// Begins a read, and returns what ends it.
        private func begin() -> () -> Void {
            let (isReading, mayEnd) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
            pool.asyncRead { database in
                _ = try? Int.fetchOne(database.get(), sql: "SELECT count FROM mailbox_count")
                isReading.signal()
                mayEnd.wait()
            }
            isReading.wait()
            return { mayEnd.signal() }
        }
    }

    private static let limit = 1 << 20

    /// Commits ten times the limit while somebody always reads; the log's greatest length.
    private func lengthOfLog(_ keeper: (DatabasePool) -> LogKeeper?) throws -> Int {
        let directory = try TemporaryDirectory()
        let pool = try DatabaseFile.open(path: directory.database)
        let keeper = keeper(pool)
        try pool.write { try $0.execute(sql: "CREATE TABLE much (id INTEGER PRIMARY KEY, bytes BLOB)") }
        let readers = Readers(pool)
        var longest = 0
        for number in 0..<100 {
            try pool.write { try $0.execute(sql: "INSERT INTO much VALUES (?, zeroblob(100000))", arguments: [number]) }
            keeper?.noticed()
            let log = try FileManager.default.attributesOfItem(atPath: directory.database + "-wal")
            longest = max(longest, log[.size] as? Int ?? 0)
        }
        readers.stop()
        try pool.close()
        return longest
    }

    @Test("while somebody always reads, the log grows for ever, and starts over at its limit where one looks after it")
    func limited() throws {
        #expect(try lengthOfLog { _ in nil } > 8 * Self.limit)
        #expect(try lengthOfLog { LogKeeper($0, limit: Self.limit) } < 2 * Self.limit)
    }
}
