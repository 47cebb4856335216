import Access
import Testing
import VoicemailModel

@Suite("Access decision", .timeLimit(.minutes(1)))
struct AccessDecisionTests {
    private let now = UnixTime(seconds: 1_795_443_420)
    private let locked = AttemptRecord(failures: 5, lock: .until(UnixTime(seconds: 1_795_444_000)))

    private func decision(
        _ settings: MailboxSettings?, _ record: AttemptRecord, _ pinless: PinlessRule = .always, isTrusted: Bool = false
    ) -> AccessDecision {
        AccessDecision(
            settings: settings, attempts: record, by: AccessRules(pinless: pinless), isTrusted: isTrusted, now: now)
    }

    @Test("a mailbox that needs no PIN grants, also while it is locked, to those for whom that is honoured")
    func pinless() {
        let settings = MailboxSettings(requiresPIN: false)
        for isTrusted in [false, true] {
            #expect(decision(settings, .clear, isTrusted: isTrusted) == .granted)
            #expect(decision(settings, locked, isTrusted: isTrusted) == .granted)
        }
        #expect(decision(settings, .clear, .trusted, isTrusted: true) == .granted)
        #expect(decision(settings, locked, .trusted, isTrusted: true) == .granted)
        #expect(decision(settings, .clear, .trusted) == .pinRequired(attemptsLeft: 5))
        #expect(decision(settings, locked, .trusted) == .locked(locked.lock))
    }

    @Test("an unknown mailbox is treated as one that requires a PIN", arguments: [nil, MailboxSettings()])
    func unknown(settings: MailboxSettings?) {
        let open = AttemptRecord(failures: 2, lock: .open)
        for rule in PinlessRule.allCases {
            #expect(decision(settings, open, rule, isTrusted: true) == .pinRequired(attemptsLeft: 3))
            #expect(decision(settings, locked, rule, isTrusted: true) == .locked(locked.lock))
        }
    }

    @Test("a lockout that has ended leaves a whole round")
    func ended() {
        let record = AttemptRecord(failures: 5, lock: .until(now))
        #expect(decision(nil, record) == .pinRequired(attemptsLeft: 5))
        #expect(decision(nil, AttemptRecord(failures: 100, lock: .forever)) == .locked(.forever))
    }
}
