import Foundation
import GRDB
import Testing
import VoicemailModel
import VoicemailTestKit

@testable import StoreSQLite

/// LIST on a real file: which mailboxes, in which order, and how far one read looks.
@Suite(.timeLimit(.minutes(5)))
struct MailboxListTests {
    private let directory: TemporaryDirectory
    private let store: SQLiteMailboxStore
    private let now = MailboxStandards.known.now

    init() throws {
        directory = try TemporaryDirectory()
        store = try SQLiteMailboxStore.open(path: directory.database)
    }

    private func put(
        _ name: String, _ mailbox: Mailbox = .plain, failures: Int = 0, lock: AttemptRecord.Lock = .open
    ) async throws {
        try await store.commit(
            Change(.known(name)) {
                $0.mailbox = mailbox
                $0.attempts = AttemptRecord(failures: failures, lock: lock)
            })
    }

    /// Every page, as a client asks for them.
    private func all(
        _ query: MailboxQuery, by standards: MailboxStandards = .known
    ) async throws -> (names: [String], pages: [MailboxPage]) {
        var query = query
        var pages: [MailboxPage] = []
        repeat {
            let page = try await store.list(query, by: standards)
            pages.append(page)
            try #require(pages.count < 1000, "the pages do not end")
            query.after = page.next
        } while query.after != nil
        return (pages.flatMap(\.names).map(\.description), pages)
    }

    private func names(by standards: MailboxStandards = .known, _ set: (inout MailboxConditions) -> Void)
        async throws -> [String]
    {
        var query = MailboxQuery()
        set(&query.conditions)
        return try await all(query, by: standards).names
    }

    private static let names = ["1", "10", "2", "A", "a", "*97", "1@acme", "2@acme", "1@Zed", "z@z"]

