import VoicemailModel

extension StoreContract {
    static var pageChecks: [Check] {
        [
            Check("mailboxes are counted, each once, and listed in their order, page by page") { subject in
                let store = subject.store
                let ids = ["1", "10", "2", "A", "a", "*97", "1@acme", "2@acme", "1@Zed", "z@z"].map { MailboxID($0)! }
                for id in ids + ids { try await store.put(plain, id) }
                try await store.set(failures(1), MailboxID("unknown")!)
                try await store.put(plain, MailboxID("gone")!)
                try await store.put(nil, MailboxID("gone")!)
                try expect(try await store.count(), is: ids.count)
                for size in [1, 3, 100] {
                    for contexts in [nil, ["acme"], ["acme", "default"], ["none"], []] as [Set<String>?] {
                        let expected = ids.filter { contexts?.contains($0.context) ?? true }.sorted()
                        let query = MailboxQuery(count: size, contexts: contexts)
                        try expect(try await names(query, in: store), is: expected, "the list")
                    }
                }
                try expect(
                    try await names(MailboxQuery(after: MailboxID("1000")!), in: store).first, is: MailboxID("2@acme")!)
                try await subject.restart()
                try expect(try await subject.store.count(), is: ids.count)
            },
            Check("mailboxes are found by what holds for them, and told of as they are") { subject in
                let store = subject.store
                let locked = AttemptRecord(failures: 5, lock: .until(start.adding(milliseconds: 1)))
                let mailbox = subject.kept(full, of: one)
                try await store.put(mailbox, one)
                try await store.set(locked, one)
                try await store.put(plain, other)
                try await store.set(AttemptRecord(failures: 5, lock: .until(start)), other)
                try await store.set(AttemptRecord(failures: 9, lock: .forever), id(3))
                func found(_ set: (inout MailboxConditions) -> Void) async throws -> [MailboxID] {
                    var query = MailboxQuery()
                    set(&query.conditions)
                    return try await names(query, in: store)
                }
                try expect(try await found { $0.isLocked = true }, is: [one])
                try expect(try await found { $0.hasNoPIN = true }, is: [other])
                try expect(try await found { $0.mustChange = true }, is: [one])
                try expect(try await found { $0.language = LanguageTag("fr") }, is: [one])
                try expect(try await found { $0.language = LanguageTag("en") }, is: [other])
                let page = try await store.list(MailboxQuery(wantsFields: true), by: standards)
                let pin = mailbox.pin.map { MailboxDetails.PIN($0) }
                try expect(
                    page.mailboxes.first,
                    is: ListedMailbox(
                        id: one,
                        details: MailboxDetails(settings: mailbox.settings, pin: pin, attempts: locked)))
            },
            Check("mailboxes without failures are read page by page, each once, with their settings") { subject in
                let store = subject.store
                let ids = ["1", "2", "2@acme", "3"].map { MailboxID($0)! }
                for id in ids { try await store.put(subject.kept(full, of: id), id) }
                try await store.put(plain, MailboxID("2@b")!)
                try await store.put(plain, MailboxID("4")!)
                try await store.set(failures(1), MailboxID("4")!)
                for size in [1, 2, 3, 7] {
                    var (read, after) = ([QuietMailbox](), MailboxID?.none)
                    for _ in 0..<10 {
                        let page = try await store.quietMailboxes(after: after, count: size)
                        read += page.mailboxes
                        after = page.next
                        if after == nil { break }
                    }
                    try expect(after, is: nil, "the end")
                    let expected =
                        ids.map { QuietMailbox(id: $0, settings: full.settings, isPINSet: true) }
                        + [QuietMailbox(id: MailboxID("2@b")!, settings: plain.settings, isPINSet: false)]
                    try expect(read.count, is: expected.count)
                    try expect(Set(read), is: Set(expected))
                }
            },
            Check("rows are read, and decided on, while a page is being read and others wait", under: .endlessPage) {
                subject in
                let store = subject.store
                try await store.put(plain, one)
                try await subject.begin(.endlessPage, on: one)
                async let page = store.list(MailboxQuery(), by: standards)
                async let quiet = store.quietMailboxes(count: 10)
                async let audit = store.audit(AuditQuery())
                try expect(try await store.load(one).mailbox, is: plain)
                try expect(try await store.load(other).mailbox, is: nil)
                try expect(try await store.load(source), is: nil)
                try expect(try await store.overdueReservations(), is: [])
                try await store.put(plain, other)
                try expect(try await store.count(), is: 2)
                try await subject.end(.endlessPage)
                // They say what was true when it was their turn.
                try expect(try await page.mailboxes.map(\.id), is: [one, other].sorted())
                try expect(try await quiet.mailboxes.count, is: 2)
                try expect(try await audit.rows, is: [])
            },
            Check("a row about an unknown mailbox has another name for it, and is found by its own; a shadow's is not")
            {
                subject in
                let store = subject.store
                let pin = MailboxID("935147")!
                for mailbox in [pin, pin.shadow, id(1)] {
                    try await store.record([
                        AuditEvent(
                            time: start, kind: .verify, outcome: .denied, mailbox: mailbox,
                            isMailboxUnknown: mailbox != id(1))
                    ])
                }
                let names = try await auditRows(in: store).map(\.mailbox)
                try expect(names.last, is: id(1).description)
                try expect(Set(names).count, is: 3)
                for name in names.dropLast() {
                    try expect(name?.hasPrefix("unknown:") == true && name?.contains(pin.number) == false, "\(names)")
                }
                try expect(try await store.audit(AuditQuery(mailbox: pin)).rows.map(\.mailbox), is: [names[0]])
                try await subject.restart()
                try expect(try await subject.store.audit(AuditQuery(mailbox: pin)).rows.count, is: 1)
            },
            Check("the audit is read page by page, and by mailbox, source, time, kind, outcome and client") { subject in
                let store = subject.store
                for number in 0..<30 {
                    try await store.record([
                        AuditEvent(
                            time: start.adding(seconds: Int64(number)), kind: number < 10 ? .verify : .change,
                            outcome: number.isMultiple(of: 2) ? .granted : .denied, mailbox: id(number),
                            source: number == 7 ? source : nil, client: number < 20 ? "pbx" : "admin")
                    ])
                }
                let all = try await auditRows(in: store)
                try expect(all.map(\.mailbox), is: (0..<30).map { id($0).description })
                let page = try await store.audit(AuditQuery(after: all[9].id, count: 5))
                try expect(page.rows, is: Array(all[10..<15]))
                try expect(page.hasMore, is: true)
                try expect(try await store.audit(AuditQuery(after: all[29].id)).rows, is: [])
                for (query, expected) in [
                    (AuditQuery(mailbox: id(12)), [12]), (AuditQuery(source: source), [7]),
                    (AuditQuery(since: start.adding(seconds: 27)), [27, 28, 29]),
                    (AuditQuery(outcome: .granted, client: ClientName("admin")), [20, 22, 24, 26, 28]),
                    (AuditQuery(kind: .verify, outcome: .denied), [1, 3, 5, 7, 9]), (AuditQuery(kind: .unlock), []),
                ] {
                    try expect(try await store.audit(query).rows, is: expected.map { all[$0] }, "\(query)")
                }
            },
        ]
    }

    private static func names(_ query: MailboxQuery, in store: any MailboxStore) async throws -> [MailboxID] {
        var query = query
        var names: [MailboxID] = []
        repeat {
            let page = try await store.list(query, by: standards)
            try expect(page.mailboxes.count <= query.count, "a page is longer than was asked for")
            names += page.mailboxes.map(\.id)
            if let next = page.next, let after = query.after { try expect(next > after, "a page ends where it began") }
            query.after = page.next
        } while query.after != nil
        return names
    }
}
