import Access
import Testing
import VoicemailModel
import VoicemailTestKit

@Suite("Ledger: sources", .timeLimit(.minutes(1)))
struct LedgerSourceTests {
    private let start = TestLedger.start
    private let rules = AccessRules(sourceLimit: SourceLimit(maxFailures: 3, windowSeconds: 60))

    private func ledger(_ record: SourceRecord? = nil) -> TestLedger {
        var ledger = TestLedger(rules)
        ledger.rows.mailboxes[.other] = Mailbox(settings: MailboxSettings(), pin: .old)
        ledger.rows.set(record, of: .caller)
        return ledger
    }

    private func isReserved(_ decision: ReserveDecision) -> Bool {
        if case .reserved = decision { true } else { false }
    }

    /// One failure from the caller's source; true when it reached the limit.
    private func fail(_ number: UInt64, on mailbox: MailboxID, _ ledger: inout TestLedger) -> Bool {
        expect(isReserved(ledger.reserve(number, on: mailbox, from: .caller)), is: true)
        let finding = AttemptFinding.mismatched(hadExpiredPIN: false)
        switch ledger.settle(number, finding, on: mailbox, TestLedger.facts(on: mailbox, from: .caller)) {
        case .denied(_, let locksSource), .locked(_, let locksSource): return locksSource
        case .matched, .refused, .hashAgain, .gone:
            Issue.record("it was wrong")
            return false
        }
    }

    @Test(
        "a source's failures on all mailboxes, known or not, count together, and the one that reaches the limit says so"
    )
    func overMailboxes() {
        var ledger = ledger()
        expect(fail(1, on: .box, &ledger), is: false)
        expect(fail(2, on: .other, &ledger), is: false)
        expect(fail(3, on: .unknown, &ledger), is: true)
        #expect(ledger.rows.sources[.caller] == SourceRecord(failures: 3, windowStart: start))
        for mailbox in [MailboxID.box, .other, .unknown] {
            expect(ledger.reserve(4, on: mailbox, from: .caller), is: .sourceLocked(until: start.adding(seconds: 60)))
        }
        expect(isReserved(ledger.reserve(5, from: .stranger)), is: true)
        expect(isReserved(ledger.reserve(6)), is: true)
    }

    @Test("over its limit a source waits until its window ends, and then has all its attempts again")
    func window() {
        var ledger = ledger(SourceRecord(failures: 3, windowStart: start))
        let end = start.adding(seconds: 60)
        ledger.now = end.adding(milliseconds: -1)
        expect(ledger.reserve(1, from: .caller), is: .sourceLocked(until: end))
        ledger.now = end
        for number in 1...3 as ClosedRange<UInt64> {
            expect(isReserved(ledger.reserve(number, from: .caller)), is: true)
        }
        expect(ledger.reserve(4, from: .caller), is: .full)
        _ = ledger.settle(1, .mismatched(hadExpiredPIN: false), TestLedger.facts(from: .caller))
        #expect(ledger.rows.sources[.caller] == SourceRecord(failures: 1, windowStart: end))
    }

