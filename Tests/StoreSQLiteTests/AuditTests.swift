import AuditChain
import Sealing
import Testing
import VoicemailModel
import VoicemailTestKit

@testable import StoreSQLite

@Suite("The audit in the database", .timeLimit(.minutes(5)))
struct AuditTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    /// Grants of mailboxes 1, 2, … in rows 1, 2, …
    private func write(_ rows: Int, ring: Keyring? = nil) async throws {
        let store = try SQLiteMailboxStore.open(path: directory.database, ring: ring)
        for number in 1..<rows { store.send(grant(number)) }
        try await store.commit(grant(rows))
        try store.close()
    }

    private func grant(_ number: Int) -> Change {
        Change(.known("\(number)")) {
            $0.audit = [.known("\(number)", at: UnixTime(seconds: 1_795_000_000 + Int64(number)))]
        }
    }

    private func verify(_ ring: Keyring? = nil) throws -> Result<AuditExtent, AuditBreak> {
        try SQLiteAuditFile(path: directory.database).verify(ring)
    }

    private func brokenRow() throws -> Int64? {
        switch try verify() {
        case .success: nil
        case .failure(let broken): broken.row
        }
    }

    private static let columns =
        "time_ms, kind, outcome, reason, mailbox, source, client, connection, request, repeats, detail, hash"

    @Test("of 100,000 logins one is altered by hand, and its row is named")
    func hundredThousand() async throws {
        try await write(100_000)
        #expect(try verify().get().count == 100_000)
        try directory.edit("UPDATE audit SET outcome = 'denied' WHERE id = 73205")
        #expect(try brokenRow() == 73_205)
    }

    @Test(
        "a row with the highest number there is, put there by another program, fails what is written after it, and ends nothing"
    )
    func highestNumber() async throws {
        try await write(3)
        try directory.edit(
            "INSERT INTO audit (id, \(Self.columns)) SELECT \(Int64.max), \(Self.columns) FROM audit WHERE id = 3")
        #expect(try brokenRow() == 4)
        let store = try SQLiteMailboxStore.open(path: directory.database)
        let page = try await store.audit(AuditQuery(since: UnixTime(seconds: 1_795_000_002)))
        #expect(page.rows.map(\.id) == [2, 3, .max])
        await #expect(throws: StoreError.self) { try await store.commit(grant(4)) }
        try store.close()
    }

    static let tampering: [(sql: String, row: Int64?)] = [
        ("UPDATE audit SET mailbox = '9' WHERE id = 500", 500),
        ("UPDATE audit SET time_ms = time_ms + 1 WHERE id = 1", 1),
        ("UPDATE audit SET source = NULL WHERE id = 1000", 1000),
        ("UPDATE audit SET hash = zeroblob(32) WHERE id = 7", 7),
        ("UPDATE audit SET hash = x'00' WHERE id = 7", 7),
        ("DELETE FROM audit WHERE id = 500", 500),
        ("DELETE FROM audit WHERE id BETWEEN 500 AND 510", 500),
        ("DELETE FROM audit WHERE id > 990", 991),
        ("DELETE FROM audit WHERE id < 10", 1),
        ("DELETE FROM audit", 1),
        // A row in the middle, and what was behind it moves up.
        (
            "UPDATE audit SET id = id + 1000000 WHERE id >= 500; UPDATE audit SET id = id - 999999 WHERE id > 1000000;"
                + "INSERT INTO audit SELECT 500, \(columns) FROM audit WHERE id = 400", 500
        ),
        ("INSERT INTO audit SELECT 1001, \(columns) FROM audit WHERE id = 1000", 1001),
        // The contents of two rows exchanged, with their hashes and without.
        (
            "UPDATE audit SET id = -1 WHERE id = 500; UPDATE audit SET id = 500 WHERE id = 501;"
                + "UPDATE audit SET id = 501 WHERE id = -1", 500
        ),
        (
            "CREATE TEMP TABLE two AS SELECT id, mailbox, time_ms FROM audit WHERE id IN (500, 501);"
                + "UPDATE audit SET (mailbox, time_ms) = (SELECT mailbox, time_ms FROM two WHERE two.id = 1001 - audit.id)"
                + " WHERE id IN (500, 501)", 500
        ),
        ("UPDATE audit_mark SET row = 990 WHERE name = 'head'; DELETE FROM audit WHERE id > 990", nil),
        ("DELETE FROM audit_mark WHERE name = 'anchor'", nil),
        ("DELETE FROM audit_mark; DELETE FROM audit", nil),
        ("DELETE FROM audit_key", nil),
        ("UPDATE audit_key SET key = randomblob(32)", nil),
    ]

    @Test("the first broken row is named, whatever is done by hand", arguments: tampering)
    func tampered(sql: String, row: Int64?) async throws {
        try await write(1000)
        try directory.edit(sql)
        guard case .failure(let broken) = try verify() else { return #expect(Bool(false), "nothing shows") }
        #expect(broken.row == row, "\(broken)")
    }

    @Test("a server that goes on does not heal what was done while none ran, and says on its start what it found")
    func goesOn() async throws {
        for (sql, row) in Self.tampering where !sql.contains("audit_key") && sql.contains("DELETE") {
            let directory = try TemporaryDirectory()
            let first = try SQLiteMailboxStore.open(path: directory.database)
            #expect(first.auditObjection == nil)
            for number in 1..<1000 { first.send(grant(number)) }
            try await first.commit(grant(1000))
            try first.close()
            try directory.edit(sql)
            for start in 1...2 {
                let store = try SQLiteMailboxStore.open(path: directory.database)
                // It says so once: what it has found is in the chain from then on.
                if row == 991 { #expect((store.auditObjection != nil) == (start == 1)) }
                // As a start does: what it has found, and that it has started.
                for _ in 1...2 { try await store.record([.known("after")]) }
                try store.close()
            }
            guard case .failure(let broken) = try SQLiteAuditFile(path: directory.database).verify() else {
                return #expect(Bool(false), "healed: \(sql)")
            }
            if let row { #expect(broken.row == row, "\(sql): \(broken)") }
        }
    }

    @Test(
        "a start finds an altered newest row, and leaves what is before it to audit verify",
        arguments: [
            ("UPDATE audit SET outcome = 'denied' WHERE id = 10", true),
            ("UPDATE audit SET hash = zeroblob(32) WHERE id = 9", true), ("DELETE FROM audit WHERE id = 9", true),
            ("UPDATE audit SET outcome = 'denied' WHERE id = 9", false), ("SELECT 1", false),
        ])
    func newestRow(sql: String, isFound: Bool) async throws {
        for rows in [10, 1] {
            let directory = try TemporaryDirectory()
            let store = try SQLiteMailboxStore.open(path: directory.database)
            for number in 1...rows { try await store.commit(grant(number)) }
            try store.close()
            try directory.edit(sql.replacing("10", with: "\(rows)").replacing("9", with: "\(rows - 1)"))
            let next = try SQLiteMailboxStore.open(path: directory.database)
            let isThere = rows > 1 || sql.contains("= 10")
            #expect((next.auditObjection != nil) == (isFound && isThere), "\(rows): \(next.auditObjection ?? "-")")
            try next.close()
        }
    }

    @Test("what somebody does to the tables while the server runs does not lead it astray")
    func whileItRuns() async throws {
        let store = try SQLiteMailboxStore.open(path: directory.database)
        try await store.record([.known("1")])
        try directory.edit(
            "DELETE FROM audit_mark; INSERT INTO audit SELECT 2, \(Self.columns) FROM audit WHERE id = 1")
        try await store.record([.known("2")])
        try await store.record([.known("3")])
        try store.close()
        // The row that was put in has given way, and the head is right again; the anchor is not the server's to heal.
        #expect(try directory.integer("SELECT count(*) FROM audit") == 3)
        guard case .failure(let broken) = try verify() else { return #expect(Bool(false), "the anchor is missing") }
        #expect(broken.row == nil)
        #expect(broken.description.contains("'anchor'"))
    }

    @Test("a newest row that was noted down earlier shows an older copy of the whole audit")
    func expected() async throws {
        try await write(10)
        let noted = try verify().get().head
        let file = try SQLiteAuditFile(path: directory.database)
        #expect(try file.verify(expecting: [noted]).get().count == 10)
        #expect(throws: AuditBreak.self) {
            try file.verify(expecting: [AuditMark(row: 11, hash: noted.hash)]).get()
        }
        #expect(throws: AuditBreak.self) {
            try file.verify(expecting: [AuditMark(row: 9, hash: noted.hash)]).get()
        }
    }

    @Test("rows are read page by page, by mailbox, by source and from a time on")
    func pages() async throws {
        try await write(250)
        let store = try SQLiteMailboxStore.open(path: directory.database)
        defer { try? store.close() }
        var query = AuditQuery(count: 100)
        var ids: [Int64] = []
        while true {
            let page = try await store.audit(query)
            ids += page.rows.map(\.id)
            try #require(ids.count < 1000, "the pages do not end")
            query.after = page.last
            guard page.hasMore else { break }
        }
        #expect(ids == Array(1...250))
        #expect(try await store.audit(AuditQuery(after: 250)).rows.isEmpty)
        #expect(try await store.audit(AuditQuery(mailbox: .known("77"))).rows.map(\.id) == [77])
        #expect(try await store.audit(AuditQuery(source: Source("+1"))).rows.isEmpty)
        for id in [1, 2, 125, 249, 250] as [Int64] {
            let since = UnixTime(seconds: 1_795_000_000 + id)
            #expect(try await store.audit(AuditQuery(count: 1, since: since)).rows.map(\.id) == [id])
        }
        #expect(try await store.audit(AuditQuery(since: UnixTime(seconds: 1_795_000_251))).rows.isEmpty)
        let row = try #require(try await store.audit(AuditQuery(count: 1)).rows.first)
        #expect(row == AuditRow(id: 1, .known("1", at: UnixTime(seconds: 1_795_000_001))))
    }
}
