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
        try SQLiteMailboxStore.open(path: directory.database, bounds: bounds, clock: TickingClock(now))
    }

    /// Commits small changes until the database says what it should: housekeeping comes after a change, in its own time.
    private func commitUntil(_ condition: () throws -> Bool, _ store: SQLiteMailboxStore) async throws {
        try await yieldUntil("there are no more rows than there may be") {
            if try condition() { return true }
            try await store.set(.clear, .known("nobody"))
            return false
        }
        #expect(try condition())
    }

    @Test("the failures of unknown mailboxes are bounded: the oldest go, lockouts in force and known mailboxes stay")
    func unknownMailboxes() async throws {
        let store = try open(SQLiteMailboxStore.Bounds(unknownMailboxes: 160, sources: 1_000_000))
        try await store.commit(
            Change(.known("known")) {
                $0.mailbox = .plain
                $0.attempts = .failures(3)
            })
        try await store.set(AttemptRecord(failures: 5, lock: .until(now.adding(seconds: 86400))), .known("locked"))
        try await store.set(AttemptRecord(failures: 100, lock: .forever), .known("forever"))
        try await store.set(AttemptRecord(failures: 5, lock: .until(now.adding(seconds: -1))), .known("expired"))
        try await store.commitInTens((0..<1000).map { .failures(1, on: "\($0)") })
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
            let source = try #require(Source("s\(number)"))
            return Change(.known("known"), sources: [source]) { $0.sources[source]?.record = record }
        }
        try await store.commitInTens(changes)
        try await commitUntil({ try directory.integer("SELECT count(*) FROM source_failure") ?? 0 <= 160 }, store)
        #expect(try await store.load(#require(Source("s0"))) == nil)
        #expect(try await store.load(#require(Source("s999")))?.failures == 1)
        try store.close()
    }

    @Test("a source that is locked, or nearly, is not pushed out by many others; one whose window has ended is")
    func lockedSources() async throws {
        let store = try open(
            SQLiteMailboxStore.Bounds(unknownMailboxes: 1_000_000, sources: 160, sourceWindowSeconds: 86_400))
        func set(_ name: String, _ failures: Int, since start: UnixTime) async throws {
            try await store.set(SourceRecord(failures: failures, windowStart: start), #require(Source(name)))
        }
        try await set("ended", 50, since: now.adding(seconds: -90_000))
        try await set("locked", 50, since: now.adding(seconds: -60))
        try await set("nearly", 49, since: now.adding(seconds: -60))
        try await set("once", 1, since: now.adding(seconds: -60))
        let changes = try (0..<1000).map { number in
            let record = SourceRecord(failures: 1, windowStart: now.adding(seconds: Int64(number)))
            let source = try #require(Source("s\(number)"))
            return Change(.known("known"), sources: [source]) { $0.sources[source]?.record = record }
        }
        try await store.commitInTens(changes)
        try await commitUntil({ try directory.integer("SELECT count(*) FROM source_failure") ?? 0 <= 160 }, store)
        for (name, failures) in [("ended", nil), ("locked", 50), ("nearly", 49), ("once", nil), ("s999", 1)] {
            #expect(try await store.load(#require(Source(name)))?.failures == failures, "\(name)")
        }
        try store.close()
    }

    @Test("where all are locked the bound holds all the same: the lockout that ends first goes first")
    func allLocked() async throws {
        let store = try open(
            SQLiteMailboxStore.Bounds(unknownMailboxes: 1_000_000, sources: 160, sourceWindowSeconds: 86_400))
        let changes = try (0..<400).map { number in
            let record = SourceRecord(failures: 50, windowStart: now.adding(seconds: Int64(number)))
            let source = try #require(Source("s\(number)"))
            return Change(.known("known"), sources: [source]) { $0.sources[source]?.record = record }
        }
        try await store.commitInTens(changes)
        try await commitUntil({ try directory.integer("SELECT count(*) FROM source_failure") ?? 0 <= 160 }, store)
        #expect(try await store.load(#require(Source("s0"))) == nil)
        #expect(try await store.load(#require(Source("s399")))?.failures == 50)
        try store.close()
    }

    @Test("what an earlier run has left beyond the bounds goes too")
    func leftovers() async throws {
        let first = try open(SQLiteMailboxStore.Bounds())
        try await first.commitInTens((0..<400).map { .failures(1, on: "\($0)") })
        try first.close()
        let second = try open(SQLiteMailboxStore.Bounds(unknownMailboxes: 160, sources: 160))
        try await commitUntil({ try directory.integer("SELECT count(*) FROM attempt") ?? 0 <= 160 }, second)
        try second.close()
    }
}

/// Each look at it is a second later than the one before, so that what is written later is younger.
private final class TickingClock: ServerClock {
    private let time: Mutex<UnixTime>

    init(_ time: UnixTime) {
        self.time = Mutex(time)
    }

    var now: UnixTime {
        time.withLock { time in
            time = time.adding(seconds: 1)
            return time
        }
    }

    var calendarNow: UnixTime { time.withLock { $0 } }
}

extension Change {
    fileprivate static func failures(_ count: Int, on mailbox: String) -> Change {
        Change(.known(mailbox)) { $0.attempts = .failures(count) }
    }
}

extension SQLiteMailboxStore {
    /// Commits ten changes at a time: rows that are written together are equally old.
    fileprivate func commitInTens(_ changes: [Change]) async throws {
        for start in stride(from: 0, to: changes.count, by: 10) {
            let portion = changes[start..<min(start + 10, changes.count)]
            for change in portion.dropLast() { send(change) }
            if let last = portion.last { try await commit(last) }
        }
    }
}
