import VoicemailModel

extension StoreContract {
    static var rowChecks: [Check] {
        [
            Check("nothing is known of what was never written") { subject in
                let store = subject.store
                let rows = try await store.rows(LedgerScope(one, sources: [source]))
                try expect(
                    rows.kept,
                    is: KeptRows(
                        mailbox: nil, attempts: .clear, reservations: [],
                        sources: [source: SourceRow(record: nil, reservedElsewhere: 0)]))
                try expect(rows.audit, is: [])
                try expect(rows.id, is: one, "whose rows these are")
                try expect(try await store.load(one), is: StoredMailbox(mailbox: nil, attempts: .clear))
                try expect(try await store.load(source), is: nil)
                try expect(try await store.overdueReservations(), is: [])
                try expect(try await store.count(), is: 0)
                let rowsOfNone = try await store.rows(LedgerScope(nil))
                try expect(rowsOfNone.sources, is: [:])
                try expect(rowsOfNone.id, is: nil)
                try expect(
                    try await store.list(MailboxQuery(), by: standards), is: MailboxPage(mailboxes: [], next: nil))
                try expect(
                    try await store.quietMailboxes(count: 10), is: QuietMailboxPage(mailboxes: [], next: nil))
                try expect(try await store.audit(AuditQuery()).rows, is: [])
            },
            Check("a mailbox is read as it was written, field by field") { subject in
                for mailbox in mailboxes.map({ subject.kept($0, of: one) }) {
                    let decided = try await subject.store.transact(LedgerScope(one)) { $0.mailbox = mailbox }
                    try expect(decided.rows.mailbox, is: mailbox)
                    try expect(try await subject.store.rows(LedgerScope(one)).mailbox, is: mailbox)
                    try expect(try await subject.store.load(one).mailbox, is: mailbox)
                    try expect(try await subject.storedElsewhere(one).mailbox, is: mailbox)
                }
                let mailbox = subject.kept(full, of: one)
                let decided = try await subject.store.transact(LedgerScope(one)) { $0.mailbox = mailbox }
                try await expectKept(decided.rows, LedgerScope(one), in: subject)
            },
            Check("mailboxes of all names are kept apart, shadows among them") { subject in
                let ids = names + names.map(\.shadow)
                for (index, id) in ids.enumerated() {
                    let mailbox = id.isShadow ? nil : subject.kept(full, of: id)
                    try await subject.store.transact(LedgerScope(id)) { rows in
                        rows.mailbox = mailbox
                        rows.attempts = failures(index + 1)
                        rows.reservations = [reservation(UInt64(index))]
                    }
                }
                for (index, id) in ids.enumerated() {
                    let rows = try await subject.store.rows(LedgerScope(id))
                    try expect(rows.mailbox != nil, is: !id.isShadow, "that there is \(id)")
                    try expect(rows.attempts, is: failures(index + 1), "what is counted on \(id)")
                    try expect(rows.reservations, is: [reservation(UInt64(index))], "what is out on \(id)")
                }
                subject.clock.advance(seconds: 60)
                try expect(Set(try await subject.store.overdueReservations()), is: Set(ids), "what is overdue")
            },
            Check("attempts are read as they were written, of mailboxes that exist and of others") { subject in
                let mailbox = subject.kept(full, of: one)
                try await subject.store.put(mailbox, one)
                for (id, mailbox) in [(one, mailbox), (other, nil)] {
                    for record in attempts + attempts.reversed() {
                        let decided = try await subject.store.transact(LedgerScope(id)) { $0.attempts = record }
                        try expect(decided.rows.attempts, is: record)
                        let stored = StoredMailbox(mailbox: mailbox, attempts: record)
                        try expect(try await subject.store.load(id), is: stored)
                        try expect(try await subject.storedElsewhere(id), is: stored)
                    }
                    let decided = try await subject.store.transact(LedgerScope(id)) { $0.attempts = failures(3) }
                    try await expectKept(decided.rows, LedgerScope(id), in: subject)
                }
            },
            Check("a mailbox is written without touching its attempts, and they without touching it") { subject in
                let (mailbox, store) = (subject.kept(full, of: one), subject.store)
                try await store.set(failures(4), one)
                try await store.put(mailbox, one)
                try expect(try await store.load(one), is: StoredMailbox(mailbox: mailbox, attempts: failures(4)))
                try await store.set(failures(5), one)
                try expect(try await store.load(one), is: StoredMailbox(mailbox: mailbox, attempts: failures(5)))
                try await store.put(plain, one)
                try expect(try await store.load(one), is: StoredMailbox(mailbox: plain, attempts: failures(5)))
            },
            Check("a mailbox goes with its PINs and settings; its attempts and what is out stay") { subject in
                let store = subject.store
                let mailbox = subject.kept(full, of: one)
                let out = [reservation(1, source: source), reservation(2)]
                try await store.transact(LedgerScope(one)) { rows in
                    rows.mailbox = mailbox
                    rows.attempts = failures(2)
                    rows.reservations = out
                }
                let decided = try await store.transact(LedgerScope(one)) { $0.mailbox = nil }
                try await expectKept(decided.rows, LedgerScope(one), in: subject)
                try expect(decided.rows.attempts, is: failures(2))
                try expect(Set(decided.rows.reservations), is: Set(out))
                try expect(try await subject.store.count(), is: 0)
                // Nothing of the former comes back with another of the same name.
                try await subject.store.put(plain, one)
                try expect(try await subject.store.load(one).mailbox, is: plain)
                let second = subject.kept(
                    Mailbox(settings: MailboxSettings(), pin: PINRecord(encodedHash: hash, mustChange: false)), of: one)
                try await subject.store.put(second, one)
                try expect(try await subject.store.load(one).mailbox, is: second)
                try await subject.store.put(nil, other)
                try expect(try await subject.store.count(), is: 1)
            },
            Check("a source's failures are read as they were written, and go when there are none") { subject in
                let owned = source.owned(by: "tenant")
                let record = SourceRecord(failures: 7, windowStart: UnixTime(milliseconds: 1_795_443_420_123))
                for source in [source, owned, owned.owned(by: "another"), Source(String(repeating: "s", count: 64))!] {
                    try expect(try await subject.store.load(source), is: nil)
                    for record in [record, SourceRecord(failures: 1, windowStart: UnixTime(milliseconds: -1)), record] {
                        let scope = LedgerScope(nil, sources: [source])
                        let decided = try await subject.store.transact(scope) { $0.sources[source]?.record = record }
                        try expect(decided.rows.sources[source]?.record, is: record)
                        try expect(try await subject.store.load(source), is: record)
                        try await expectKept(decided.rows, scope, in: subject)
                    }
                }
                try await subject.store.set(nil, source)
                try expect(try await subject.store.load(source), is: nil)
                try expect(try await subject.store.load(owned), is: record, "another owner's")
            },
            Check("mailbox, attempts, what is out, sources and audit are written by one decision") { subject in
                let mailbox = subject.kept(full, of: one)
                let scope = LedgerScope(one, sources: [source])
                let decided = try await subject.store.transact(scope) { rows in
                    rows.mailbox = mailbox
                    rows.attempts = failures(2)
                    rows.reservations = [reservation(1, source: source)]
                    rows.sources[source]?.record = SourceRecord(failures: 3, windowStart: start)
                    rows.audit = [event(.mailboxAdded, .done)]
                }
                try await expectKept(decided.rows, scope, in: subject)
                try expect(try await subject.store.audit(AuditQuery()).rows.count, is: 1)
            },
        ]
    }
}