    @Test(
        "mailboxes are listed in their order, page by page, each once; all of them, or those in some contexts",
        arguments: [1, 2, 3, 7, 100], [nil, ["acme"], ["acme", "default"], ["Zed", "acme", "z", "none"], []])
    func pages(size: Int, contexts: Set<String>?) async throws {
        for name in Self.names { try await put(name) }
        let expected = Self.names.map { MailboxID.known($0) }.filter { contexts?.contains($0.context) ?? true }.sorted()
        for wantsFields in [false, true] {
            let query = MailboxQuery(count: size, contexts: contexts, wantsFields: wantsFields)
            let (names, pages) = try await all(query)
            #expect(names == expected.map(\.description))
            for page in pages { #expect(page.mailboxes.count <= size && page.next.map(expected.contains) ?? true) }
            // The last page has something, unless there is nothing at all, and those before are full.
            #expect(pages.last?.mailboxes.isEmpty == expected.isEmpty)
            #expect(pages.count == max(1, (expected.count + size - 1) / size))
        }
    }

    @Test("a list can begin after a mailbox that does not exist")
    func afterUnknown() async throws {
        for number in ["1", "3"] { try await put(number) }
        #expect(try await store.list(MailboxQuery(after: .known("2"))).names == [.known("3")])
        #expect(try await store.list(MailboxQuery(after: .known("3"))).names == [])
    }

    @Test("a mailbox is locked as long as its lockout lasts, for good, or with too many failures for the rule in force")
    func locked() async throws {
        try await put("open", failures: 4)
        try await put("never")
        try await put("ended", failures: 5, lock: .until(now))
        try await put("until", failures: 5, lock: .until(now.adding(milliseconds: 1)))
        try await put("forever", failures: 100, lock: .forever)
        try await put("many", failures: 30)
        try await store.set(AttemptRecord(failures: 100, lock: .forever), .known("unknown"))
        var standards = MailboxStandards.known
        #expect(try await names { $0.isLocked = true } == ["forever", "until"])
        standards.permanentAfter = 30
        #expect(try await names(by: standards) { $0.isLocked = true } == ["forever", "many", "until"])
        standards.now = now.adding(milliseconds: 1)
        #expect(try await names(by: standards) { $0.isLocked = true } == ["forever", "many"])
        let query = MailboxQuery(contexts: ["default"])
        var limited = query
        limited.conditions.isLocked = true
        #expect(try await all(limited).names == ["forever", "until"])
    }

    @Test("a PIN must be changed as it says, or for its age; one that is not there need not")
    func mustChange() async throws {
        func pin(_ mustChange: Bool, setAt: Int64) -> PINRecord {
            PINRecord(encodedHash: "h", mustChange: mustChange, setAt: UnixTime(seconds: setAt))
        }
        try await put("none")
        try await put("old", Mailbox(settings: MailboxSettings(), pin: pin(false, setAt: 1000)))
        try await put("new", Mailbox(settings: MailboxSettings(), pin: pin(false, setAt: 1001)))
        try await put("told", Mailbox(settings: MailboxSettings(), pin: pin(true, setAt: 1001)))
        #expect(try await names { $0.mustChange = true } == ["told"])
        #expect(try await names { $0.hasNoPIN = true } == ["none"])
        var standards = MailboxStandards.known
        standards.oldestPIN = UnixTime(seconds: 1000)
        #expect(try await names(by: standards) { $0.mustChange = true } == ["old", "told"])
    }

    @Test("a language is found by its first subtags, also where it is the server's default")
    func languages() async throws {
        for tag in ["fr", "fr-CA", "fra", "de-AT", "en", "en-US"] {
            try await put(tag, Mailbox(settings: MailboxSettings(language: LanguageTag(tag)), pin: nil))
        }
        try await put("z")
        for (range, expected) in [
            ("fr", ["fr", "fr-CA"]), ("fr-CA", ["fr-CA"]), ("de", ["de-AT"]), ("en", ["en", "en-US", "z"]),
            ("en-US", ["en-US", "z"]), ("ja", []),
        ] {
            #expect(try await names { $0.language = LanguageTag(range) } == expected, "\(range)")
        }
    }

    @Test("all conditions must hold")
    func together() async throws {
        try await put("1@acme", failures: 5, lock: .forever)
        try await put("1@globex", failures: 5, lock: .forever)
        try await put("2@acme")
        let found = try await names {
            $0.isLocked = true
            $0.hasNoPIN = true
            $0.context = "acme"
        }
        #expect(found == ["1@acme"])
    }

    @Test("what is told of a mailbox is what was put")
    func details() async throws {
        try await put("1", .full, failures: 5, lock: .until(now))
        try await put("2")
        let page = try await store.list(MailboxQuery(wantsFields: true))
        let pin = try #require(Mailbox.full.pin)
        #expect(
            page.mailboxes == [
                ListedMailbox(
                    id: .known("1"),
                    details: MailboxDetails(
                        settings: Mailbox.full.settings, pin: MailboxDetails.PIN(pin),
                        attempts: AttemptRecord(failures: 5, lock: .until(now)))),
                ListedMailbox(
                    id: .known("2"),
                    details: MailboxDetails(settings: Mailbox.plain.settings, pin: nil, attempts: .clear)),
            ])
    }

    /// Mailboxes of some tenants, one after another, made with SQL as there are many.
    private func fill(_ count: Int, context: String = "iif(value % 2, 'globex', 'acme')") throws {
        try store.close()
        try directory.edit(
            """
            WITH RECURSIVE number(value) AS (SELECT 0 UNION ALL SELECT value + 1 FROM number WHERE value < \(count - 1))
            INSERT INTO mailbox (context, number, enable_voicemail_pin, voicemail_play_datetime, enable_voicemail_notify,
                must_change)
            SELECT \(context), format('%06d', value), 1, 'DISABLE', 0, 0 FROM number;
            INSERT INTO attempt SELECT context, number, 1, NULL, 0, 0 FROM mailbox;
            UPDATE attempt SET locked_forever = 1 WHERE number IN ('000000', '002501', '002502', '005999');
            """)
    }

