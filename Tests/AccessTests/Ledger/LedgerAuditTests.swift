import Access
import Testing
import VoicemailModel
import VoicemailTestKit

@Suite("Ledger: what the audit keeps", .timeLimit(.minutes(1)))
struct LedgerAuditTests {
    private func event(
        _ kind: AuditEvent.Kind, _ outcome: AuditEvent.Outcome, _ reason: AuditEvent.Reason?, _ details: [AuditDetail],
        source: Source? = nil
    ) -> AuditEvent {
        AuditEvent(
            time: TestLedger.start.adding(seconds: 7200), kind: kind, outcome: outcome, reason: reason, mailbox: .box,
            source: source, client: "frontend", connection: 7, request: 8, details: details)
    }

    @Test(
        "every end of an attempt has its row, with the calendar's time and all that is known of who asked",
        arguments: [
            (.verify, .right, .granted, .pinVerified, []), (.change, .changed, .granted, .pinVerified, []),
            (
                .change,
                .matched(newHash: nil, replacesPIN: false, violation: PINPolicyViolation(rule: .minimumAge)), .refused,
                .policy(rule: "min_age"), []
            ),
            (.verify, .mismatched(hadExpiredPIN: false), .denied, .wrongPIN, [.number("attempts_left", 3)]),
            (.change, .mismatched(hadExpiredPIN: false), .denied, .wrongPIN, [.number("attempts_left", 3)]),
            (.verify, .mismatched(hadExpiredPIN: true), .denied, .pinExpired, [.number("attempts_left", 3)]),
        ] as [(AuditEvent.Kind, AttemptFinding, AuditEvent.Outcome, AuditEvent.Reason, [AuditDetail])])
    func ends(
        kind: AuditEvent.Kind, finding: AttemptFinding, outcome: AuditEvent.Outcome, reason: AuditEvent.Reason,
        details: [AuditDetail]
    ) {
        var ledger = TestLedger(failures: 1)
        _ = ledger.reserve(1, from: .caller, kind: kind)
        _ = ledger.settle(1, finding, TestLedger.facts(kind, from: .caller))
        #expect(ledger.rows.audit == [event(kind, outcome, reason, details, source: .caller)])
    }

    @Test("why nothing could fit is kept, though nobody is told", arguments: [true, false])
    func nothingToFit(isKnown: Bool) {
        var ledger = TestLedger()
        ledger.rows.mailboxes[.box] = isKnown ? Mailbox(settings: MailboxSettings(), pin: nil) : nil
        _ = ledger.reserve(1)
        _ = ledger.settle(1)
        var expected = event(.verify, .denied, isKnown ? .noPINSet : .unknownMailbox, [.number("attempts_left", 4)])
        expected.isMailboxUnknown = !isKnown
        #expect(ledger.rows.audit == [expected])
    }

    @Test("every row about a mailbox that does not exist says so, and that of its source names no mailbox")
    func unknown() {
        var ledger = TestLedger(AccessRules(sourceLimit: SourceLimit(maxFailures: 1)), failures: 0)
        ledger.rows.set(AttemptRecord(failures: 4, lock: .open), of: .unknown)
        _ = ledger.reserve(1, on: .unknown, from: .caller)
        _ = ledger.settle(1, on: .unknown, TestLedger.facts(on: .unknown, from: .caller))
        #expect(ledger.rows.audit.map(\.kind) == [.verify, .lockout, .lockout])
        #expect(ledger.rows.audit.map(\.mailbox) == [.unknown, .unknown, nil])
        #expect(ledger.rows.audit.map(\.isMailboxUnknown) == [true, true, false])
    }

