import GRDB
import Synchronization
import Testing
import VoicemailModel
import VoicemailTestKit

@testable import StoreSQLite

@Suite(.timeLimit(.minutes(5)))
struct HousekeeperTests {
    private let directory: TemporaryDirectory
    private let now = UnixTime(seconds: 1_795_000_000)

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func open(_ bounds: SQLiteMailboxStore.Bounds) throws -> SQLiteMailboxStore {
        let now = now
        let ticks = Mutex<Int64>(0)
        // Each row is a second younger than the one before.
        return try SQLiteMailboxStore.open(path: directory.database, bounds: bounds) {
            now.adding(
                seconds: ticks.withLock { ticks in
                    ticks += 1
                    return ticks
                })
        }
    }

    /// Commits small changes until the database says what it should: housekeeping comes after a change, in its own time.
    private func commitUntil(_ condition: () throws -> Bool, _ store: SQLiteMailboxStore) async throws {
        try await yieldUntil("there are no more rows than there may be") {
            if try condition() { return true }
            try await store.commit(MailboxChange(id: .known("nobody"), attempts: .clear))
            return false
        }
    }

    @Test("the failures of unknown mailboxes are bounded: the oldest go, lockouts in force and known mailboxes stay")
    func unknownMailboxes() async throws {
        let store = try open(SQLiteMailboxStore.Bounds(unknownMailboxes: 160, sources: 1_000_000))
        try await store.commit(
            MailboxChange(id: .known("known"), existence: .put(.plain), attempts: .failures(3)))
        try await store.commit(
            MailboxChange(
                id: .known("locked"), attempts: AttemptRecord(failures: 5, lock: .until(now.adding(seconds: 86400)))))
        try await store.commit(
            MailboxChange(id: .known("forever"), attempts: AttemptRecord(failures: 100, lock: .forever)))
        try await store.commit(
            MailboxChange(
                id: .known("expired"), attempts: AttemptRecord(failures: 5, lock: .until(now.adding(seconds: -1)))))
        try await store.commitInTens((0..<1000).map { MailboxChange(id: .known("\($0)"), attempts: .failures(1)) })
        try await commitUntil({ try directory.integer("SELECT count(*) - 1 FROM attempt") ?? 0 <= 160 }, store)
        #expect(try await store.load(.known("known")).attempts == .failures(3))
        #expect(try await store.load(.known("locked")).attempts.failures == 5)
        #expect(try await store.load(.known("forever")).attempts.lock == .forever)
        #expect(try await store.load(.known("expired")).attempts == .clear)
        #expect(try await store.load(.known("0")).attempts == .clear)
        #expect(try await store.load(.known("999")).attempts == .failures(1))
        try store.close()
    }

    @Test("the failures of sources are bounded: the oldest windows go")
    func sources() async throws {
        let store = try open(SQLiteMailboxStore.Bounds(unknownMailboxes: 1_000_000, sources: 160))
        let changes = try (0..<1000).map { number in
            let record = SourceRecord(failures: 1, windowStart: UnixTime(seconds: Int64(number)))
            return MailboxChange(id: .known("known"), source: (try #require(Source("s\(number)")), record))
        }
        try await store.commitInTens(changes)
        try await commitUntil({ try directory.integer("SELECT count(*) FROM source_failure") ?? 0 <= 160 }, store)
        #expect(try await store.load(#require(Source("s0"))) == nil)
        #expect(try await store.load(#require(Source("s999")))?.failures == 1)
        try store.close()
    }

    @Test("what an earlier run has left beyond the bounds goes too")
    func leftovers() async throws {
        let first = try open(SQLiteMailboxStore.Bounds())
        try await first.commitInTens((0..<400).map { MailboxChange(id: .known("\($0)"), attempts: .failures(1)) })
        try first.close()
        let second = try open(SQLiteMailboxStore.Bounds(unknownMailboxes: 160, sources: 160))
        try await commitUntil({ try directory.integer("SELECT count(*) FROM attempt") ?? 0 <= 160 }, second)
        try second.close()
    }
}

extension SQLiteMailboxStore {
    /// Commits ten changes at a time: rows that are written together are equally old.
    fileprivate func commitInTens(_ changes: [MailboxChange]) async throws {
        for start in stride(from: 0, to: changes.count, by: 10) {
            let portion = changes[start..<min(start + 10, changes.count)]
            for change in portion.dropLast() { commit(change) { _ in } }
            if let last = portion.last { try await commit(last) }
        }
    }
}
