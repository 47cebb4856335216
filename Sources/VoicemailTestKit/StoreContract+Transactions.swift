import Synchronization
import VoicemailModel

extension StoreContract {
    static var transactionChecks: [Check] {
        [
            Check("transactions about one mailbox see each other, in the order of the calls") { subject in
                let outcomes = try await outcomes(of: 300, in: subject.store, about: { _ in LedgerScope(one) }) {
                    _, rows in
                    defer { rows.attempts.failures += 1 }
                    return rows.attempts.failures
                }
                try expect(try outcomes.map { try $0.get().decision }, is: Array(0..<300), "what each has seen")
                try expect(
                    try outcomes.map { try $0.get().rows.attempts.failures }, is: Array(1...300), "what each has left")
                try expect(try await subject.storedElsewhere(one).attempts, is: failures(300))
            },
            Check("many at once, from everywhere, lose nothing") { subject in
                let store = subject.store
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for task in 0..<8 {
                        group.addTask {
                            for turn in 0..<25 {
                                let id = turn.isMultiple(of: 5) ? id(task) : one
                                try await store.transact(LedgerScope(id, sources: [source])) { rows in
                                    rows.attempts.failures += 1
                                    let former = rows.sources[source]?.record
                                    rows.sources[source]?.record = SourceRecord(
                                        failures: (former?.failures ?? 0) + 1, windowStart: start)
                                    rows.audit = [event(.verify, .denied, of: id)]
                                }
                            }
                        }
                    }
                    try await group.waitForAll()
                }
                try expect(try await store.load(one).attempts, is: failures(160))
                for task in 0..<8 { try expect(try await store.load(id(task)).attempts, is: failures(5)) }
                try expect(try await store.load(source), is: SourceRecord(failures: 200, windowStart: start))
                try expect(try await auditRows(in: store).count, is: 200)
            },
            Check("no more go out on a mailbox than its decisions allow, however many come at once") { subject in
                let outcomes = try await outcomes(of: 60, in: subject.store, about: { _ in LedgerScope(one) }) {
                    number, rows in
                    guard rows.reservations.count < 5 else { return false }
                    rows.reservations.append(reservation(UInt64(number)))
                    return true
                }
                try expect(try outcomes.count { try $0.get().decision }, is: 5)
                try expect(try await subject.store.rows(LedgerScope(one)).reservations.count, is: 5)
            },
            Check("no more go out for a source than its decisions allow, whichever mailboxes they are about") {
                subject in
                let scope = { @Sendable (number: Int) in LedgerScope(id(number % 20), sources: [source]) }
                let outcomes = try await outcomes(of: 60, in: subject.store, about: scope) { number, rows in
                    let own = rows.reservations.count { $0.source == source }
                    guard (rows.sources[source]?.reservedElsewhere ?? .max) + own < 7 else { return false }
                    rows.reservations.append(reservation(UInt64(number), source: source))
                    return true
                }
                try expect(try outcomes.count { try $0.get().decision }, is: 7)
                let rows = try await subject.store.rows(LedgerScope(nil, sources: [source]))
                try expect(rows.sources[source]?.reservedElsewhere, is: 7)
            },
            Check("a decision that changes nothing writes nothing") { subject in
                let mailbox = subject.kept(full, of: one)
                let scope = LedgerScope(one, sources: [source])
                try await subject.store.transact(scope) { rows in
                    rows.mailbox = mailbox
                    rows.attempts = failures(2)
                    rows.reservations = [reservation(1, source: source)]
                    rows.sources[source]?.record = SourceRecord(failures: 3, windowStart: start)
                }
                let mark = try await subject.commitMark()
                subject.clock.advance(seconds: 5)
                for scope in [scope, LedgerScope(nil, sources: [source]), LedgerScope(nil), LedgerScope(other)] {
                    try await subject.store.transact(scope) { rows in
                        // The same values, written again.
                        let copy = rows
                        rows.mailbox = copy.mailbox
                        rows.attempts = copy.attempts
                        rows.reservations = copy.reservations
                        rows.sources = copy.sources
                    }
                }
                try expect(try await subject.commitMark(), is: mark, "the mark of the last commit")
                try await subject.store.set(failures(3), one)
                try expect(try await subject.commitMark() != mark, "a commit does not show in the mark")
            },
            Check("what a completion was told of is there for everybody else") { subject in
                for count in 1...20 {
                    try await subject.store.set(failures(count), one)
                    try expect(try await subject.storedElsewhere(one).attempts, is: failures(count))
                }
            },
            Check("a decision is made at the time of the store's clock") { subject in
                for seconds in [0, 3600, -60] as [Int64] {
                    subject.clock.advance(seconds: seconds)
                    let expected = StoreTime(now: subject.clock.now, calendar: subject.clock.calendarNow)
                    let decided = try await subject.store.transact(LedgerScope(one)) { $0.time }
                    try expect(decided.decision, is: expected)
                    try expect(decided.rows.time, is: expected)
                }
            },
            Check("audit rows are there when what was decided is, in its order, and with every field") { subject in
                let store = subject.store
                let full = AuditEvent(
                    time: UnixTime(milliseconds: 1_795_443_420_123), kind: .verify, outcome: .granted,
                    reason: .pinVerified, mailbox: one, source: source, client: "frontend", connection: 3,
                    request: UInt64(Int64.max), repeats: 4,
                    details: [.word("must_change", "true"), .number("attempts_left", 2)])
                let events = [
                    full, event(.settings, .done, of: MailboxID("1@acme")), event(.serverStarted, .done, of: nil),
                ]
                try await store.transact(LedgerScope(one)) { rows in
                    rows.attempts = failures(1)
                    rows.audit = events
                }
                try await store.record([event(.serverStopped, .done, of: nil)])
                try await subject.restart()
                try await subject.store.record([full])
                let rows = try await auditRows(in: subject.store)
                let expected = events + [event(.serverStopped, .done, of: nil), full]
                try expect(rows, is: zip(rows, expected).map { AuditRow(id: $0.id, $1) })
                try expect(rows.count, is: expected.count)
                try expect(zip(rows, rows.dropFirst()).allSatisfy { $0.id < $1.id }, "rows are out of order")
            },
            Check("each of several decisions at once has its rows in the audit, and those that note nothing none") {
                subject in
                let outcomes = try await outcomes(of: 40, in: subject.store, about: { LedgerScope(id($0)) }) {
                    number, rows in
                    rows.attempts.failures += 1
                    for _ in 0..<number % 3 { rows.audit.append(event(.verify, .denied, of: id(number))) }
                }
                for outcome in outcomes { _ = try outcome.get() }
                let names = try await auditRows(in: subject.store).map(\.mailbox)
                let expected = (0..<40).flatMap { number in (0..<number % 3).map { _ in id(number).description } }
                try expect(names, is: expected)
            },
            Check("a store that is closed has done what it was given, and says of all else that it is closed") {
                subject in
                let store = subject.store
                let succeeded = Mutex(0)
                for number in 0..<200 {
                    store.transact(LedgerScope(id(number)), .patient) {
                        $0.attempts = failures(1)
                    } completion: { result in
                        if case .success = result { succeeded.withLock { $0 += 1 } }
                    }
                }
                try await subject.close()
                try expect(succeeded.withLock { $0 }, is: 200)
                let calls: [@Sendable () async throws -> Void] = [
                    { try await store.set(failures(2), one) }, { _ = try await store.rows(LedgerScope(nil)) },
                    { _ = try await store.load(one) }, { _ = try await store.load(source) },
                    { _ = try await store.overdueReservations() }, { _ = try await store.count() },
                    { _ = try await store.list(MailboxQuery(), by: standards) },
                    { _ = try await store.quietMailboxes(count: 1) }, { _ = try await store.audit(AuditQuery()) },
                ]
                for call in calls { try expect(try await refusal(call), is: .closed) }
                try await subject.restart()
                for number in [0, 199] {
                    try expect(try await subject.store.load(id(number)).attempts, is: failures(1))
                }
            },
        ]
    }

    /// All rows of the audit, page by page.
    static func auditRows(in store: any MailboxStore) async throws -> [AuditRow] {
        var query = AuditQuery(count: Limits.auditPage.upperBound)
        var rows: [AuditRow] = []
        while true {
            let page = try await store.audit(query)
            rows += page.rows
            guard page.hasMore else { return rows }
            try expect(page.last > query.after ?? .min, "a page of the audit ends where it began")
            query.after = page.last
        }
    }

    /// Calls for all of them at once, in their order, and waits for what becomes of each.
    static func outcomes<Decision: Sendable>(
        of count: Int, in store: any MailboxStore, _ terms: TransactionTerms = .patient,
        about scope: (Int) -> LedgerScope, decide: @escaping @Sendable (Int, inout LedgerRows) -> Decision
    ) async throws -> [Result<Decided<Decision>, StoreError>] {
        let told = Mutex<[Int: [Result<Decided<Decision>, StoreError>]]>([:])
        await withCheckedContinuation { continuation in
            for number in 0..<count {
                store.transact(scope(number), terms) {
                    decide(number, &$0)
                } completion: { result in
                    let isLast = told.withLock { told in
                        let isFirst = told[number] == nil
                        told[number, default: []].append(result)
                        return isFirst && told.count == count
                    }
                    if isLast { continuation.resume() }
                }
            }
        }
        let outcomes = told.withLock { $0 }
        return try (0..<count).map { number in
            let outcomes = outcomes[number] ?? []
            try expect(outcomes.count, is: 1, "how often the \(number + 1)th was told")
            return outcomes[0]
        }
    }
}
