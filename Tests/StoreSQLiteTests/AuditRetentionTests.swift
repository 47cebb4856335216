import AuditChain
import Synchronization
import Testing
import VoicemailModel
import VoicemailTestKit

@testable import StoreSQLite

@Suite("How long the audit is kept", .timeLimit(.minutes(5)))
struct AuditRetentionTests {
    private let directory: TemporaryDirectory
    private let start = UnixTime(seconds: 1_795_000_000)

    init() throws {
        directory = try TemporaryDirectory()
    }

    /// A row that is so many days old at `start`.
    private func row(daysOld: Int64) -> AuditEvent {
        .known("1", at: start.adding(seconds: -daysOld * 86_400))
    }

    /// Opens the database at `start`, and waits until the condition holds: housekeeping comes in its own time.
    private func keep(days: Int, until condition: () throws -> Bool) async throws {
        let store = try SQLiteMailboxStore.open(
            path: directory.database, bounds: SQLiteMailboxStore.Bounds(auditDays: days), clock: ManualClock(start))
        try await store.set(.clear, .known("nobody"))
        try await yieldUntil("housekeeping has been done") { try condition() }
        try store.close()
    }

    private func write(_ events: [AuditEvent]) async throws {
        let store = try SQLiteMailboxStore.open(
            path: directory.database, bounds: SQLiteMailboxStore.Bounds(auditDays: 0), clock: ManualClock(start))
        try await store.record(events)
        try store.close()
    }

    private func extent() throws -> AuditExtent {
        try SQLiteAuditFile(path: directory.database).verify().get()
    }

    @Test("what is too old goes, in portions, and the chain verifies from there on; a row says which have gone")
    func removes() async throws {
        try await write((0..<1000).map { _ in row(daysOld: 401) } + (0..<10).map { _ in row(daysOld: 399) })
        try await keep(days: 400) { try directory.integer("SELECT count(*) FROM audit") == 11 }
        #expect(try extent().removedThrough == 1000)
        #expect(try extent().count == 11)
        let page = try SQLiteAuditFile(path: directory.database).page(AuditQuery(after: 1010))
        #expect(page.rows.map(\.kind) == ["retention"])
        #expect(page.rows.first?.detail == "first=1 last=1000 days=400")
        // A row that is back, and one more that is gone, show.
        try directory.edit("DELETE FROM audit WHERE id = 1001")
        #expect(throws: AuditBreak.self) { try extent() }
    }

    @Test("nothing goes that is young enough, nor anything when it is kept for ever")
    func keeps() async throws {
        try await write((0..<10).map { row(daysOld: 400 - $0) })
        try await write([row(daysOld: 1000)])
        for days in [400, 0] {
            let store = try SQLiteMailboxStore.open(
                path: directory.database, bounds: SQLiteMailboxStore.Bounds(auditDays: days), clock: ManualClock(start))
            try await store.set(.clear, .known("nobody"))
            // Waits for the housekeeper.
            try store.close()
            #expect(try extent() == AuditExtent(count: 11, removedThrough: 0, head: extent().head))
        }
    }

    @Test("all may go, and the next row hangs on what has gone")
    func all() async throws {
        try await write((0..<600).map { _ in row(daysOld: 500) })
        try await keep(days: 400) { try directory.integer("SELECT min(id) FROM audit") == 601 }
        try await write([row(daysOld: 0)])
        #expect(try extent().count == 2)
        #expect(try extent().removedThrough == 600)
    }

    @Test("a row that a clock that was ahead has written holds nothing up")
    func clockAhead() async throws {
        try await write([row(daysOld: -900), row(daysOld: 500), row(daysOld: -900), row(daysOld: 500), row(daysOld: 1)])
        try await keep(days: 400) { try directory.integer("SELECT min(id) FROM audit") == 5 }
        #expect(try extent().removedThrough == 4)
    }
}