    @Test("the window begins with its first failure and not with what was out before")
    func windowStart() {
        var ledger = ledger()
        expect(isReserved(ledger.reserve(1, from: .caller)), is: true)
        ledger.now = start.adding(seconds: 2)
        _ = ledger.settle(1, .mismatched(hadExpiredPIN: false), TestLedger.facts(from: .caller))
        #expect(ledger.rows.sources[.caller]?.windowStart == start.adding(seconds: 2))
        ledger.now = start.adding(seconds: 30)
        expect(fail(2, on: .other, &ledger), is: false)
        #expect(
            ledger.rows.sources[.caller] == SourceRecord(failures: 2, windowStart: start.adding(seconds: 2)))
    }

    @Test(
        "a window that begins in the future begins now instead", arguments: [1, 1 << 40, Int64.max - 1_795_443_420_000])
    func futureWindow(milliseconds: Int64) {
        var ledger = ledger(SourceRecord(failures: 3, windowStart: start.adding(milliseconds: milliseconds)))
        expect(ledger.reserve(1, from: .caller), is: .sourceLocked(until: start.adding(seconds: 60)))
    }

    @Test("no more of its attempts are out at once than may fail, on all mailboxes and nodes together")
    func out() {
        var ledger = ledger(SourceRecord(failures: 1, windowStart: start))
        expect(isReserved(ledger.reserve(1, on: .box, from: .caller, node: "a")), is: true)
        expect(isReserved(ledger.reserve(1, on: .unknown, from: .caller, node: "b")), is: true)
        for mailbox in [MailboxID.box, .other, .unknown] {
            expect(ledger.reserve(2, on: mailbox, from: .caller), is: .full)
        }
        expect(isReserved(ledger.reserve(2, on: .other, from: .stranger)), is: true)
        ledger.release([1], on: .box)
        expect(isReserved(ledger.reserve(3, on: .other, from: .caller)), is: true)
        expect(ledger.reserve(4, on: .other, from: .caller), is: .full)
    }

    @Test("a right PIN takes no failure back: else who owns one mailbox could go on guessing at all others")
    func rightPINKeepsFailures() {
        var ledger = ledger(SourceRecord(failures: 2, windowStart: start))
        _ = ledger.reserve(1, from: .caller)
        expect(
            ledger.settle(1, .right, TestLedger.facts(from: .caller)), is: .matched(mustChange: false))
        #expect(ledger.rows.sources[.caller] == SourceRecord(failures: 2, windowStart: start))
    }

    @Test("an attempt taken back costs its source nothing")
    func released() {
        var ledger = ledger()
        _ = ledger.reserve(1, from: .caller)
        ledger.release([1])
        #expect(ledger.rows.sources.isEmpty)
    }

    @Test("an attempt fails for the source that it was reserved with, whatever is said when it is settled")
    func reservedSource() {
        var ledger = ledger()
        _ = ledger.reserve(1, from: .caller)
        _ = ledger.settle(1, .mismatched(hadExpiredPIN: false), TestLedger.facts(from: .stranger))
        #expect(ledger.rows.sources == [.caller: SourceRecord(failures: 1, windowStart: start)])
    }

    @Test("sources of two clients are two, though they have one token")
    func owned() {
        var ledger = ledger(SourceRecord(failures: 3, windowStart: start))
        expect(isReserved(ledger.reserve(1, from: Source.caller.owned(by: "acme"))), is: true)
    }

    @Test("failures that an admin takes back count no more, and those of attempts under way do")
    func clears() {
        var ledger = ledger(SourceRecord(failures: 2, windowStart: start))
        ledger.rows.set(SourceRecord(failures: 2, windowStart: start), of: .stranger)
        _ = ledger.reserve(1, from: .caller)
        ledger.now = start.adding(seconds: 1)
        ledger.clear(.caller)
        #expect(ledger.rows.sources == [.stranger: SourceRecord(failures: 2, windowStart: start)])
        #expect(
            ledger.rows.audit == [AuditSubject(source: .caller).event(.unlock, .done, at: ledger.calendar)])
        _ = ledger.settle(1, .mismatched(hadExpiredPIN: false), TestLedger.facts(from: .caller))
        #expect(ledger.rows.sources[.caller] == SourceRecord(failures: 1, windowStart: ledger.now))
        for number in 2...3 as ClosedRange<UInt64> {
            expect(isReserved(ledger.reserve(number, from: .caller)), is: true)
        }
        expect(ledger.reserve(4, from: .caller), is: .full)
    }

    @Test("a source over its limit is told so before a mailbox is looked at, and the other way round it is the mailbox")
    func whichFirst() {
        var ledger = ledger(SourceRecord(failures: 3, windowStart: start))
        ledger.rows.set(AttemptRecord(failures: 100, lock: .forever), of: .box)
        expect(ledger.reserve(1, from: .caller), is: .sourceLocked(until: start.adding(seconds: 60)))
        expect(ledger.reserve(1, from: .stranger), is: .mailboxLocked(.forever))
    }
}
