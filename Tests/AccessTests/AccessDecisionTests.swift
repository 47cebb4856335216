import Access
import Testing
import VoicemailModel

@Suite("Access decision", .timeLimit(.minutes(1)))
struct AccessDecisionTests {
    private let now = UnixTime(seconds: 1_795_443_420)
    private let locked = AttemptRecord(failures: 5, lock: .until(UnixTime(seconds: 1_795_444_000)))

    private func decision(_ settings: MailboxSettings?, _ record: AttemptRecord, mayBePinless: Bool) -> AccessDecision {
        AccessDecision(
            settings: settings, ledger: AttemptLedger(record: record, lockout: Lockout()), now: now,
            mayBePinless: mayBePinless)
    }

    @Test("a mailbox that needs no PIN grants, also while it is locked, to those for whom that is honoured")
    func pinless() {
        let settings = MailboxSettings(requiresPIN: false)
        #expect(decision(settings, .clear, mayBePinless: true) == .granted)
        #expect(decision(settings, locked, mayBePinless: true) == .granted)
        #expect(decision(settings, .clear, mayBePinless: false) == .pinRequired(attemptsLeft: 5))
        #expect(decision(settings, locked, mayBePinless: false) == .locked(locked.lock))
    }

    @Test("an unknown mailbox is treated as one that requires a PIN", arguments: [nil, MailboxSettings()])
    func unknown(settings: MailboxSettings?) {
        let open = AttemptRecord(failures: 2, lock: .open)
        #expect(decision(settings, open, mayBePinless: true) == .pinRequired(attemptsLeft: 3))
        #expect(decision(settings, locked, mayBePinless: true) == .locked(locked.lock))
    }
}
