import Access
import Testing
import VoicemailModel

@Suite("Lockout", .timeLimit(.minutes(1)))
struct LockoutTests {
    private let lockout = Lockout()
    private let now = UnixTime(seconds: 1_795_443_420)

    @Test(
        "each round of failures locks twice as long as the one before, up to a day, and the hundredth failure for ever",
        arguments: [
            (5, 900), (10, 1800), (15, 3600), (20, 7200), (25, 14_400), (30, 28_800), (35, 57_600), (40, 86_400),
            (45, 86_400), (95, 86_400),
        ] as [(Int, Int64)])
    func lengths(failures: Int, seconds: Int64) {
        #expect(lockout.record(afterFailures: failures, now: now).lock == .until(now.adding(seconds: seconds)))
    }

    @Test("failures within a round do not lock", arguments: [0, 1, 4, 6, 9, 99])
    func open(failures: Int) {
        #expect(lockout.record(afterFailures: failures, now: now).lock == .open)
    }

    @Test("a hundred failures in a row lock until an admin comes", arguments: [100, 101, 1000])
    func permanent(failures: Int) {
        let record = lockout.record(afterFailures: failures, now: now)
        #expect(record.lock == .forever)
        #expect(lockout.lockInForce(record, now: now.adding(seconds: 1_000_000_000)) == .forever)
        #expect(lockout.attemptsLeft(afterFailures: failures) == 0)
    }

    @Test("a row that counts more failures than there can be is looked at as quickly as any")
    func counted() {
        let lockout = Lockout(permanentAfter: .max)
        let began = ContinuousClock.now
        for failures in [Int(Limits.storedCount.upperBound), .max] {
            let record = AttemptRecord(failures: failures, lock: .until(UnixTime(milliseconds: .max)))
            #expect(lockout.bounded(record, now: now).lock == .until(now.adding(seconds: 86_400)))
        }
        #expect(ContinuousClock.now - began < .seconds(1))
    }

    @Test("a lockout holds to its last millisecond and not beyond")
    func end() {
        let record = lockout.record(afterFailures: 5, now: now)
        let end = now.adding(seconds: 900)
        #expect(lockout.lockInForce(record, now: end.adding(milliseconds: -1)) == .until(end))
        #expect(lockout.lockInForce(record, now: end) == nil)
    }

    @Test(
        "the attempts left are those of the round, and never more than those up to the last",
        arguments: [(0, 5), (1, 4), (4, 1), (5, 5), (7, 3), (97, 3), (99, 1)])
    func attemptsLeft(failures: Int, left: Int) {
        #expect(lockout.attemptsLeft(afterFailures: failures) == left)
    }

    @Test("where the limit is no multiple of a round, the last round is shorter")
    func unevenLastRound() {
        let lockout = Lockout(maxAttempts: 3, permanentAfter: 10)
        #expect(lockout.attemptsLeft(afterFailures: 9) == 1)
        #expect(lockout.record(afterFailures: 10, now: now).lock == .forever)
    }

    @Test("a limit lowered below the failures on disk locks for ever, rather than leaving the mailbox without attempts")
    func loweredLimit() {
        let record = AttemptRecord(failures: 60, lock: .open)
        #expect(Lockout(permanentAfter: 50).lockInForce(record, now: now) == .forever)
    }

    @Test("a lockout from disk that was written under a clock ahead is as long as it was meant to be")
    func clockAhead() {
        let written = lockout.record(afterFailures: 10, now: now.adding(seconds: 1_000_000))
        #expect(lockout.bounded(written, now: now).lock == .until(now.adding(seconds: 1800)))
        #expect(lockout.bounded(written, now: now).failures == 10)
        let current = lockout.record(afterFailures: 10, now: now.adding(seconds: -100))
        #expect(lockout.bounded(current, now: now) == current)
        let forever = AttemptRecord(failures: 100, lock: .forever)
        #expect(lockout.bounded(forever, now: now) == forever)
    }

    @Test("lengths do not overflow")
    func overflow() {
        let lockout = Lockout(
            maxAttempts: 1, baseSeconds: 7, maxSeconds: Limits.lockoutSeconds, permanentAfter: 1_000_000)
        let record = lockout.record(afterFailures: 999_999, now: now)
        #expect(record.lock == .until(now.adding(seconds: Limits.lockoutSeconds)))
    }
}
