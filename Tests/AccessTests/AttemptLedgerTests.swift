import Access
import Testing
import VoicemailModel

@Suite("Attempt ledger", .timeLimit(.minutes(1)))
struct AttemptLedgerTests {
    private let now = UnixTime(seconds: 1_795_443_420)

    private func makeLedger(failures: Int = 0, lock: AttemptRecord.Lock = .open) -> AttemptLedger {
        AttemptLedger(record: AttemptRecord(failures: failures, lock: lock), lockout: Lockout())
    }

    private func until(_ seconds: Int64) -> AttemptRecord.Lock { .until(now.adding(seconds: seconds)) }

    // MARK: State × event

    /// Each state that one attempt can be in, reached by events alone.
    enum Stage: String, CaseIterable, Sendable {
        case waiting, reserved, finished, settling

        func ledger(now: UnixTime) -> AttemptLedger {
            // Four failures stand: one attempt is left, and attempt 1 has it.
            var ledger = AttemptLedger(record: AttemptRecord(failures: 4, lock: .open), lockout: Lockout())
            switch self {
            case .waiting:
                _ = ledger.arrive(9)
                _ = ledger.nextAction(now: now)
                _ = ledger.arrive(1)
            case .reserved:
                _ = ledger.arrive(1)
                _ = ledger.nextAction(now: now)
            case .finished:
                _ = ledger.arrive(1)
                _ = ledger.nextAction(now: now)
                ledger.finish(1, .mismatched)
            case .settling:
                _ = ledger.arrive(1)
                _ = ledger.nextAction(now: now)
                ledger.finish(1, .mismatched)
                _ = ledger.nextAction(now: now)
            }
            return ledger
        }
    }

    @Test(
        "the next action in every state",
        arguments: [
            (.waiting, nil), (.reserved, nil),
            (.finished, .commit(1, AttemptRecord(failures: 5, lock: .until(UnixTime(seconds: 1_795_444_320))))),
            (.settling, nil),
        ] as [(Stage, AttemptLedger.Action?)])
    func nextAction(stage: Stage, action: AttemptLedger.Action?) {
        var ledger = stage.ledger(now: now)
        expect(ledger.nextAction(now: now), is: action)
        #expect(!ledger.isIdle)
    }

    @Test(
        "only what waits can be withdrawn without being settled",
        arguments: [(.waiting, true), (.reserved, false), (.finished, false), (.settling, false)] as [(Stage, Bool)])
    func withdrawWaiting(stage: Stage, isWithdrawn: Bool) {
        var ledger = stage.ledger(now: now)
        expect(ledger.withdrawWaiting(1), is: isWithdrawn)
    }

    @Test("a commit that ends changes something only while something settles", arguments: Stage.allCases)
    func committed(stage: Stage) {
        var ledger = stage.ledger(now: now)
        let verdict = ledger.committed()
        #expect(verdict == (stage == .settling ? .lockedNow(until(900)) : nil))
        #expect(ledger.record.failures == (stage == .settling ? 5 : 4))
    }

    @Test("a commit that failed leaves the record as it was, and the disk to be repaired", arguments: Stage.allCases)
    func commitFailed(stage: Stage) {
        var ledger = stage.ledger(now: now)
        ledger.commitFailed()
        #expect(ledger.record == AttemptRecord(failures: 4, lock: .open))
        #expect(ledger.isDiskBehind == (stage == .settling))
    }

    @Test("a newcomer waits while the last attempt is out, in every state of it", arguments: Stage.allCases)
    func arrivesBehind(stage: Stage) {
        var ledger = stage.ledger(now: now)
        expect(ledger.arrive(2), is: true)
        if stage == .finished { _ = ledger.nextAction(now: now) }
        expect(ledger.nextAction(now: now), is: nil)
    }

    @Test("an admin's change takes its turn behind what settles, and before what waits", arguments: Stage.allCases)
    func administered(stage: Stage) {
        var ledger = stage.ledger(now: now)
        ledger.finish(50, .administered(clearsFailures: true, replacesPIN: false))
        switch stage {
        case .waiting, .reserved:
            // The attempt that is out counts on disk from the clean state on.
            expect(ledger.nextAction(now: now), is: .commit(50, AttemptRecord(failures: 1, lock: .open)))
            expect(ledger.committed(), is: .administered)
            #expect(ledger.record == .clear)
        case .finished:
            expect(ledger.nextAction(now: now), is: .commit(1, AttemptRecord(failures: 5, lock: until(900))))
            expect(ledger.committed(), is: .lockedNow(until(900)))
            expect(ledger.nextAction(now: now), is: .commit(50, .clear))
        case .settling:
            expect(ledger.nextAction(now: now), is: nil)
            expect(ledger.committed(), is: .lockedNow(until(900)))
            expect(ledger.nextAction(now: now), is: .commit(50, .clear))
        }
    }

