import Access
import Testing
import VoicemailModel
import VoicemailTestKit

@Suite("Ledger: admins' changes", .timeLimit(.minutes(1)))
struct LedgerAdministrationTests {
    private let start = TestLedger.start
    private let box = Mailbox(settings: MailboxSettings(), pin: .old)

    @Test("the next version of a PIN is none that an attempt could be out with, at the ends of what there is too")
    func lastVersion() {
        let pin = PINRecord(encodedHash: "hash", mustChange: false, version: .max)
        let now = UnixTime(seconds: 1)
        for (reserved, next) in [([], 1), ([1, 2], 3), ([.max], 1), ([-1, 0], 1)] as [([Int64], Int64)] {
            var rows = LedgerRows(
                time: StoreTime(now: now, calendar: now), mailbox: Mailbox(settings: MailboxSettings(), pin: pin),
                reservations: reserved.enumerated().map { number, version in
                    Reservation(
                        id: AttemptID(number: UInt64(number)), pinVersion: version, until: now.adding(seconds: 9),
                        source: nil)
                })
            let change = Administration(audit: nil, clearsFailures: false, replacesPIN: true) { _ in
                .put(Mailbox(settings: MailboxSettings(), pin: PINRecord(encodedHash: "other", mustChange: false)))
            }
            let objection = rows.administer(
                change, by: AccessRules(), keeping: PINKeeping(following: { $1 }, stored: { $0 }))
            #expect(objection == nil)
            #expect(rows.mailbox?.pin?.version == next, "\(reserved)")
        }
    }

    @Test("what is out when an admin opens a mailbox counts from nothing if it fails")
    func unlocks() {
        var ledger = TestLedger(failures: 3)
        _ = ledger.reserve(1)
        ledger.administer(.unlock, clearsFailures: true) { _ in .unchanged }
        #expect(ledger.record() == .clear)
        #expect(ledger.out() == [1])
        // One is out, so that four more may be.
        for number in 2...5 as ClosedRange<UInt64> { expect(ledger.reserve(number), is: .reserved(box)) }
        expect(ledger.reserve(6), is: .full)
        expect(ledger.settle(1), is: .denied(attemptsLeft: 4, locksSource: false))
    }

    @Test("UNLOCK opens a mailbox that is locked for a while or for ever", arguments: [5, 100])
    func opens(failures: Int) {
        var ledger = TestLedger(failures: failures, lock: failures == 5 ? .until(start.adding(seconds: 900)) : .forever)
        #expect(ledger.administer(.unlock, clearsFailures: true) { _ in .unchanged } == nil)
        expect(ledger.reserve(1), is: .reserved(box))
        #expect(
            ledger.rows.audit == [TestLedger.facts().subject.event(.unlock, .done, at: ledger.calendar)])
    }

    @Test("a change of settings leaves the count, the lock and the PIN's version as they are")
    func settings() {
        var ledger = TestLedger(failures: 5, lock: .until(start.adding(seconds: 900)))
        ledger.administer(.settings) { mailbox in
            guard var mailbox else { return .refused(.noMailbox) }
            mailbox.settings.notifies = true
            return .put(mailbox)
        }
        #expect(
            ledger.rows.mailboxes[.box] == Mailbox(settings: MailboxSettings(notifies: true), pin: .old))
        #expect(ledger.record() == AttemptRecord(failures: 5, lock: .until(start.adding(seconds: 900))))
    }

    @Test("a change that does not apply writes nothing: no row, no count, no mailbox")
    func refused() {
        for refusal in [AdministeredMailbox.Objection.noMailbox, .exists, .noPIN, .done] {
            var ledger = TestLedger(failures: 5, lock: .until(start.adding(seconds: 900)))
            let before = ledger.rows
            let result = ledger.administer(.reset, clearsFailures: true, replacesPIN: true) { _ in .refused(refusal) }
            #expect(result == refusal)
            #expect(ledger.rows == before)
        }
    }

    @Test("the change is made of the mailbox as it is then")
    func seesMailbox() {
        var ledger = TestLedger()
        _ = ledger.reserve(1, kind: .change)
        _ = ledger.settle(1, .changed, TestLedger.facts(.change))
        ledger.administer(.settings) { mailbox in
            #expect(mailbox?.pin?.encodedHash == "new")
            return .unchanged
        }
        ledger.administer(.settings, on: .unknown) { mailbox in
            #expect(mailbox == nil)
            return .unchanged
        }
    }

    @Test("a mailbox that is removed is as one that never was: its count and what is out stay, and go on counting")
    func removes() {
        var ledger = TestLedger(failures: 3)
        _ = ledger.reserve(1)
        _ = ledger.reserve(2)
        ledger.administer(.mailboxRemoved) { _ in .remove }
        #expect(ledger.rows.mailboxes.isEmpty)
        expect(ledger.reserve(3), is: .full)
        expect(ledger.settle(1, .right), is: .hashAgain(nil))
        expect(ledger.settle(1), is: .denied(attemptsLeft: 1, locksSource: false))
    }

    @Test("each PIN that an admin stores has a version that no attempt out was hashed against")
    func versions() {
        var ledger = TestLedger()
        var versions: [Int64] = [1]
        for number in 1...4 as ClosedRange<UInt64> {
            _ = ledger.reserve(number)
            if number == 3 { ledger.administer(.mailboxRemoved) { _ in .remove } }
            ledger.administer(.reset, replacesPIN: true) { _ in
                .put(Mailbox(settings: MailboxSettings(), pin: PINRecord(encodedHash: "\(number)", mustChange: true)))
            }
            versions.append(Mailbox.pinVersion(of: ledger.rows.mailboxes[.box]))
        }
        #expect(Set(versions).count == versions.count)
        #expect(ledger.rows.reservations[.box]?.map(\.pinVersion) == Array(versions.prefix(4)))
    }

    @Test("an unknown mailbox is counted, locked, unlocked and told of exactly like one that exists")
    func unknownAlike() {
        var ledger = TestLedger()
        for _ in 1...3 {
            for number in 1...6 as ClosedRange<UInt64> {
                let known = told(ledger.reserve(number))
                expect(told(ledger.reserve(number, on: .unknown)), is: known)
            }
            for number in 1...5 as ClosedRange<UInt64> {
                let known = ledger.settle(number)
                expect(ledger.settle(number, on: .unknown), is: known)
                let access = ledger.access()
                expect(ledger.access(.unknown), is: access)
            }
            let known = told(ledger.reserve(7))
            expect(told(ledger.reserve(7, on: .unknown)), is: known)
            #expect(ledger.record(.unknown) == ledger.record())
            ledger.now = ledger.now.adding(seconds: 86_400)
        }
        #expect(ledger.record().failures == 15)
        for mailbox in [MailboxID.box, .unknown] {
            ledger.administer(.unlock, clearsFailures: true, on: mailbox) { _ in .unchanged }
        }
        #expect(ledger.rows.attempts.isEmpty)
        let rows = ledger.rows.audit.map { ($0.mailbox, $0.kind, $0.outcome, $0.details) }
        let known = rows.filter { $0.0 == .box }
        let unknown = rows.filter { $0.0 == .unknown }
        #expect(known.count == unknown.count)
        #expect(zip(known, unknown).allSatisfy { ($0.1, $0.2) == ($1.1, $1.2) && $0.3 == $1.3 })
    }

    /// What a decision shows of itself to who asked.
    private func told(_ decision: ReserveDecision) -> ReserveDecision {
        if case .reserved = decision { .reserved(nil) } else { decision }
    }
}
