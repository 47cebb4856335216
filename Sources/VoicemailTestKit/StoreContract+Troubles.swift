import Synchronization
import VoicemailModel

extension StoreContract {
    static var troubleChecks: [Check] {
        [
            Check("what is past its deadline when it is called for is not begun") { subject in
                let terms = TransactionTerms(by: .now.advanced(by: .seconds(-1)))
                let outcomes = try await outcomes(of: 20, in: subject.store, terms, about: { LedgerScope(id($0)) }) {
                    _, rows in
                    rows.attempts = failures(1)
                    rows.audit = [event(.verify, .denied)]
                }
                for outcome in outcomes { try expectUnavailable(outcome) }
                try await expectNothing(of: 20, in: subject)
            },
            Check(
                "while nothing can be written, what has time waits, and what has none is given up and leaves nothing",
                under: .kept
            ) { subject in
                let store = subject.store
                try await subject.begin(.kept, on: one)
                async let patient = store.transact(LedgerScope(one)) { $0.attempts = failures(1) }
                for milliseconds in [0, 1, 100] {
                    let terms = TransactionTerms(by: .now.advanced(by: .milliseconds(milliseconds)))
                    let outcomes = try await outcomes(of: 5, in: store, terms, about: { LedgerScope(id($0)) }) {
                        _, rows in
                        rows.attempts = failures(1)
                        rows.audit = [event(.verify, .denied)]
                    }
                    for outcome in outcomes { try expectUnavailable(outcome) }
                }
                // Reading goes on meanwhile.
                try expect(try await store.load(one), is: StoredMailbox(mailbox: nil, attempts: .clear))
                try await subject.end(.kept)
                _ = try await patient
                try expect(try await store.load(one).attempts, is: failures(1))
                try await expectNothing(of: 5, in: subject)
            },
            Check("what came together while nothing could be written keeps its order", under: .kept) { subject in
                let store = subject.store
                try await subject.begin(.kept, on: one)
                async let outcomes = outcomes(of: 100, in: store, about: { _ in LedgerScope(one) }) { _, rows in
                    defer { rows.attempts.failures += 1 }
                    return rows.attempts.failures
                }
                try await subject.end(.kept)
                try expect(try await outcomes.map { try $0.get().decision }, is: Array(0..<100))
            },
            Check("a commit that fails leaves nothing, and what comes after it succeeds", under: .failingCommits) {
                subject in
                let store = subject.store
                try await store.reserve([reservation(1, source: source)], on: one)
                try await store.record([event(.serverStarted, .done, of: nil)])
                let before = try await store.rows(LedgerScope(one))
                let mailbox = subject.kept(full, of: one)
                try await subject.begin(.failingCommits, on: one)
                let outcomes = try await outcomes(of: 30, in: store, about: { _ in LedgerScope(one) }) { number, rows in
                    rows.mailbox = mailbox
                    rows.attempts.failures += 1
                    rows.reservations = [reservation(UInt64(number) + 2)]
                    rows.sources[source]?.record = SourceRecord(failures: 1, windowStart: start)
                    rows.audit = [event(.verify, .denied)]
                }
                try await subject.end(.failingCommits)
                for outcome in outcomes {
                    guard case .failure(let error) = outcome else { throw Broken(description: "it was told of") }
                    try expect(!error.leavesDoubt, "it leaves doubt: \(error)")
                }
                try await expectKept(before, LedgerScope(one), in: subject)
                try expect(try await auditRows(in: subject.store).count, is: 1)
                try await subject.store.transact(LedgerScope(one)) { rows in
                    rows.attempts.failures += 1
                    rows.audit = [event(.verify, .denied)]
                }
                try expect(try await subject.store.load(one).attempts, is: failures(1))
                try expect(try await auditRows(in: subject.store).count, is: 2)
            },
            Check("of a commit whose outcome is not known all is there, or nothing", under: .lostOutcomes) { subject in
                try await subject.begin(.lostOutcomes, on: one)
                let outcomes = try await outcomes(of: 10, in: subject.store, about: { LedgerScope(id($0)) }) {
                    number, rows in
                    rows.attempts.failures += 1
                    rows.reservations = [reservation(1)]
                    rows.audit = [event(.verify, .denied, of: id(number))]
                }
                try await subject.end(.lostOutcomes)
                try await subject.restart()
                let audited = try await auditRows(in: subject.store).map(\.mailbox)
                for (number, outcome) in outcomes.enumerated() {
                    guard case .failure(let error) = outcome else { throw Broken(description: "it was told of") }
                    try expect(error.leavesDoubt, "it leaves no doubt: \(error)")
                    let rows = try await subject.store.rows(LedgerScope(id(number)))
                    let isThere = rows.attempts == failures(1)
                    try expect(isThere || rows.attempts == .clear, "it is there twice: \(rows)")
                    try expect(rows.reservations.count, is: isThere ? 1 : 0, "what is out")
                    try expect(audited.count { $0 == id(number).description }, is: isThere ? 1 : 0, "what is audited")
                }
            },
            Check("a row that nobody can read fails what is about it, and nothing else", under: .unreadableMailbox) {
                subject in
                let store = subject.store
                for number in 0..<10 { try await store.put(subject.kept(full, of: id(number)), id(number)) }
                try await subject.begin(.unreadableMailbox, on: id(5))
                let outcomes = try await outcomes(of: 30, in: store, about: { LedgerScope(id($0 % 10)) }) {
                    number, rows in
                    rows.attempts.failures += 1
                    rows.audit = [event(.verify, .denied, of: id(number % 10))]
                }
                for (number, outcome) in outcomes.enumerated() {
                    switch outcome {
                    case .failure(.corrupt): try expect(number % 10, is: 5, "what fails")
                    case .failure(let error): throw error
                    case .success: try expect(number % 10 != 5, "it was decided on a row that nobody can read")
                    }
                }
                guard case .corrupt = try await refusal({ _ = try await store.load(id(5)) }) else {
                    throw Broken(description: "what is loaded is not said to be corrupt")
                }
                for number in (0..<10).filter({ $0 != 5 }) {
                    try expect(try await store.load(id(number)).attempts, is: failures(3))
                    let rows = try await auditRows(in: store).count { $0.mailbox == id(number).description }
                    try expect(rows, is: 3, "what is audited of \(number)")
                }
                try expect(try await auditRows(in: store).count, is: 27)
            },
            Check(
                "a decision that is made again, as a neighbour's has failed, counts once, and the last time",
                under: .unreadableMailbox
            ) { subject in
                let store = subject.store
                try await store.put(plain, other)
                try await subject.begin(.unreadableMailbox, on: other)
                let timesDecided = Mutex(0)
                // Of each three, one fails: what shares its commit is decided again.
                let outcomes = try await outcomes(
                    of: 60, in: store, about: { LedgerScope($0 % 3 == 1 ? other : one, sources: [source]) }
                ) { number, rows in
                    let time = timesDecided.withLock { times in
                        times += 1
                        return times
                    }
                    rows.attempts.failures += 1
                    rows.reservations.append(reservation(UInt64(time), source: source))
                    rows.audit = [event(.verify, .denied)]
                    return time
                }
                let told = outcomes.compactMap { try? $0.get() }
                try expect(told.count, is: 40)
                try expect(told.map(\.rows.attempts.failures), is: Array(1...40), "what each has left")
                let out = try await store.rows(LedgerScope(one)).reservations
                try expect(Set(out.map(\.id.number)), is: Set(told.map { UInt64($0.decision) }), "what is out")
                try expect(out.count, is: 40)
                try expect(try await auditRows(in: store).count, is: 40)
            },
        ]
    }

    private static func expectUnavailable<Decision>(
        _ outcome: Result<Decided<Decision>, StoreError>, line: UInt = #line
    ) throws(Broken) {
        guard case .failure(.unavailable) = outcome else {
            throw Broken(description: "it has to be unavailable, and is \(outcome) (line \(line))")
        }
    }

    /// Of the mailboxes 0 and up nothing is kept, nor in the audit, and never will be.
    private static func expectNothing(of count: Int, in subject: any StoreUnderTest) async throws {
        // Behind whatever may still be under way.
        try await subject.store.transact(LedgerScope(nil)) { _ in }
        for number in 0..<count {
            try expect(try await subject.storedElsewhere(id(number)).attempts, is: .clear, "what is left of \(number)")
        }
        try expect(try await auditRows(in: subject.store).count, is: 0)
    }
}
