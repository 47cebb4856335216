import Access
import Testing
import VoicemailModel
import VoicemailTestKit

@Suite("Ledger: attempts are settled", .timeLimit(.minutes(1)))
struct LedgerSettlementTests {
    private let start = TestLedger.start
    private let box = Mailbox(settings: MailboxSettings(), pin: .old)

    // MARK: Others' attempts

    @Test("a settled attempt is no longer out, and nobody else's is touched", arguments: [true, false])
    func touchesOwn(isRight: Bool) {
        var ledger = TestLedger(failures: 2)
        _ = ledger.reserve(1)
        _ = ledger.reserve(1, node: "b")
        _ = ledger.reserve(2)
        _ = ledger.settle(1, isRight ? .right : .mismatched(hadExpiredPIN: false))
        #expect(
            ledger.rows.reservations[.box]?.map(\.id) == [
                AttemptID(node: "b", number: 1), AttemptID(node: "a", number: 2),
            ])
    }

    @Test("a right PIN clears the count, but not the attempts that are still out")
    func matchedWithOthersOut() {
        var ledger = TestLedger(failures: 2)
        _ = ledger.reserve(1)
        _ = ledger.reserve(2)
        _ = ledger.reserve(3)
        expect(ledger.settle(1, .right), is: .matched(mustChange: false))
        #expect(ledger.record() == .clear)
        // Two are out, so that three more may be.
        for number in 4...6 as ClosedRange<UInt64> { expect(ledger.reserve(number), is: .reserved(box)) }
        expect(ledger.reserve(7), is: .full)
        expect(ledger.settle(2), is: .denied(attemptsLeft: 4, locksSource: false))
    }

    @Test("what is not out cannot be settled, and changes nothing")
    func unknownAttempt() {
        var ledger = TestLedger(failures: 2)
        _ = ledger.reserve(1)
        let before = ledger.rows
        expect(ledger.settle(1, .right, node: "b"), is: .gone)
        expect(ledger.settle(2, .right), is: .gone)
        #expect(ledger.rows == before)
        _ = ledger.settle(1)
        expect(ledger.settle(1, .right), is: .gone, "twice is not settled either")
        #expect(ledger.record().failures == 3)
    }

    // MARK: The PIN's version

    @Test("a PIN replaced while an attempt was hashed makes it be hashed again, and it still counts once")
    func hashesAgain() throws {
        var ledger = TestLedger(failures: 3)
        _ = ledger.reserve(1)
        ledger.reset()
        let reset = try #require(ledger.rows.mailboxes[.box])
        #expect(reset.pin?.version == 2)
        #expect(ledger.record() == .clear)
        for finding in [AttemptFinding.right, .mismatched(hadExpiredPIN: false)] {
            ledger.reset("reset again")
            let now = try #require(ledger.rows.mailboxes[.box])
            expect(ledger.settle(1, finding), is: .hashAgain(now))
            #expect(ledger.out() == [1])
            #expect(ledger.record() == .clear)
        }
        expect(ledger.settle(1), is: .denied(attemptsLeft: 4, locksSource: false))
    }

    @Test("a change of PIN by its caller makes the others be hashed again too")
    func changeMakesOthersHashAgain() throws {
        var ledger = TestLedger()
        _ = ledger.reserve(1, kind: .change)
        _ = ledger.reserve(2)
        expect(ledger.settle(1, .changed), is: .matched(mustChange: false))
        let changed = try #require(ledger.rows.mailboxes[.box])
        #expect(changed.pin?.encodedHash == "new")
        #expect(changed.pin?.version == 2)
        expect(ledger.settle(2, .right), is: .hashAgain(changed))
    }

    @Test("a hash with other parameters is the same PIN: nobody hashes again for it")
    func rehashed() {
        var ledger = TestLedger()
        _ = ledger.reserve(1)
        _ = ledger.reserve(2)
        let finding = AttemptFinding.matched(newHash: "stronger", replacesPIN: false, violation: nil)
        expect(ledger.settle(1, finding), is: .matched(mustChange: false))
        var pin = PINRecord.old
        pin.rehash(as: "stronger")
        #expect(ledger.rows.mailboxes[.box]?.pin == pin)
        expect(ledger.settle(2, .right), is: .matched(mustChange: false))
    }

    @Test("a mailbox that is removed and added again meanwhile has another PIN, even if it is the first of the new one")
    func removedAndAdded() throws {
        var ledger = TestLedger()
        _ = ledger.reserve(1)
        ledger.administer(.mailboxRemoved) { _ in .remove }
        expect(ledger.settle(1, .right), is: .hashAgain(nil))
        ledger.administer(.mailboxAdded, replacesPIN: true) { _ in
            .put(Mailbox(settings: MailboxSettings(), pin: PINRecord(encodedHash: "added", mustChange: false)))
        }
        let added = try #require(ledger.rows.mailboxes[.box])
        expect(ledger.settle(1), is: .hashAgain(added))

        var straight = TestLedger()
        _ = straight.reserve(1)
        straight.administer(.mailboxRemoved) { _ in .remove }
        straight.administer(.mailboxAdded, replacesPIN: true) { _ in
            .put(Mailbox(settings: MailboxSettings(), pin: PINRecord(encodedHash: "added", mustChange: false)))
        }
        #expect(straight.rows.mailboxes[.box]?.pin?.version == 2)
        guard case .hashAgain = straight.settle(1, .right) else {
            Issue.record("the right PIN of the mailbox before must not open this one")
            return
        }
    }

    @Test("of two that change the PIN at once one is first, and the other is held against what it has chosen")
    func twoChanges() {
        var ledger = TestLedger()
        _ = ledger.reserve(1, kind: .change)
        _ = ledger.reserve(2, kind: .change)
        _ = ledger.settle(1, .changed)
        guard case .hashAgain = ledger.settle(2, .changed) else {
            Issue.record("it was hashed against a PIN that is not in force any more")
            return
        }
        #expect(ledger.rows.mailboxes[.box]?.pin?.version == 2)
    }

    // MARK: What is stored with a right PIN

    @Test(
        "a new PIN is its caller's choice from now on, and the former is remembered as the rules ask",
        arguments: [0, 3])
    func storesNewPIN(history: Int) {
        var ledger = TestLedger(AccessRules(history: history))
        ledger.rows.mailboxes[.box]?.pin?.earlierHashes = ["first", "second"]
        _ = ledger.reserve(1, kind: .change)
        _ = ledger.settle(1, .changed)
        #expect(
            ledger.rows.mailboxes[.box]?.pin
                == PINRecord(
                    encodedHash: "new", mustChange: false, setAt: start, origin: .chosen, version: 2,
                    earlierHashes: history == 0 ? [] : ["old", "first"]))
    }

    @Test("a new PIN that is not accepted clears the count, as the old one was right, and is not stored")
    func refused() {
        var ledger = TestLedger(failures: 3)
        _ = ledger.reserve(1, kind: .change)
        let violation = PINPolicyViolation(rule: .repeated)
        let finding = AttemptFinding.matched(newHash: nil, replacesPIN: false, violation: violation)
        expect(ledger.settle(1, finding, TestLedger.facts(.change)), is: .refused(violation))
        #expect(ledger.record() == .clear)
        #expect(ledger.rows.mailboxes[.box] == box)
    }

    @Test("who got in by a PIN that nobody may choose, or that is too old, or of a reset, has to choose another")
    func mustChange() {
        let ages = AccessRules(ages: PINAges(maximumDays: 1))
        let young = PINRecord(encodedHash: "old", mustChange: false, setAt: start)
        let cases: [(PINRecord, AccessRules, breaksRule: Bool, mustChange: Bool)] = [
            (.old, AccessRules(), false, false), (.old, AccessRules(), true, true), (.old, ages, false, true),
            (young, ages, false, false), (PINRecord(encodedHash: "old", mustChange: true), AccessRules(), false, true),
        ]
        for (pin, rules, breaksRule, mustChange) in cases {
            var ledger = TestLedger(rules)
            ledger.rows.mailboxes[.box]?.pin = pin
            _ = ledger.reserve(1)
            let facts = TestLedger.facts(breaksStandingRule: breaksRule)
            expect(ledger.settle(1, .right, facts), is: .matched(mustChange: mustChange))
            #expect(
                ledger.rows.audit == [
                    facts.subject.event(
                        .verify, .granted, .pinVerified, at: ledger.calendar,
                        mustChange ? [.word("must_change", "true")] : [])
                ])
        }
    }
}
