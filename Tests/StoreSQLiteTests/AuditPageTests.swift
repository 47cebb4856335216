import Testing
import VoicemailModel
import VoicemailTestKit

@testable import StoreSQLite

/// AUDIT on a real file: what is found, and how far one read looks.
@Suite("Pages of a long audit", .timeLimit(.minutes(5)))
struct AuditPageTests {
    private static let rows = 2 * Limits.auditRowsLookedAt + 500
    private let directory: TemporaryDirectory
    private let store: SQLiteMailboxStore

    /// Rows without a hash, as nobody verifies them; one in ten thousand is about mailbox 7.
    init() throws {
        directory = try TemporaryDirectory()
        try SQLiteMailboxStore.open(path: directory.database).close()
        try directory.edit(
            """
            WITH RECURSIVE number(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM number WHERE value < \(Self.rows))
            INSERT INTO audit (id, time_ms, kind, outcome, mailbox, client, repeats, hash)
            SELECT value, value * 1000, 'verify', iif(value % 2, 'denied', 'granted'), iif(value % 10000 = 5, '7', '8'),
                'pbx', 1, zeroblob(32) FROM number;
            """)
        store = try SQLiteMailboxStore.open(path: directory.database)
    }

    @Test("what is rare is looked for in so many rows at a time, and each page says where to go on")
    func rare() async throws {
        let looked = Int64(Limits.auditRowsLookedAt)
        var query = AuditQuery(mailbox: .known("7"))
        for (found, last, hasMore) in [([5], looked, true), ([10_005], 2 * looked, true), ([20_005], nil, false)]
            as [([Int64], Int64?, Bool)]
        {
            let page = try await store.audit(query)
            #expect(page.rows.map(\.id) == found)
            // Behind the last there is what a store writes when it is opened, if anything.
            if let last { #expect(page.last == last) } else { #expect(page.last >= Int64(Self.rows)) }
            #expect(page.hasMore == hasMore)
            query.after = page.last
        }
        let end = try await store.audit(query)
        #expect(end.rows.isEmpty && end.last == query.after && !end.hasMore)
        try store.close()
    }

    @Test("a page ends with its last row, and the next begins behind it")
    func full() async throws {
        var query = AuditQuery(after: 100, count: 3, outcome: .granted)
        #expect(try await store.audit(query).rows.map(\.id) == [102, 104, 106])
        query.after = try await store.audit(query).last
        #expect(query.after == 106)
        query.since = UnixTime(seconds: 20_000)
        let page = try await store.audit(query)
        #expect(page.rows.map(\.id) == [20_000, 20_002, 20_004] && page.hasMore)
        try store.close()
    }

    @Test("behind the end, and before the beginning, there is nothing wrong", arguments: [Int64.max, .max - 1, .min])
    func extremes(after: Int64) async throws {
        let page = try await store.audit(AuditQuery(after: after, count: 1))
        #expect(page.rows.map(\.id) == (after < 0 ? [1] : []))
        #expect(page.last == (after < 0 ? 1 : after) && page.hasMore == (after < 0))
        try store.close()
    }
}
