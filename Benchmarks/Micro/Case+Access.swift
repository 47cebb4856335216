import Access
import VoicemailModel

extension Case {
    static let ledgers = [
        attempt(
            "ledger-right", "a right PIN: reserved, hashed, settled",
            .matched(newHash: nil, replacesPIN: false, violation: nil)),
        attempt("ledger-wrong", "a wrong PIN, until the mailbox locks", .mismatched(hadExpiredPIN: false)),
    ]

    private static func attempt(_ name: String, _ summary: String, _ finding: AttemptFinding) -> Case {
        Case(name: name, summary: summary) { count in
            let time = UnixTime(seconds: 1_795_443_420)
            let rules = AccessRules()
            let facts = AttemptFacts(kind: .verify, subject: AuditSubject(), breaksStandingRule: false)
            let pins = PINKeeping(following: { _, pin in pin }, stored: { $0 })
            let empty = LedgerRows(time: StoreTime(now: time, calendar: time))
            var rows = empty
            var settled = 0
            for number in 0..<count {
                if rules.lockout.lockInForce(rows.attempts, now: time) != nil { rows = empty }
                rows.audit = []
                let id = AttemptID(number: UInt64(number))
                guard case .reserved = rows.reserve(id, until: time.adding(seconds: 10), facts, by: rules) else {
                    throw BenchmarkError.unexpected(name)
                }
                switch rows.settle(id, finding, facts, by: rules, keeping: pins) {
                case .matched, .denied, .locked: settled += 1
                case .refused, .hashAgain, .gone: throw BenchmarkError.unexpected(name)
                }
            }
            return settled
        }
    }
}