    // MARK: Counting

    @Test("an attempt counts as failed on disk before it is hashed")
    func reservesBeforehand() {
        var ledger = makeLedger(failures: 2)
        expect(ledger.arrive(1), is: true)
        expect(ledger.nextAction(now: now), is: .reserve(1, AttemptRecord(failures: 3, lock: .open)))
        expect(ledger.arrive(2), is: true)
        expect(ledger.nextAction(now: now), is: .reserve(2, AttemptRecord(failures: 4, lock: .open)))
        #expect(ledger.record.failures == 2, "nothing is told before it is settled")
    }

    @Test("the last attempt's reservation locks on disk already: a crash gives nothing back")
    func reservationLocks() {
        var ledger = makeLedger(failures: 4)
        expect(ledger.arrive(1), is: true)
        expect(ledger.nextAction(now: now), is: .reserve(1, AttemptRecord(failures: 5, lock: until(900))))
    }

    @Test("forty wrong PINs at once buy five guesses, and the other thirty-five are refused unhashed")
    func fortyWrong() {
        var ledger = makeLedger()
        var runner = Runner()
        for id in 1...40 { expect(ledger.arrive(OperationID(id)), is: true) }
        runner.drive(&ledger, now: now)
        while let id = runner.hashing.popFirst() {
            #expect(runner.hashing.count < 5)
            runner.finish(id, .mismatched, &ledger, now: now)
        }
        #expect(runner.hashed == 5)
        #expect(runner.verdicts.count == 5)
        #expect(
            runner.verdicts.map(\.1) == [
                .denied(attemptsLeft: 4), .denied(attemptsLeft: 3), .denied(attemptsLeft: 2), .denied(attemptsLeft: 1),
                .lockedNow(until(900)),
            ])
        #expect(runner.refused == 35)
        #expect(ledger.isIdle)
    }

    @Test("ten right PINs at once all get in, also with one attempt left")
    func tenRight() {
        for failures in [0, 4] {
            var ledger = makeLedger(failures: failures)
            var runner = Runner()
            for id in 1...10 { expect(ledger.arrive(OperationID(id)), is: true) }
            runner.drive(&ledger, now: now)
            while let id = runner.hashing.popFirst() {
                runner.finish(id, .matched(replacesPIN: false), &ledger, now: now)
            }
            #expect(runner.verdicts.map(\.1) == Array(repeating: .matched, count: 10))
            #expect(ledger.record == .clear)
        }
    }

    @Test("while locked nothing is hashed or counted, and when it ends five attempts are there again")
    func lockedAndOpenAgain() {
        var ledger = makeLedger(failures: 5, lock: until(900))
        expect(ledger.arrive(1), is: true)
        expect(ledger.nextAction(now: now), is: .refuse(1, until(900)))
        #expect(ledger.record.failures == 5)
        let later = now.adding(seconds: 900)
        #expect(ledger.attemptsLeft == 5)
        expect(ledger.arrive(2), is: true)
        expect(ledger.nextAction(now: later), is: .reserve(2, AttemptRecord(failures: 6, lock: .open)))
    }

    @Test("an attempt taken back after a lockout has ended does not begin the lockout again")
    func releasedAfterLockout() {
        var ledger = makeLedger(failures: 5, lock: until(-1))
        var runner = Runner()
        expect(ledger.arrive(1), is: true)
        runner.drive(&ledger, now: now)
        runner.finish(1, .released, &ledger, now: now)
        #expect(runner.verdicts.map(\.1) == [.released])
        #expect(ledger.lockInForce(now: now) == nil)
        #expect(runner.lastRecord == AttemptRecord(failures: 5, lock: until(-1)))
    }

    @Test("a right PIN clears the count, but not the attempts that are still out")
    func matchedWithOthersOut() {
        var ledger = makeLedger(failures: 2)
        _ = ledger.arrive(1)
        _ = ledger.arrive(2)
        _ = ledger.nextAction(now: now)
        _ = ledger.nextAction(now: now)
        ledger.finish(1, .matched(replacesPIN: false))
        expect(ledger.nextAction(now: now), is: .commit(1, AttemptRecord(failures: 1, lock: .open)))
        expect(ledger.committed(), is: .matched)
        #expect(ledger.record == .clear)
    }

    @Test("a PIN replaced while an attempt was hashed makes the attempt be hashed again, against the new one")
    func hashesAgain() {
        var ledger = makeLedger()
        _ = ledger.arrive(1)
        _ = ledger.nextAction(now: now)
        ledger.finish(50, .administered(clearsFailures: true, replacesPIN: true))
        _ = ledger.nextAction(now: now)
        ledger.finish(1, .matched(replacesPIN: false))
        expect(ledger.nextAction(now: now), is: nil, "the reset settles first")
        _ = ledger.committed()
        expect(ledger.nextAction(now: now), is: .hashAgain(1))
        ledger.finish(1, .mismatched)
        expect(ledger.nextAction(now: now), is: .commit(1, AttemptRecord(failures: 1, lock: .open)))
    }

    @Test("a change of PIN by its caller makes the others be hashed again too")
    func changeMakesOthersHashAgain() {
        var ledger = makeLedger()
        _ = ledger.arrive(1)
        _ = ledger.arrive(2)
        _ = ledger.nextAction(now: now)
        _ = ledger.nextAction(now: now)
        ledger.finish(1, .matched(replacesPIN: true))
        _ = ledger.nextAction(now: now)
        _ = ledger.committed()
        ledger.finish(2, .matched(replacesPIN: false))
        expect(ledger.nextAction(now: now), is: .hashAgain(2))
    }

    @Test("after a commit that failed the next one repairs the disk")
    func diskIsMended() {
        var ledger = makeLedger(failures: 1)
        var runner = Runner()
        _ = ledger.arrive(1)
        runner.drive(&ledger, now: now)
        ledger.finish(1, .mismatched)
        _ = ledger.nextAction(now: now)
        ledger.commitFailed()
        #expect(!ledger.isIdle, "to be forgotten now would leave a charge on disk for an attempt nobody answered")
        _ = ledger.arrive(2)
        runner.drive(&ledger, now: now)
        runner.finish(2, .released, &ledger, now: now)
        #expect(runner.lastRecord == AttemptRecord(failures: 1, lock: .open))
        #expect(ledger.isIdle)
    }

    @Test("no more than the mailbox's share is hashed at once, however many attempts it allows")
    func reservedIsBounded() {
        var ledger = AttemptLedger(record: .clear, lockout: Lockout(maxAttempts: 1000, permanentAfter: 1000))
        for id in 1...20 as ClosedRange<OperationID> { expect(ledger.arrive(id), is: true) }
        var runner = Runner()
        runner.drive(&ledger, now: now)
        #expect(runner.hashing.count == Limits.reservedPerMailbox)
        runner.finish(1, .mismatched, &ledger, now: now)
        #expect(runner.hashed == Limits.reservedPerMailbox + 1)
    }

    @Test("more than the mailbox's share of waiting requests is not taken")
    func waitingIsBounded() {
        var ledger = makeLedger()
        for id in 1...Limits.waitingPerMailbox { expect(ledger.arrive(OperationID(id)), is: true) }
        expect(ledger.arrive(999), is: false)
    }
}

/// A runner without a hasher or a store: it notes what the ledger asks for.
private struct Runner {
    var hashing: ArraySlice<OperationID> = []
    var hashed = 0
    var refused = 0
    var verdicts: [(OperationID, AttemptLedger.Verdict)] = []
    var lastRecord: AttemptRecord?

    mutating func drive(_ ledger: inout AttemptLedger, now: UnixTime) {
        while let action = ledger.nextAction(now: now) {
            switch action {
            case .reserve(let id, let record):
                (hashed, lastRecord) = (hashed + 1, record)
                hashing.append(id)
            case .hashAgain(let id): hashing.append(id)
            case .refuse: refused += 1
            case .commit(let id, let record):
                lastRecord = record
                if let verdict = ledger.committed() { verdicts.append((id, verdict)) }
            }
        }
    }

    mutating func finish(
        _ id: OperationID, _ outcome: AttemptLedger.Outcome, _ ledger: inout AttemptLedger, now: UnixTime
    ) {
        ledger.finish(id, outcome)
        drive(&ledger, now: now)
    }
}
