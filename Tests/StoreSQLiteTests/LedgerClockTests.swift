import Access
import Testing
import VoicemailModel
import VoicemailTestKit

@testable import StoreSQLite

/// The store's time never runs back behind the newest row.
@Suite("A server that is started with a clock that is behind", .timeLimit(.minutes(5)))
struct LedgerClockTests {
    private static let start = UnixTime(seconds: 1_795_000_000)
    private static let year: Int64 = 365 * 86_400
    private static let rules = AccessRules(lockout: Lockout(maxAttempts: 3))

    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    /// A run of the server, begun when its machine's clock shows this.
    private func run(at time: UnixTime, calendar: UnixTime? = nil) throws -> (SQLiteMailboxStore, ManualClock) {
        let clock = ManualClock(time, calendar: calendar)
        return (try SQLiteMailboxStore.open(path: directory.database, clock: clock), clock)
    }

    /// As a failure is written: the mailbox is locked by it.
    private func lock(_ id: MailboxID, _ store: SQLiteMailboxStore) async throws {
        try await store.transact(LedgerScope(id)) { rows in
            rows.attempts = Self.rules.lockout.record(afterFailures: 3, now: rows.time.now)
            rows.note(.known(id.description))
        }
    }

    private func isLocked(_ id: MailboxID, _ store: SQLiteMailboxStore) async throws -> Bool {
        try await store.transact(LedgerScope(id)) { rows in
            Self.rules.lockout.lockInForce(
                Self.rules.lockout.bounded(rows.attempts, now: rows.time.now), now: rows.time.now)
                != nil
        }.decision
    }

    @Test("and set right later, it forgets no lockout, however often it was started in between")
    func forgetsNothing() async throws {
        var (store, clock) = try run(at: Self.start)
        try await lock(.known("1"), store)
        try store.close()
        // Years behind, twice: the second time, the newest row of the audit is one of the first time.
        for (count, id) in [MailboxID.known("2"), .known("3")].enumerated() {
            (store, clock) = try run(at: Self.start.adding(seconds: Int64(count * 10) - 5 * Self.year))
            #expect(store.clock.leadMilliseconds > 0)
            #expect(store.clock.now >= Self.start)
            #expect(try await isLocked(.known("1"), store))
            try await lock(id, store)
            clock.advance(seconds: 5)
            #expect(try await isLocked(id, store))
            try store.close()
        }
        // A minute later, with the right time.
        (store, clock) = try run(at: Self.start.adding(seconds: 60))
        for id in ["1", "2", "3"] { #expect(try await isLocked(.known(id), store), "\(id)") }
        // And each lockout ends when it was to end.
        clock.advance(seconds: 900)
        for id in ["1", "2", "3"] { #expect(try await !isLocked(.known(id), store), "\(id)") }
        try store.close()
    }

    @Test("what is audited has the machine's time, and nothing is too old because of it")
    func audit() async throws {
        var (store, _) = try run(at: Self.start)
        try await lock(.known("1"), store)
        try store.close()
        let behind = Self.start.adding(seconds: -Self.year)
        (store, _) = try run(at: behind)
        try await lock(.known("2"), store)
        #expect(try await store.audit(AuditQuery()).rows.map(\.time) == [Self.start, behind])
        try store.close()
    }

    @Test("a clock that is right, and one that is ahead, are taken as they are")
    func right() async throws {
        var (store, _) = try run(at: Self.start)
        try await lock(.known("1"), store)
        try store.close()
        for seconds in [0, 1, Self.year] {
            (store, _) = try run(at: Self.start.adding(seconds: seconds))
            #expect(store.clock.leadMilliseconds == 0)
            try store.close()
        }
    }

    @Test("a calendar that was ahead for a while and was set right again leads nobody astray")
    func calendarWasAhead() async throws {
        var (store, _) = try run(at: Self.start, calendar: Self.start.adding(seconds: Self.year))
        try await lock(.known("1"), store)
        try store.close()
        // Known by its newest row alone, it is ahead; once there is a later row it is not any more.
        (store, _) = try run(at: Self.start.adding(seconds: 10))
        #expect(store.clock.leadMilliseconds > 0)
        try await store.record([.known("2", at: Self.start.adding(seconds: 11))])
        try store.close()
        (store, _) = try run(at: Self.start.adding(seconds: 20))
        #expect(store.clock.leadMilliseconds == 0)
        #expect(try await isLocked(.known("1"), store))
        try store.close()
    }

    @Test(
        "a row that is further ahead than any clock is behind is nonsense",
        arguments: [Int64.max, .min, 9_999_999_999_999])
    func nonsense(milliseconds: Int64) async throws {
        var (store, _) = try run(at: Self.start)
        try await lock(.known("1"), store)
        try store.close()
        try directory.edit(
            "UPDATE audit SET time_ms = \(milliseconds); UPDATE attempt SET written_ms = \(milliseconds)")
        (store, _) = try run(at: Self.start)
        #expect(store.clock.leadMilliseconds == 0)
        #expect(try await isLocked(.known("1"), store))
        try store.close()
    }
}
