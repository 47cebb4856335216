import Access
import Testing
import VoicemailModel

@Suite("Source ledger", .timeLimit(.minutes(1)))
struct SourceLedgerTests {
    private let now = UnixTime(seconds: 1_795_443_420)
    private let limit = SourceLimit(maxFailures: 3, windowSeconds: 60)

    @Test("a source over its limit is refused until its window ends, and then has all its attempts again")
    func overTheLimit() {
        var ledger = SourceLedger(record: nil, limit: limit, now: now)
        for id in 1...3 as ClosedRange<OperationID> {
            expect(ledger.arrive(id), is: true)
            expect(ledger.nextAction(now: now), is: .admit(id))
            ledger.fail()
        }
        let end = now.adding(seconds: 60)
        expect(ledger.arrive(4), is: true)
        expect(ledger.nextAction(now: end.adding(milliseconds: -1)), is: .refuse(4, until: end))
        expect(ledger.arrive(5), is: true)
        expect(ledger.nextAction(now: end), is: .admit(5))
        #expect(ledger.recordOnDisk == SourceRecord(failures: 1, windowStart: end))
    }

    @Test(
        "a window that begins in the future begins now instead", arguments: [1, 1 << 40, Int64.max - 1_795_443_420_000])
    func futureWindow(milliseconds: Int64) {
        let record = SourceRecord(failures: 3, windowStart: now.adding(milliseconds: milliseconds))
        var ledger = SourceLedger(record: record, limit: limit, now: now)
        expect(ledger.arrive(1), is: true)
        expect(ledger.nextAction(now: now), is: .refuse(1, until: now.adding(seconds: 60)))
    }

    @Test("no more attempts are out at once than may fail; the next waits for an outcome instead of being refused")
    func waits() {
        var ledger = SourceLedger(record: nil, limit: limit, now: now)
        for id in 1...4 as ClosedRange<OperationID> { expect(ledger.arrive(id), is: true) }
        for id in 1...3 as ClosedRange<OperationID> { expect(ledger.nextAction(now: now), is: .admit(id)) }
        expect(ledger.nextAction(now: now), is: nil)
        ledger.release()
        expect(ledger.nextAction(now: now), is: .admit(4))
    }

    @Test("a right PIN takes no failure back")
    func rightPINKeepsFailures() {
        var ledger = SourceLedger(
            record: SourceRecord(failures: 2, windowStart: now), limit: limit, now: now)
        expect(ledger.arrive(1), is: true)
        expect(ledger.nextAction(now: now), is: .admit(1))
        ledger.release()
        #expect(ledger.recordOnDisk.failures == 2)
    }

    @Test("attempts that are out count as failed on disk")
    func countsBeforehand() {
        var ledger = SourceLedger(record: nil, limit: limit, now: now)
        expect(ledger.arrive(1), is: true)
        expect(ledger.nextAction(now: now), is: .admit(1))
        #expect(ledger.recordOnDisk == SourceRecord(failures: 1, windowStart: now))
        #expect(!ledger.isIdle)
        ledger.fail()
        #expect(ledger.recordOnDisk == SourceRecord(failures: 1, windowStart: now))
        #expect(ledger.isIdle)
    }

    @Test("who waits can be withdrawn, who is admitted can not")
    func withdraw() {
        var ledger = SourceLedger(record: nil, limit: SourceLimit(maxFailures: 1, windowSeconds: 60), now: now)
        expect(ledger.arrive(1), is: true)
        expect(ledger.arrive(2), is: true)
        expect(ledger.nextAction(now: now), is: .admit(1))
        expect(ledger.withdrawWaiting(1), is: false)
        expect(ledger.withdrawWaiting(2), is: true)
    }

    @Test("more than may wait are not taken")
    func bounded() {
        var ledger = SourceLedger(record: nil, limit: limit, now: now)
        for id in 1...Limits.waitingPerSource { expect(ledger.arrive(OperationID(id)), is: true) }
        expect(ledger.arrive(9999), is: false)
    }