    @Test("a read looks at so many mailboxes and no more, and says where to go on, however few are wanted")
    func bounded() async throws {
        try fill(6000)
        let store = try SQLiteMailboxStore.open(path: directory.database)
        for contexts in [nil, Set(["acme"]), Set(["globex"]), Set(["acme", "globex"])] {
            for isLocked in [true, false] {
                var query = MailboxQuery(contexts: contexts)
                if isLocked { query.conditions.isLocked = true } else { query.conditions.mustChange = true }
                var found: [MailboxID] = []
                var pages = 0
                repeat {
                    let page = try await store.list(query)
                    found += page.names
                    pages += 1
                    try #require(pages < 1000, "the pages do not end")
                    if let next = page.next {
                        // No page ends at a mailbox that the client may not see.
                        #expect(contexts?.contains(next.context) ?? true)
                        let number = try #require(Int(next.number))
                        let start = try query.after.map { try #require(Int($0.number)) } ?? -1
                        #expect(number > start && number - start <= 2 * Limits.mailboxesLookedAt)
                    }
                    query.after = page.next
                } while query.after != nil
                let expected = ["000000@acme", "002501@globex", "002502@acme", "005999@globex"].map {
                    MailboxID.known($0)
                }
                .filter { contexts?.contains($0.context) ?? true }
                #expect(found == (isLocked ? expected : []))
                let expectedPages = contexts?.count == 1 ? 3...3 : 6...7
                #expect(expectedPages.contains(pages), "\(String(describing: contexts))")
            }
        }
        try store.close()
    }

    @Test(
        "a client of a thousand contexts is shown their mailboxes like any other", arguments: [7, 1000], [false, true])
    func manyContexts(size: Int, wantsFields: Bool) async throws {
        try fill(3000, context: "'c' || (value % 1500)")
        let store = try SQLiteMailboxStore.open(path: directory.database)
        let contexts = Set((0..<1000).map { "c\($0)" })
        let after = MailboxID.known("002000@c500")
        let page = try await store.list(
            MailboxQuery(after: after, count: size, contexts: contexts, wantsFields: wantsFields))
        // The number 2000 is in the context c500, and from 2500 on all are in contexts that are not seen.
        #expect(page.names.map(\.number) == (2001..<min(2001 + size, 2500)).map { String(format: "%06d", $0) })
        #expect(page.next == (size == 7 ? page.names.last : nil))
        try store.close()
    }

    @Test("no page ends at a shadow, of which no list speaks")
    func shadows() async throws {
        try store.close()
        try directory.edit(
            """
            WITH RECURSIVE number(value) AS (SELECT 0 UNION ALL SELECT value + 1 FROM number WHERE value < 2999)
            INSERT INTO attempt SELECT '/acme', format('%04d', value), 1, NULL, 0, 0 FROM number;
            INSERT INTO attempt SELECT 'acme', number, 1, NULL, 0, 0 FROM attempt WHERE number < '1500';
            """)
        let store = try SQLiteMailboxStore.open(path: directory.database)
        let locked = ["0999@acme", "0999@aaa", "2999@acme"].map { MailboxID.known($0) }
        for id in locked {
            try await store.commit(
                Change(id) {
                    $0.mailbox = .plain
                    $0.attempts = AttemptRecord(failures: 100, lock: .forever)
                })
        }
        var query = MailboxQuery()
        query.conditions.isLocked = true
        var found: [MailboxID] = []
        for _ in 0..<10 {
            let page = try await store.list(query)
            found += page.names
            query.after = page.next
            if page.next == nil { break }
            #expect(page.next?.isShadow == false)
        }
        #expect(query.after == nil)
        #expect(found == locked.sorted())
        try store.close()
    }

    @Test("the statements look at no more than they say: none goes through the whole table, or sorts it")
    func plans() async throws {
        let pool = try DatabasePool(path: directory.database)
        var wanted = MailboxConditions()
        wanted.isLocked = true
        wanted.mustChange = true
        for contexts in [nil, Set(["acme"]), Set(["acme", "globex"])] {
            for conditions in [MailboxConditions(), wanted] {
                let query = MailboxQuery(
                    after: .known("5"), contexts: contexts, conditions: conditions, wantsFields: true)
                let scan = MailboxScan(query, .known)
                let plan = try await pool.read { database in
                    try Row.fetchAll(database, sql: "EXPLAIN QUERY PLAN " + scan.sql, arguments: scan.arguments)
                        .map { $0["detail"] as String }
                }
                #expect(!plan.contains { $0.hasPrefix("SCAN mailbox") || $0.hasPrefix("SCAN attempt") }, "\(plan)")
                // What is sorted are names from contexts, as many as the page looks at and a few more.
                #expect(plan.count { $0.contains("TEMP B-TREE") } == (contexts == nil ? 0 : 1), "\(plan)")
                let index = "mailbox_in_context (context=? AND number>? AND number<?)"
                #expect(plan.contains { $0.contains(index) } == (contexts != nil), "\(plan)")
            }
        }
        try pool.close()
    }

    @Test("a database of version 0.1.0 is taken over, and its tenants' mailboxes are listed")
    func migrated() async throws {
        try store.close()
        let old = try TemporaryDirectory()
        let pool = try DatabasePool(path: old.database)
        try Schema.migrator.migrate(pool, upTo: "keys in the audit")
        try pool.close()
        for context in ["acme", "globex"] {
            try old.edit(
                "INSERT INTO mailbox (context, number, enable_voicemail_pin, voicemail_play_datetime,"
                    + " enable_voicemail_notify, must_change) VALUES ('\(context)', '1', 1, 'DISABLE', 0, 0)")
        }
        let store = try SQLiteMailboxStore.open(path: old.database)
        #expect(try await store.list(MailboxQuery(contexts: ["globex"])).names == [.known("1@globex")])
        try store.close()
    }

    @Test("a source's failures are written without an attempt, together with their row of the audit")
    func sources() async throws {
        let (one, other) = (try #require(Source("+1")), try #require(Source("+1")).owned(by: "acme"))
        let record = SourceRecord(failures: 9, windowStart: now)
        try await store.commit(
            Change(.known("1"), sources: [one]) {
                $0.attempts = .failures(1)
                $0.sources[one]?.record = record
            })
        try await store.commit(
            Change(.known("1"), sources: [other]) {
                $0.attempts = .failures(2)
                $0.sources[other]?.record = record
            })
        let rest = SourceRecord(failures: 1, windowStart: now)
        try await store.commit(
            Change(nil, sources: [one, other]) { [now] in
                $0.sources[one]?.record = SourceRecord(failures: 0, windowStart: now)
                $0.sources[other]?.record = rest
                $0.audit = [AuditEvent(time: now, kind: .unlock, outcome: .done, source: one)]
            })
        #expect(try await store.load(one) == nil)
        #expect(try await store.load(other) == rest)
        #expect(try await store.load(.known("1")).attempts == .failures(2))
        let query = AuditQuery(kind: .unlock, outcome: .done)
        #expect(try await store.audit(query).rows.map(\.source) == ["+1"])
    }

    @Test("the audit is asked for by kind, outcome and client, each and together")
    func auditConditions() async throws {
        func event(_ kind: AuditEvent.Kind, _ outcome: AuditEvent.Outcome, _ client: String?) -> AuditEvent {
            AuditEvent(time: now, kind: kind, outcome: outcome, client: client)
        }
        try await store.record([
            event(.verify, .denied, "pbx"), event(.verify, .granted, "pbx"), event(.verify, .denied, nil),
            event(.change, .denied, "admin"), event(.unlock, .done, "admin"),
        ])
        let pbx = ClientName("pbx")
        for (query, ids) in [
            (AuditQuery(kind: .verify), [1, 2, 3]), (AuditQuery(outcome: .denied), [1, 3, 4]),
            (AuditQuery(client: ClientName("admin")), [4, 5]), (AuditQuery(kind: .verify, client: pbx), [1, 2]),
            (AuditQuery(kind: .verify, outcome: .denied, client: pbx), [1]), (AuditQuery(kind: .retention), []),
        ] as [(AuditQuery, [Int64])] {
            #expect(try await store.audit(query).rows.map(\.id) == ids)
        }
    }
}
