import Access
import Testing
import VoicemailModel
import VoicemailTestKit

@Suite("Ledger: attempts are counted beforehand", .timeLimit(.minutes(1)))
struct LedgerReservationTests {
    private let start = TestLedger.start
    private let box = Mailbox(settings: MailboxSettings(), pin: .old)

    @Test("an attempt is out before it is hashed, and nothing is told of it before it is settled")
    func reservesBeforehand() {
        var ledger = TestLedger(failures: 2)
        expect(ledger.reserve(1), is: .reserved(box))
        expect(ledger.reserve(2), is: .reserved(box))
        #expect(ledger.out() == [1, 2])
        #expect(
            ledger.rows.reservations[.box]?.first
                == Reservation(
                    id: AttemptID(node: "a", number: 1), pinVersion: 1, until: start.adding(seconds: 5), source: nil))
        #expect(ledger.record().failures == 2)
        expect(ledger.access(), is: .pinRequired(attemptsLeft: 3))
        #expect(ledger.rows.audit.isEmpty)
    }

    @Test("with the last attempt out the next waits, however that one goes on", arguments: [true, false])
    func lastIsOut(isRight: Bool) {
        var ledger = TestLedger(failures: 4)
        expect(ledger.reserve(1), is: .reserved(box))
        expect(ledger.reserve(2), is: .full)
        #expect(ledger.out() == [1])
        if isRight {
            expect(ledger.settle(1, .right), is: .matched(mustChange: false))
            expect(ledger.reserve(2), is: .reserved(box))
        } else {
            expect(ledger.settle(1), is: .locked(ledger.lock(900), locksSource: false))
            expect(ledger.reserve(2), is: .mailboxLocked(ledger.lock(900)))
        }
    }

    @Test("forty wrong PINs at once buy five guesses, and the other thirty-five are refused unhashed")
    func fortyWrong() {
        var ledger = TestLedger()
        var (waiting, out, refused) = (Array(1...40 as ClosedRange<UInt64>), [UInt64](), 0)
        var decisions: [SettleDecision] = []
        while let next = waiting.first {
            switch ledger.reserve(next) {
            case .reserved: out.append(waiting.removeFirst())
            case .full: decisions.append(ledger.settle(out.removeFirst()))
            case .mailboxLocked:
                waiting.removeFirst()
                refused += 1
            case .granted, .sourceLocked: Issue.record("nobody is let in, and no source was named")
            }
        }
        #expect(
            decisions == [
                .denied(attemptsLeft: 4, locksSource: false), .denied(attemptsLeft: 3, locksSource: false),
                .denied(attemptsLeft: 2, locksSource: false), .denied(attemptsLeft: 1, locksSource: false),
                .locked(ledger.lock(900), locksSource: false),
            ])
        #expect(refused == 35)
        #expect(out.isEmpty)
    }

    @Test("ten right PINs at once all get in, also with one attempt left", arguments: [0, 4])
    func tenRight(failures: Int) {
        var ledger = TestLedger(failures: failures)
        var (waiting, out, matched) = (Array(1...10 as ClosedRange<UInt64>), [UInt64](), 0)
        while !waiting.isEmpty || !out.isEmpty {
            if let next = waiting.first, case .reserved = ledger.reserve(next) {
                out.append(waiting.removeFirst())
            } else {
                expect(ledger.settle(out.removeFirst(), .right), is: .matched(mustChange: false))
                matched += 1
            }
        }
        #expect(matched == 10)
        #expect(ledger.record() == .clear)
    }

    @Test("no more than the mailbox's share is out at once, however many attempts it allows")
    func share() {
        var ledger = TestLedger(AccessRules(lockout: Lockout(maxAttempts: 1000, permanentAfter: 1000)))
        for number in 1...UInt64(Limits.reservedPerMailbox) { expect(ledger.reserve(number), is: .reserved(box)) }
        expect(ledger.reserve(100), is: .full)
        expect(ledger.settle(1), is: .denied(attemptsLeft: 999, locksSource: false))
        expect(ledger.reserve(100), is: .reserved(box))
    }

    @Test("attempts of all nodes are the mailbox's: one of them has no more than they have together")
    func nodes() {
        var ledger = TestLedger()
        for number in 1...5 as ClosedRange<UInt64> {
            expect(ledger.reserve(1, node: "node \(number)"), is: .reserved(box))
        }
        expect(ledger.reserve(1, node: "another"), is: .full)
    }

    @Test("before the last round ends for ever no more is out than may fail")
    func permanent() {
        var ledger = TestLedger(failures: 98)
        expect(ledger.reserve(1), is: .reserved(box))
        expect(ledger.reserve(2), is: .reserved(box))
        expect(ledger.reserve(3), is: .full)
        expect(ledger.settle(1), is: .denied(attemptsLeft: 1, locksSource: false))
        expect(ledger.settle(2), is: .locked(.forever, locksSource: false))
        ledger.now = start.adding(seconds: 1_000_000_000)
        expect(ledger.reserve(3), is: .mailboxLocked(.forever))
    }

    @Test("while locked nothing is counted, and when it ends five attempts are there again")
    func lockedAndOpenAgain() {
        var ledger = TestLedger(failures: 5, lock: .until(start.adding(seconds: 900)))
        expect(ledger.reserve(1), is: .mailboxLocked(ledger.lock(900)))
        ledger.now = start.adding(seconds: 900).adding(milliseconds: -1)
        expect(ledger.reserve(1), is: .mailboxLocked(.until(start.adding(seconds: 900))))
        #expect(ledger.record().failures == 5)
        #expect(ledger.rows.reservations.isEmpty)
        ledger.now = start.adding(seconds: 900)
        for number in 2...6 as ClosedRange<UInt64> { expect(ledger.reserve(number), is: .reserved(box)) }
        expect(ledger.reserve(7), is: .full)
    }

    @Test("the second round of failures locks twice as long as the first")
    func doubles() {
        var ledger = TestLedger(failures: 9, lock: .until(start))
        expect(ledger.reserve(1), is: .reserved(box))
        expect(ledger.settle(1), is: .locked(ledger.lock(1800), locksSource: false))
    }

    @Test("an attempt taken back costs nothing, and after a lockout has ended does not begin it again")
    func released() {
        let ended = AttemptRecord(failures: 5, lock: .until(start.adding(seconds: -1)))
        var ledger = TestLedger(failures: ended.failures, lock: ended.lock)
        expect(ledger.reserve(1), is: .reserved(box))
        ledger.release([1])
        #expect(ledger.record() == ended)
        #expect(ledger.rows.reservations.isEmpty)
        #expect(ledger.rows.audit.isEmpty)
        expect(ledger.settle(1), is: .gone)
    }

    @Test(
        "what is taken back is exactly what was asked for: not another's, nor that of another node with the same number"
    )
    func releasesOwn() {
        var ledger = TestLedger()
        _ = ledger.reserve(1)
        _ = ledger.reserve(2)
        _ = ledger.reserve(1, node: "b")
        ledger.release([1, 9])
        #expect(ledger.out() == [2, 1])
        #expect(ledger.rows.reservations[.box]?.last?.id.node == "b")
        ledger.release([])
        #expect(ledger.out() == [2, 1])
    }

    @Test("a mailbox that requires no PIN lets a VERIFY in uncounted, also while locked; a CHANGE has to know the PIN")
    func pinless() {
        let locked = AttemptRecord.Lock.until(start.adding(seconds: 60))
        for (rule, lock) in [(PinlessRule.always, AttemptRecord.Lock.open), (.always, locked), (.trusted, .open)] {
            var ledger = TestLedger(AccessRules(pinless: rule), failures: 5, lock: lock)
            let box = Mailbox(settings: MailboxSettings(requiresPIN: false), pin: .old)
            ledger.rows.mailboxes[.box] = box
            let asked: ReserveDecision = lock == .open ? .reserved(box) : .mailboxLocked(lock)
            expect(ledger.reserve(1, from: .caller), is: rule == .always ? .granted : asked)
            // Its row, which repeats share, is not the ledger's.
            #expect(ledger.rows.audit.isEmpty)
            expect(ledger.reserve(2, from: .caller, kind: .change), is: asked)
        }
    }

    @Test(
        "a locked source gets into no mailbox that needs no PIN, by VERIFY or by ACCESS; a known device is no exception"
    )
    func pinlessFromLockedSource() {
        let locked = SourceRecord(failures: 2, windowStart: start)
        let end = start.adding(seconds: 60)
        for rule in PinlessRule.allCases {
            var ledger = TestLedger(
                AccessRules(sourceLimit: SourceLimit(maxFailures: 2, windowSeconds: 60), pinless: rule))
            ledger.rows.mailboxes[.box] = Mailbox(settings: MailboxSettings(requiresPIN: false), pin: .old)
            ledger.rows.set(locked, of: .caller)
            let before = ledger.rows
            expect(ledger.reserve(1, from: .caller), is: .sourceLocked(until: end))
            expect(ledger.access(from: .caller, isTrusted: true), is: .sourceLocked(until: end))
            #expect(ledger.rows == before, "nothing is counted, and nobody was let in")
            expect(ledger.access(from: .stranger, isTrusted: true), is: .granted)
            expect(ledger.access(isTrusted: true), is: .granted)
            ledger.now = end
            expect(ledger.access(from: .caller, isTrusted: true), is: .granted)
        }
    }

    @Test("ACCESS asks a locked source for the PIN, or tells it of the mailbox's lock, as it does anybody")
    func accessFromLockedSource() {
        var ledger = TestLedger(AccessRules(sourceLimit: SourceLimit(maxFailures: 2, windowSeconds: 60)))
        ledger.rows.set(SourceRecord(failures: 2, windowStart: start), of: .caller)
        expect(ledger.access(from: .caller), is: .pinRequired(attemptsLeft: 5))
        expect(ledger.access(.unknown, from: .caller), is: .pinRequired(attemptsLeft: 5))
        ledger.rows.set(AttemptRecord(failures: 100, lock: .forever), of: .box)
        expect(ledger.access(from: .caller), is: .locked(.forever))
    }

    @Test("where the limits are lowered while attempts are out, those still count, and no more come in")
    func lowered() {
        var ledger = TestLedger()
        for number in 1...4 as ClosedRange<UInt64> { expect(ledger.reserve(number), is: .reserved(box)) }
        ledger.rules = AccessRules(lockout: Lockout(maxAttempts: 3))
        expect(ledger.reserve(5), is: .full)
        for number in 1...2 as ClosedRange<UInt64> { _ = ledger.settle(number) }
        expect(ledger.settle(3), is: .locked(ledger.lock(900), locksSource: false))
        #expect(ledger.record().failures == 3)
        expect(ledger.reserve(6), is: .mailboxLocked(ledger.lock(900)))
        // The fourth is no third of a round: it neither ends the lockout nor begins another.
        ledger.now = start.adding(seconds: 1)
        expect(ledger.settle(4), is: .locked(ledger.lock(899), locksSource: false))
        #expect(ledger.record() == AttemptRecord(failures: 4, lock: ledger.lock(899)))
    }

    @Test("so do attempts that a dead node has left")
    func loweredAndOverdue() {
        var ledger = TestLedger()
        for number in 1...5 as ClosedRange<UInt64> { _ = ledger.reserve(number) }
        ledger.rules = AccessRules(lockout: Lockout(maxAttempts: 3))
        ledger.now = start.adding(seconds: 5)
        expect(ledger.access(), is: .locked(ledger.lock(900)))
    }
}
