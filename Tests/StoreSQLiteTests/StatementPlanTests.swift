import GRDB
import Sealing
import Synchronization
import Testing
import VoicemailModel
import VoicemailTestKit

@testable import StoreSQLite

@Suite("What the store's statements look at", .timeLimit(.minutes(5)))
struct StatementPlanTests {
    /// Tables that are looked through from end to end, as they have few rows: one, a key's each, or what is out just now.
    private static let small: Set = ["mailbox_count", "hash_seal_state"]
    /// Looked through by `overdueReservations` alone.
    private static let whatIsOut = "reservation"

    /// The statements of everything that changes and reads, each with its values.
    private func statements() async throws -> Set<String> {
        let directory = try TemporaryDirectory()
        let ring = try #require(Keyring([try SealKey.random()]))
        let store = try SQLiteMailboxStore.open(path: directory.database, ring: ring)
        let sealer = HashSealer(ring: ring, state: try #require(store.sealState)) { _, _ in }
        let seen = Seen()
        try await store.pool.writeWithoutTransaction { $0.trace(seen.note) }
        let (id, source) = (MailboxID.known("1001@acme"), try #require(Source("+15550100")))
        let scope = LedgerScope(id, sources: [source])
        for hash in ["$argon2id$v=19$m=8,t=1,p=1$c2FsdA$b25l", "$argon2id$v=19$m=8,t=2,p=1$c2FsdA$dHdv"] {
            let pin = sealer.seal(
                PINRecord(encodedHash: hash, mustChange: false, earlierHashes: ["a", "b"]), for: id)
            try await store.transact(scope) { rows in
                rows.mailbox = Mailbox(settings: MailboxSettings(), pin: pin)
                rows.attempts.failures += 1
                rows.reservations = [
                    Reservation(
                        id: AttemptID(number: UInt64(rows.attempts.failures)), pinVersion: 1, until: rows.time.now,
                        source: source)
                ]
                rows.sources[source]?.record = SourceRecord(
                    failures: rows.attempts.failures, windowStart: rows.time.now)
                rows.audit = [.known("1001@acme")]
            }
        }
        try await store.transact(scope) { rows in
            rows.reservations[0].pinVersion = 2
            rows.attempts = .clear
            rows.sources[source]?.record = nil
        }
        try await store.transact(scope) { rows in
            rows.mailbox = nil
            rows.reservations = []
        }
        // What else is read, over the connection that is looked at.
        try await store.pool.writeWithoutTransaction { database in
            let reader = RecordReader(database: database, ring: ring)
            _ = try (reader.mailbox(id), reader.source(source), reader.count(), reader.seals(after: id, count: 10))
            _ = try (reader.quietMailboxes(after: id, count: 10), reader.mailboxesWithReservations(before: .now))
            let audit = AuditReader(table: AuditTable(database: database))
            _ = try audit.page(AuditQuery(after: 1, since: UnixTime(seconds: 1_795_000_000)), store.auditLog.chain)
            database.trace(nil)
        }
        try store.close()
        return seen.all
    }

    /// What a connection was told to do.
    private final class Seen: Sendable {
        private let statements = Mutex<Set<String>>([])
        var all: Set<String> { statements.withLock { $0 } }

        @Sendable func note(_ event: Database.TraceEvent) {
            guard case .statement(let statement) = event else { return }
            statements.withLock { _ = $0.insert(statement.expandedSQL) }
        }
    }

    @Test("rows are found by a key or an index, none by looking through a table, and none are sorted")
    func plans() async throws {
        let directory = try TemporaryDirectory()
        let pool = try DatabaseFile.open(path: directory.database)
        let statements = try await statements().filter { statement in
            ["SELECT", "INSERT", "UPDATE", "DELETE"].contains { statement.hasPrefix($0) }
        }
        #expect(statements.count > 25)
        for table in ["mailbox", "attempt", "source_failure", "reservation", "pin_history", "hash_seal", "audit"] {
            #expect(statements.contains { $0.contains(" \(table) ") }, "\(table)")
        }
        for statement in statements {
            let plan = try await pool.read { database in
                try Row.fetchAll(database, sql: "EXPLAIN QUERY PLAN " + statement).map { $0["detail"] as String }
            }
            for step in plan where step.hasPrefix("SCAN") {
                let table = step.split(separator: " ").dropFirst().first.map(String.init) ?? ""
                let isOverdue = table == Self.whatIsOut && statement.contains("until_ms <=")
                #expect(Self.small.contains(table) || isOverdue, "\(step): \(statement)")
            }
            #expect(!plan.contains { $0.contains("TEMP B-TREE") && !statement.contains("DISTINCT") }, "\(statement)")
        }
        try pool.close()
    }
}

extension UnixTime {
    fileprivate static var now: UnixTime { SystemClock().now }
}
