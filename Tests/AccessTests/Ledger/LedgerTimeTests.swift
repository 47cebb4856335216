import Access
import Testing
import VoicemailModel
import VoicemailTestKit

@Suite("Ledger: what time does", .timeLimit(.minutes(1)))
struct LedgerTimeTests {
    private let start = TestLedger.start
    private let box = Mailbox(settings: MailboxSettings(), pin: .old)

    @Test("an attempt that nobody settles counts as failed from its time on, on the mailbox and on its source")
    func overdue() {
        var ledger = TestLedger(failures: 2)
        _ = ledger.reserve(1, from: .caller)
        _ = ledger.reserve(2, seconds: 6)
        ledger.now = start.adding(seconds: 5).adding(milliseconds: -1)
        expect(ledger.access(), is: .pinRequired(attemptsLeft: 3))
        #expect(ledger.out() == [1, 2])
        ledger.now = start.adding(seconds: 5)
        #expect(ledger.rows.overdue(now: ledger.now) == [.box])
        expect(ledger.access(), is: .pinRequired(attemptsLeft: 2))
        #expect(ledger.out() == [2])
        #expect(ledger.rows.sources == [.caller: SourceRecord(failures: 1, windowStart: ledger.now)])
        #expect(ledger.record().failures == 3)
        #expect(ledger.rows.overdue(now: ledger.now).isEmpty)
    }

    @Test(
        "whoever finds it counts it, and it is counted once", arguments: ["reserve", "settle", "access", "administer"])
    func counted(by finder: String) {
        var ledger = TestLedger(failures: 1)
        _ = ledger.reserve(1, node: "dead")
        _ = ledger.reserve(2, seconds: 60)
        ledger.now = start.adding(seconds: 5)
        for _ in 1...2 {
            switch finder {
            case "reserve": _ = ledger.reserve(3, seconds: 60)
            case "settle": _ = ledger.settle(9, .right)
            case "access": _ = ledger.access()
            default: ledger.administer(.settings) { _ in .unchanged }
            }
            #expect(ledger.record() == AttemptRecord(failures: 2, lock: .open))
        }
        #expect(ledger.out().contains(2))
        #expect(!ledger.out().contains(1))
    }

    @Test("the last attempt, left by a node that died, locks the mailbox: a crash gives nothing back")
    func overdueLocks() {
        var ledger = TestLedger(failures: 4)
        _ = ledger.reserve(1)
        ledger.now = start.adding(seconds: 100)
        expect(ledger.reserve(2), is: .mailboxLocked(ledger.lock(900)))
        #expect(ledger.record() == AttemptRecord(failures: 5, lock: ledger.lock(900)))
    }

    @Test("what was past its time and counted is not settled as well, nor let in")
    func gone() {
        var ledger = TestLedger()
        _ = ledger.reserve(1)
        ledger.now = start.adding(seconds: 5)
        expect(ledger.settle(1, .right), is: .gone)
        #expect(ledger.record().failures == 1)
        ledger.release([1])
        #expect(ledger.record().failures == 1, "nor taken back")
    }

    @Test(
        "what is right one millisecond before its time is let in, and the others' attempts past theirs are cleared with it"
    )
    func justInTime() {
        var ledger = TestLedger(failures: 2)
        _ = ledger.reserve(1, node: "dead")
        _ = ledger.reserve(2, seconds: 6)
        ledger.now = start.adding(seconds: 6).adding(milliseconds: -1)
        expect(ledger.settle(2, .right), is: .matched(mustChange: false))
        #expect(ledger.record() == .clear)
        #expect(ledger.rows.reservations.isEmpty)
    }

    @Test("attempts past their time from over a source's limit are refused there too")
    func overdueOnSource() {
        var ledger = TestLedger(AccessRules(sourceLimit: SourceLimit(maxFailures: 2, windowSeconds: 60)))
        for number in 1...2 as ClosedRange<UInt64> { _ = ledger.reserve(number, from: .caller) }
        ledger.now = start.adding(seconds: 5)
        // Nobody has looked at the mailbox yet: they are out still, and make the source wait elsewhere.
        expect(ledger.reserve(3, on: .unknown, from: .caller), is: .full)
        expect(ledger.reserve(3, from: .caller), is: .sourceLocked(until: ledger.now.adding(seconds: 60)))
        expect(
            ledger.reserve(3, on: .unknown, from: .caller), is: .sourceLocked(until: ledger.now.adding(seconds: 60)))
    }

    @Test("a lockout that was written under a clock ahead is as long as it was meant to be")
    func lockoutAhead() {
        var ledger = TestLedger(failures: 10, lock: .until(start.adding(seconds: 1_000_000)))
        expect(ledger.reserve(1), is: .mailboxLocked(ledger.lock(1800)))
        #expect(ledger.record() == AttemptRecord(failures: 10, lock: ledger.lock(1800)))
        // Brought up to date once, it ends when it was said to.
        ledger.now = start.adding(seconds: 1800)
        expect(ledger.reserve(1), is: .reserved(box))
    }

    @Test("a PIN that was set under a clock ahead was set now")
    func pinAhead() {
        var ledger = TestLedger(AccessRules(ages: PINAges(maximumDays: 1)))
        ledger.rows.mailboxes[.box]?.pin?.setAt = start.adding(seconds: 1_000_000)
        _ = ledger.access()
        #expect(ledger.rows.mailboxes[.box]?.pin?.setAt == start)
    }

    @Test("an attempt that went out under a clock ahead is out no longer than one that goes out now")
    func reservationAhead() {
        var ledger = TestLedger(failures: 4)
        ledger.now = start.adding(seconds: 1_000_000)
        _ = ledger.reserve(1)
        ledger.now = start
        expect(ledger.reserve(2), is: .full)
        ledger.now = start.adding(seconds: Limits.reservationSeconds)
        expect(ledger.reserve(2), is: .mailboxLocked(ledger.lock(900)))
    }
}
