import GRDB
import Synchronization
import Testing
import VoicemailModel
import VoicemailTestKit

@testable import StoreSQLite

@Suite(.timeLimit(.minutes(5)))
struct CommitFailureTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func outcomes(_ changes: [Change], in queue: CommitQueue) async -> [Bool] {
        let outcomes = Mutex<[Bool]>([])
        await withCheckedContinuation { continuation in
            for change in changes {
                queue.append(change.scope, .patient, decide: change.decide) { result in
                    let count = outcomes.withLock { outcomes in
                        if case .success = result { outcomes.append(true) } else { outcomes.append(false) }
                        return outcomes.count
                    }
                    if count == changes.count { continuation.resume() }
                }
            }
        }
        return outcomes.withLock { $0 }
    }

    private func rows(_ pool: DatabasePool) throws -> [String] {
        try pool.read { try String.fetchAll($0, sql: "SELECT number || '=' || failures FROM attempt ORDER BY number") }
    }

    @Test("a change that cannot be written fails alone, with all of itself")
    func guiltyAlone() async throws {
        let pool = try DatabaseFile.open(path: directory.database)
        let audit = try await pool.write { try AuditLog($0, nil) }
        let queue = CommitQueue(pool, audit: audit, clock: SystemClock()) { _ in }
        // Its mailbox could be put; its attempts are what the table refuses.
        let changes = [
            Change(.known("1")) {
                $0.attempts = .failures(1)
                $0.audit = [.known("1"), .known("1")]
            },
            Change(.known("2")) {
                $0.mailbox = .plain
                $0.attempts = .failures(-1)
                $0.audit = [.known("2")]
            },
            Change(.known("3")) {
                $0.attempts = .failures(3)
                $0.audit = [.known("3")]
            },
        ]
        #expect(await outcomes(changes, in: queue) == [true, false, true])
        #expect(try rows(pool) == ["1=1", "3=3"])
        #expect(try await pool.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM mailbox") } == 0)
        // Nor has it a row in the audit, where the others hang on each other.
        #expect(
            try await pool.read { try String.fetchAll($0, sql: "SELECT id || mailbox FROM audit ORDER BY id") }
                == ["11", "21", "33"])
        #expect(try SQLiteAuditFile(path: directory.database).verify().get().count == 3)
        // Nothing is left of it to be made good.
        #expect(await outcomes([Change(.known("2")) { $0.attempts.failures += 2 }], in: queue) == [true])
        #expect(try rows(pool) == ["1=1", "2=2", "3=3"])
        queue.close()
        try pool.close()
    }

    @Test("on a full disk everything fails and nothing is written, and it goes on when there is space")
    func fullDisk() async throws {
        let pool = try DatabaseFile.open(path: directory.database)
        let audit = try await pool.write { try AuditLog($0, nil) }
        let queue = CommitQueue(pool, audit: audit, clock: SystemClock()) { _ in }
        let changes = (0..<3000).map { number in
            Change(.known("\(number)")) {
                $0.attempts = .failures(1)
                $0.audit = [.known("\(number)")]
            }
        }
        // SQLite says the same of a database that may not grow as of a disk that is full.
        try await pool.writeWithoutTransaction { database in
            let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
            try database.execute(sql: "PRAGMA max_page_count = \(pages)")
        }
        let failed = await outcomes(changes, in: queue)
        #expect(failed.contains(false))
        let written = failed.count { $0 }
        #expect(try rows(pool).count == written)
        #expect(try SQLiteAuditFile(path: directory.database).verify().get().count == written)
        try await pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA max_page_count = 1000000") }
        #expect(await outcomes(changes, in: queue).allSatisfy { $0 })
        #expect(try rows(pool).count == 3000)
        let extent = try SQLiteAuditFile(path: directory.database).verify().get()
        #expect(extent.count == written + 3000)
        queue.close()
        try pool.close()
    }

    @Test("no error text has a PIN's hash in it")
    func keepsHashOut() async throws {
        let store = try SQLiteMailboxStore.open(path: directory.database)
        var mailbox = Mailbox.full
        mailbox.pin?.encodedHash = "$argon2id$SECRET"
        let change = Change(.known("1")) { [mailbox] in
            $0.mailbox = mailbox
            $0.attempts = .failures(-1)
        }
        let error = await #expect(throws: StoreError.self) { try await store.commit(change) }
        #expect(error?.description.contains("SECRET") == false)
        try store.close()
    }
}
