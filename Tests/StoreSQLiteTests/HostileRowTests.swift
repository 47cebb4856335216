import AuditChain
import Sealing
import Testing
import VoicemailModel
import VoicemailTestKit

@testable import StoreSQLite

/// Every column of every table, with what no server writes there.
@Suite("Whatever stands in a row", .timeLimit(.minutes(10)))
struct HostileRowTests {
    typealias Value = HostileDatabase.Value

    /// What may stand there and lets the right PIN in all the same: it is what a server may have written, nothing is decided by it,
    /// or the row is another's afterwards.
    private static let harmless: [String: Set<Value>] = [
        "mailbox.voicemail_prompt": [.null], "mailbox.time_zone": [.null, .least, .greatest], "mailbox.email": [.null],
        "mailbox.pin_cost": [.null], "mailbox.pin_version": [.least, .greatest],
        "attempt.context": Set(Value.allCases), "attempt.number": Set(Value.allCases),
        "attempt.written_ms": Set(Value.allCases), "attempt.locked_until_ms": [.null],
        "reservation.context": Set(Value.allCases), "reservation.number": Set(Value.allCases),
        "reservation.node": [.least, .greatest, .empty, .controls, .fraction],
        "reservation.attempt": [.least, .greatest],
        "reservation.pin_version": [.least, .greatest], "reservation.until_ms": [.greatest],
        "reservation.source": [.null, .least, .greatest, .fraction],
        "pin_history.context": Set(Value.allCases), "pin_history.number": Set(Value.allCases),
        "pin_history.position": Set(Value.allCases),
        "pin_history.pin_hash": [.least, .greatest, .empty, .controls, .fraction],
        "source_failure.source": Set(Value.allCases), "source_failure.window_start_ms": [.greatest],
    ]
    /// Tables that nobody's PIN stands in.
    private static let apart: Set = [
        "mailbox_count", "hash_seal_count", "hash_cost_count", "decoy_key", "audit", "audit_mark", "audit_key",
        "audited_key",
    ]

    @Test(
        "nothing ends the process, nobody gets in by it, the sentence names table and row, and others are served",
        arguments: HostileDatabase.rows.keys.sorted())
    func planted(table: String) async throws {
        let whole = try await HostileDatabase()
        let (loose, statement) = try whole.loosened(table)
        var planted = 0
        for column in try whole.columns(of: table) {
            for value in Value.allCases {
                let database = try loose.copy()
                guard try database.plant(value, column, of: table, statement) else { continue }
                planted += 1
                try await judge(database, table, column.name, value)
            }
        }
        #expect(planted > 5)
    }

    private func judge(_ database: HostileDatabase, _ table: String, _ column: String, _ value: Value) async throws {
        let what = Comment(rawValue: "\(table).\(column) = \(value)")
        let store: SQLiteMailboxStore
        do {
            store = try database.open()
        } catch let error as StoreError {
            let names = ["table \(table)", "(\(table))", "seal.key_file: "]
            #expect(names.contains { error.description.contains($0) }, "\(what): \(error)")
            return
        }
        do {
            let isGranted = try await store.wouldGrant(HostileDatabase.one, database.ring)
            let isHarmless = Self.harmless["\(table).\(column)"]?.contains(value) ?? Self.apart.contains(table)
            #expect(!isGranted || isHarmless, what)
        } catch let error as StoreError {
            #expect(error.description.contains("table \(table)"), "\(what): \(error)")
            #expect(error.description.contains("1001") || table == "source_failure", "\(what): \(error)")
        }
        if table != "source_failure" {
            #expect(try await store.wouldGrant(HostileDatabase.other, database.ring), what)
        }
        await readAll(store)
        try store.close()
        let file = try? SQLiteAuditFile(path: database.directory.database)
        _ = try? file?.page(AuditQuery(count: 100, since: UnixTime(seconds: 1)))
        // The detail of that row is null as it is.
        if table == "audit", column != "id", column != "detail" || value != .null, let file {
            guard case .failure(let broken) = try file.verify(database.ring) else {
                Issue.record("\(what): nothing shows")
                return
            }
            #expect(broken.row == 2 && broken.description.contains("row 2"), "\(what): \(broken)")
        }
    }

    /// All that is read besides. It may fail, and returns.
    private func readAll(_ store: SQLiteMailboxStore) async {
        var query = MailboxQuery(count: 100, wantsFields: true)
        _ = try? await store.list(query)
        query.conditions.isLocked = true
        query.conditions.mustChange = true
        _ = try? await store.list(query)
        _ = try? await store.quietMailboxes(count: 100)
        _ = try? await store.load(HostileDatabase.one)
        _ = try? await store.load(HostileDatabase.source)
        _ = try? await store.count()
        _ = try? await store.overdueReservations()
        for query in [
            AuditQuery(count: 100), AuditQuery(count: 100, since: UnixTime(seconds: 1)), AuditQuery(after: 2),
        ] {
            guard let page = try? await store.audit(query) else { continue }
            // As they are shown.
            for row in page.rows { _ = row.fields }
        }
        await withCheckedContinuation { continuation in
            store.seals(after: nil, count: 100) { _ in
                store.sealCounts { _ in
                    store.auditedKeys { _ in
                        store.addUpSeals { _ in continuation.resume() }
                    }
                }
            }
        }
    }

    @Test("a row of the audit that cannot be read is named, and those before and behind it are shown")
    func auditGoesOn() async throws {
        let (loose, statement) = try await HostileDatabase().loosened("audit")
        #expect(try loose.plant(.null, ("kind", "TEXT"), of: "audit", statement))
        let store = try loose.open()
        let page = try await store.audit(AuditQuery(count: 100))
        #expect(page.rows.map(\.id) == [1] && page.hasMore && page.last == 1)
        let error = await #expect(throws: StoreError.self) { try await store.audit(AuditQuery(after: 1)) }
        #expect(error?.description.contains("row 2 (table audit)") == true, "\(String(describing: error))")
        #expect(try await store.audit(AuditQuery(after: 2, count: 100)).rows.first?.id == 3)
        try store.close()
    }

    @Test(
        "rows with numbers at the ends of what there is are read, verified and removed for their age, and nothing overflows"
    )
    func ends() async throws {
        let database = try await HostileDatabase()
        for id in [Int64.min, .max] {
            try database.directory.edit(
                """
                INSERT INTO audit SELECT \(id), \(id), kind, outcome, reason, mailbox, source, client, connection, request,
                    repeats, detail, hash FROM audit WHERE id = 1
                """)
        }
        let store = try SQLiteMailboxStore.open(
            path: database.directory.database, bounds: SQLiteMailboxStore.Bounds(auditDays: 1), ring: database.ring)
        let rows = try await store.audit(AuditQuery(after: .min, count: 100)).rows
        #expect(rows.last?.fields.first { $0.key == "time" }?.value == "\(Int64.max)")
        #expect(
            try await store.audit(AuditQuery(count: 100, since: UnixTime(milliseconds: .min))).rows.last?.id == .max)
        #expect(try await store.wouldGrant(HostileDatabase.other, database.ring))
        // Waits for the housekeeper, who must not count from one end to the other.
        try store.close()
        let file = try SQLiteAuditFile(path: database.directory.database)
        guard case .failure = try file.verify(database.ring) else {
            Issue.record("nothing shows")
            return
        }
    }
}
