import VoicemailModel

extension StoreContract {
    static var reservationChecks: [Check] {
        [
            Check("what is out is read as it was written, with a source and without") { subject in
                let all = [
                    reservation(0), reservation(1, source: source),
                    reservation(.max, source: source.owned(by: "tenant")),
                    reservation(1, node: "b", pinVersion: 0), reservation(2, node: "ä ö", pinVersion: .max),
                    reservation(3, until: UnixTime(milliseconds: 0)), reservation(1 << 63),
                    reservation(4, until: start.adding(milliseconds: 1)),
                ]
                for id in [one, other.shadow] {
                    let decided = try await subject.store.transact(LedgerScope(id)) { $0.reservations = all }
                    try expect(Set(decided.rows.reservations), is: Set(all))
                    try expect(Set(try await subject.store.rows(LedgerScope(id)).reservations), is: Set(all))
                    try expect(try await subject.store.rows(LedgerScope(id)).reservations.count, is: all.count)
                    let scope = LedgerScope(id, sources: [source])
                    try await expectKept(try await subject.store.rows(scope), scope, in: subject)
                    try await subject.store.transact(LedgerScope(id)) { $0.reservations = [] }
                    try expect(try await subject.store.rows(LedgerScope(id)).reservations, is: [])
                }
            },
            Check("one that is out is changed, ended or left alone, each by itself") { subject in
                let store = subject.store
                let first = [reservation(1, source: source), reservation(2), reservation(3)]
                try await store.reserve(first, on: one)
                try await store.reserve([reservation(1)], on: other)
                try await store.transact(LedgerScope(one)) { rows in
                    rows.reservations.removeAll { $0.id.number == 2 }
                    for index in rows.reservations.indices where rows.reservations[index].id.number == 3 {
                        rows.reservations[index].pinVersion = 9
                    }
                }
                let expected = [reservation(1, source: source), reservation(3, pinVersion: 9)]
                try expect(Set(try await store.rows(LedgerScope(one)).reservations), is: Set(expected))
                try expect(try await store.rows(LedgerScope(other)).reservations, is: [reservation(1)])
            },
            Check("one takes the place of another of the same name in every field") { subject in
                // As when a process that was killed had made the other, and begins to count again.
                let scope = LedgerScope(one)
                try await subject.store.reserve(
                    [reservation(1, until: start.adding(seconds: -1), source: source)], on: one)
                let second = reservation(
                    1, pinVersion: 8, until: start.adding(seconds: 90), source: source.owned(by: "tenant"))
                let decided = try await subject.store.transact(scope) { rows in
                    rows.reservations.removeAll()
                    rows.reservations.append(second)
                }
                try expect(decided.rows.reservations, is: [second])
                try expect(try await subject.store.rows(scope).reservations, is: [second])
                let sources = LedgerScope(other, sources: [source, source.owned(by: "tenant")])
                let rows = try await subject.store.rows(sources)
                try expect(rows.sources.mapValues(\.reservedElsewhere), is: [source: 0, source.owned(by: "tenant"): 1])
            },
            Check("the sources of what is out are among the rows, without being asked for") { subject in
                let (record, owned) = (SourceRecord(failures: 3, windowStart: start), source.owned(by: "tenant"))
                try await subject.store.set(record, source)
                try await subject.store.reserve(
                    [reservation(1, source: source), reservation(2, source: source), reservation(3, source: owned)],
                    on: one)
                try expect(
                    try await subject.store.rows(LedgerScope(one)).sources,
                    is: [
                        source: SourceRow(record: record, reservedElsewhere: 0),
                        owned: SourceRow(record: nil, reservedElsewhere: 0),
                    ])
                // And what a decision makes of them is written.
                let more = SourceRecord(failures: 4, windowStart: start)
                try await subject.store.transact(LedgerScope(one)) { $0.sources[source]?.record = more }
                try expect(try await subject.store.load(source), is: more)
            },
            Check("a source's attempts on other mailboxes are counted, and no others") { subject in
                let store = subject.store
                let owned = source.owned(by: "tenant")
                try await store.reserve([reservation(1, source: source), reservation(2, source: source)], on: one)
                try await store.reserve([reservation(3, source: source), reservation(4)], on: other)
                try await store.reserve([reservation(5, source: source)], on: one.shadow)
                try await store.reserve([reservation(6, source: owned)], on: other)
                for (id, elsewhere, ownedElsewhere) in [
                    (one, 2, 1), (other, 3, 0), (one.shadow, 3, 1), (id(7), 4, 1), (nil, 4, 1),
                ] {
                    let rows = try await store.rows(LedgerScope(id, sources: [source, source, owned]))
                    try expect(
                        rows.sources.mapValues(\.reservedElsewhere), is: [source: elsewhere, owned: ownedElsewhere],
                        "what is out elsewhere than on \(id.map(\.description) ?? "no mailbox")")
                }
                try await store.transact(LedgerScope(one)) { $0.reservations = [] }
                let rows = try await store.rows(LedgerScope(other, sources: [source]))
                try expect(rows.sources[source]?.reservedElsewhere, is: 1)
            },
            Check("a mailbox is overdue from the moment on at which something that is out on it ends") { subject in
                let store = subject.store
                func overdue() async throws -> [String] {
                    try await store.overdueReservations().map { "\($0)" }.sorted()
                }
                try await store.reserve([reservation(1, until: start.adding(milliseconds: 2))], on: one)
                try await store.reserve(
                    [reservation(2), reservation(3, until: start), reservation(4, until: start)], on: other)
                let (until, unknown) = (start.adding(milliseconds: 1), MailboxID("1003@acme")!.shadow)
                try await store.reserve([reservation(5, until: until)], on: unknown)
                try expect(try await overdue(), is: ["1002"])
                subject.clock.advance(milliseconds: 1)
                try expect(try await overdue(), is: ["1002", "1003@acme"])
                try expect(try await store.overdueReservations().contains(unknown), is: true, "a shadow's own name")
                subject.clock.advance(milliseconds: 1)
                try expect(try await overdue(), is: ["1001", "1002", "1003@acme"])
                for id in [one, other, unknown] {
                    try await store.transact(LedgerScope(id)) { rows in
                        rows.reservations.removeAll { [time = rows.time.now] in $0.until <= time }
                    }
                }
                try expect(try await overdue(), is: [])
                try expect(try await store.rows(LedgerScope(other)).reservations, is: [reservation(2)])
            },
        ]
    }
}
