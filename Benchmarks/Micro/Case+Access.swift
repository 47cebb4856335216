import Access
import VoicemailModel

extension Case {
    static let ledgers = [
        attempt("ledger-right", "a right PIN: reserved, hashed, settled, committed", .matched(replacesPIN: false)),
        attempt("ledger-wrong", "a wrong PIN, until the mailbox locks, then unlocked", .mismatched),
    ]

    private static func attempt(_ name: String, _ summary: String, _ outcome: AttemptLedger.Outcome) -> Case {
        Case(name: name, summary: summary) { count in
            let now = UnixTime(seconds: 1_795_443_420)
            var ledger = AttemptLedger(record: .clear, lockout: Lockout())
            var settled = 0
            for number in 0..<count {
                if ledger.lockInForce(now: now) != nil {
                    ledger = AttemptLedger(record: .clear, lockout: Lockout())
                }
                let id = OperationID(number)
                guard ledger.arrive(id), case .reserve = ledger.nextAction(now: now) else {
                    throw BenchmarkError.unexpected(name)
                }
                ledger.finish(id, outcome)
                guard case .commit = ledger.nextAction(now: now), ledger.committed() != nil else {
                    throw BenchmarkError.unexpected(name)
                }
                settled += 1
            }
            return settled
        }
    }
}
