import Access
import Testing
import VoicemailModel

@Suite("Access decision")
struct AccessDecisionTests {
    private let now = UnixTime(seconds: 1_795_443_420)
    private let locked = AttemptRecord(failures: 5, lock: .until(UnixTime(seconds: 1_795_444_000)))

    @Test("a mailbox that needs no PIN grants, also while it is locked")
    func pinless() {
        for record in [.clear, locked] {
            let ledger = AttemptLedger(record: record, lockout: Lockout())
            #expect(AccessDecision(settings: MailboxSettings(requiresPIN: false), ledger: ledger, now: now) == .granted)
        }
    }

    @Test("an unknown mailbox is treated as one that requires a PIN", arguments: [nil, MailboxSettings()])
    func unknown(settings: MailboxSettings?) {
        let open = AttemptLedger(record: AttemptRecord(failures: 2, lock: .open), lockout: Lockout())
        #expect(AccessDecision(settings: settings, ledger: open, now: now) == .pinRequired(attemptsLeft: 3))
        let shut = AttemptLedger(record: locked, lockout: Lockout())
        #expect(AccessDecision(settings: settings, ledger: shut, now: now) == .locked(locked.lock))
    }
}