    @Test("who need not wait is admitted at once, counted like any other")
    func admitsNow() {
        var ledger = SourceLedger(record: nil, limit: limit, now: now)
        for _ in 1...3 { expect(ledger.admitNow(now: now), is: true) }
        #expect(ledger.recordOnDisk == SourceRecord(failures: 3, windowStart: now))
        expect(ledger.admitNow(now: now), is: false)
        ledger.release()
        expect(ledger.admitNow(now: now), is: true)
    }

    @Test("nobody is admitted at once before one who waits")
    func waitersFirst() {
        var ledger = SourceLedger(record: nil, limit: limit, now: now)
        expect(ledger.arrive(1), is: true)
        expect(ledger.admitNow(now: now), is: false)
        expect(ledger.nextAction(now: now), is: .admit(1))
        expect(ledger.admitNow(now: now), is: true)
    }

    @Test("a source over its limit is not admitted at once before its window ends")
    func notNowOverTheLimit() {
        let record = SourceRecord(failures: 3, windowStart: now)
        var ledger = SourceLedger(record: record, limit: limit, now: now)
        let end = now.adding(seconds: 60)
        expect(ledger.admitNow(now: end.adding(milliseconds: -1)), is: false)
        expect(ledger.admitNow(now: end), is: true)
        #expect(ledger.recordOnDisk == SourceRecord(failures: 1, windowStart: end))
    }

    @Test("failures that an admin takes back count no more once that is on disk, and those of attempts under way do")
    func clears() {
        var ledger = SourceLedger(record: SourceRecord(failures: 2, windowStart: now), limit: limit, now: now)
        expect(ledger.admitNow(now: now), is: true)
        let count = ledger.beginClearing()
        // What an attempt that was under way writes does not bring the failures back.
        #expect(ledger.recordOnDisk.failures == 1)
        ledger.fail()
        #expect(ledger.recordOnDisk.failures == 1)
        ledger.cleared(count)
        #expect(ledger.recordOnDisk.failures == 1)
        for _ in 1...2 { expect(ledger.admitNow(now: now), is: true) }
        expect(ledger.admitNow(now: now), is: false)
    }

    @Test("while failures are being taken back nobody is admitted or refused, and the ledger is not forgotten")
    func waitsForClearing() {
        var ledger = SourceLedger(record: SourceRecord(failures: 3, windowStart: now), limit: limit, now: now)
        let count = ledger.beginClearing()
        expect(ledger.admitNow(now: now), is: false)
        expect(ledger.arrive(1), is: true)
        expect(ledger.nextAction(now: now), is: nil)
        expect(ledger.withdrawWaiting(1), is: true)
        #expect(!ledger.isIdle)
        ledger.cleared(count)
        #expect(ledger.isIdle)
        expect(ledger.arrive(2), is: true)
        expect(ledger.nextAction(now: now), is: .admit(2))
    }

    @Test("failures that could not be taken back count as before")
    func clearingFails() {
        var ledger = SourceLedger(record: SourceRecord(failures: 3, windowStart: now), limit: limit, now: now)
        ledger.clearingFailed(ledger.beginClearing())
        #expect(ledger.recordOnDisk == SourceRecord(failures: 3, windowStart: now))
        expect(ledger.arrive(1), is: true)
        expect(ledger.nextAction(now: now), is: .refuse(1, until: now.adding(seconds: 60)))
    }

    @Test("of two admins who take failures back at once, one that succeeds is enough", arguments: [false, true])
    func clearsTwice(firstSucceeds: Bool) {
        var ledger = SourceLedger(record: SourceRecord(failures: 3, windowStart: now), limit: limit, now: now)
        let (first, second) = (ledger.beginClearing(), ledger.beginClearing())
        if firstSucceeds { ledger.cleared(first) } else { ledger.clearingFailed(first) }
        expect(ledger.admitNow(now: now), is: false)
        if firstSucceeds { ledger.clearingFailed(second) } else { ledger.cleared(second) }
        expect(ledger.admitNow(now: now), is: true)
        #expect(ledger.recordOnDisk.failures == 1)
    }
}