    @Test("the attempt that locks the mailbox has a row, and the lockout one of its own")
    func locks() {
        for (failures, retry) in [(4, AuditDetail.number("retry_after_s", 900)), (99, .word("retry_after_s", "never"))]
        {
            var ledger = TestLedger(failures: failures)
            _ = ledger.reserve(1)
            _ = ledger.settle(1)
            #expect(
                ledger.rows.audit == [
                    event(.verify, .locked, .wrongPIN, []), event(.lockout, .locked, .mailboxLocked, [retry]),
                ])
        }
    }

    @Test(
        "the attempt with which a source reaches its limit has its row, and the source's lockout one that names no mailbox"
    )
    func locksSource() {
        var ledger = TestLedger(AccessRules(sourceLimit: SourceLimit(maxFailures: 2)))
        for number in 1...2 as ClosedRange<UInt64> { _ = ledger.reserve(number, from: .caller) }
        for number in 1...2 as ClosedRange<UInt64> {
            _ = ledger.settle(number, .mismatched(hadExpiredPIN: false), TestLedger.facts(from: .caller))
        }
        var lockout = event(.lockout, .locked, .sourceLocked, [.number("failures", 2)], source: .caller)
        lockout.mailbox = nil
        #expect(
            ledger.rows.audit == [
                event(.verify, .denied, .wrongPIN, [.number("attempts_left", 4)], source: .caller),
                event(.verify, .denied, .wrongPIN, [.number("attempts_left", 3)], source: .caller), lockout,
            ])
    }

    @Test(
        "a lockout that attempts past their time begin has its row, once, whoever finds them; it names nobody who asks")
    func overdueLocks() {
        for (failures, lock, retry) in [
            (
                3, AttemptRecord.Lock.until(TestLedger.start.adding(seconds: 905)),
                AuditDetail.number("retry_after_s", 900)
            ),
            (98, .forever, .word("retry_after_s", "never")),
        ] {
            var ledger = TestLedger(AccessRules(sourceLimit: SourceLimit(maxFailures: 1)), failures: failures)
            for number in 1...2 as ClosedRange<UInt64> {
                _ = ledger.reserve(number, from: number == 2 ? .caller : nil, node: "dead")
            }
            ledger.now = TestLedger.start.adding(seconds: 5)
            expect(ledger.access(), is: .locked(lock))
            let (mailbox, source) = (AuditSubject(mailbox: .box, source: .caller), AuditSubject(source: .caller))
            let rows = [
                mailbox.event(.lockout, .locked, .mailboxLocked, at: ledger.calendar, [retry]),
                source.event(.lockout, .locked, .sourceLocked, at: ledger.calendar, [.number("failures", 1)]),
            ]
            #expect(ledger.rows.audit == rows)
            expect(ledger.access(), is: .locked(lock))
            expect(ledger.reserve(3), is: .mailboxLocked(lock))
            #expect(ledger.rows.audit == rows)
        }
    }

    @Test("attempts past their time that come while it is locked begin no other lockout")
    func overdueWhileLocked() {
        var ledger = TestLedger()
        for number in 1...5 as ClosedRange<UInt64> { _ = ledger.reserve(number, node: "dead") }
        ledger.rules = AccessRules(lockout: Lockout(maxAttempts: 3))
        ledger.now = TestLedger.start.adding(seconds: 5)
        expect(ledger.access(), is: .locked(ledger.lock(900)))
        #expect(ledger.rows.audit.map(\.kind) == [.lockout])
    }

    @Test("what is told before anything is counted, or taken back, or hashed again, has no row of the ledger's")
    func nothing() {
        var ledger = TestLedger(AccessRules(sourceLimit: SourceLimit(maxFailures: 1)), failures: 4)
        _ = ledger.reserve(1, from: .caller)
        _ = ledger.reserve(2)
        _ = ledger.reserve(3, from: .caller)
        ledger.release([1])
        _ = ledger.settle(1)
        #expect(ledger.rows.audit.isEmpty)
    }

    @Test("who needs no PIN is to have a row, and so is who would have needed none on a word that was not given")
    func access() {
        typealias Case = (PinlessRule, requiresPIN: Bool, isTrusted: Bool, AuditEvent?)
        let cases: [Case] = [
            (.always, false, false, event(.access, .granted, .pinNotRequired, [])),
            (.always, false, true, event(.access, .granted, .pinNotRequired, [])),
            (.trusted, false, true, event(.access, .granted, .deviceTrusted, [])),
            (.trusted, false, false, event(.access, .denied, .deviceNotTrusted, [])),
            (.always, true, true, nil), (.trusted, true, false, nil), (.trusted, true, true, nil),
        ]
        for (rule, requiresPIN, isTrusted, event) in cases {
            var ledger = TestLedger(AccessRules(pinless: rule), failures: 1)
            ledger.rows.mailboxes[.box]?.settings.requiresPIN = requiresPIN
            let isGranted = event?.outcome == .granted
            let ruling = ledger.rule(isTrusted: isTrusted)
            expect(ruling.decision, is: isGranted ? .granted : .pinRequired(attemptsLeft: 4))
            #expect(ruling.audit == event)
            // Repeats share rows, so that the ledger writes none.
            #expect(ledger.rows.audit.isEmpty)
        }
    }

    @Test("ACCESS at a locked mailbox tells of the lock and writes nothing")
    func accessLocked() {
        var ledger = TestLedger(AccessRules(pinless: .trusted), failures: 100, lock: .forever)
        ledger.rows.mailboxes[.box]?.settings.requiresPIN = false
        let before = ledger.rows
        expect(ledger.access(), is: .locked(.forever))
        #expect(ledger.rows == before)
    }
}
