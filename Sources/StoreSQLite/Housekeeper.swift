import Dispatch
import GRDB
import Synchronization
import VoicemailModel

/// Keeps the failures of unknown mailboxes and of sources within their bounds, and the audit no longer than it is to be kept.
///
/// Anybody can make such rows by guessing, though each costs a hash. They are not counted at each commit: after every so many
/// changes a reader looks whether there are too many and which are to go, and the writer deletes them in small portions, so
/// that nobody waits for it.
final class Housekeeper: Sendable {
    private struct State {
        var changes: Int
        var isWorking = false
        var isClosed = false
        /// When it is to look again, however few the changes: rows of the audit grow old by themselves.
        var nextLook = ContinuousClock.now
    }

    /// Rows that are deleted in one transaction.
    private static let portion = 250

    private let pool: DatabasePool
    private let bounds: SQLiteMailboxStore.Bounds
    private let retention: AuditRetention
    private let now: @Sendable () -> UnixTime
    private let watch: DatabaseWatch?
    private let queue = DispatchQueue(label: "vmgate.store.housekeeping", target: .global())
    private let state: Mutex<State>
    /// Changes between two looks; a sixteenth of the smaller bound. A change makes one row of each kind, as a rule.
    private let interval: Int

    init(
        _ pool: DatabasePool, _ audit: AuditLog, _ bounds: SQLiteMailboxStore.Bounds, watch: DatabaseWatch? = nil,
        now: @escaping @Sendable () -> UnixTime
    ) {
        self.pool = pool
        self.watch = watch
        retention = AuditRetention(pool, audit, days: bounds.auditDays)
        self.bounds = bounds
        self.now = now
        interval = max(1, min(bounds.unknownMailboxes, bounds.sources) / 16)
        // The first change has it look, for what the last run of the server may have left.
        state = Mutex(State(changes: interval))
    }

    /// Takes note of changes that were committed.
    func noticed(_ changes: Int) {
        let begins = state.withLock { state in
            state.changes += changes
            guard !state.isWorking, !state.isClosed else { return false }
            guard state.changes >= interval || state.nextLook <= .now else { return false }
            state.changes = 0
            state.nextLook = .now + .seconds(3600)
            state.isWorking = true
            return true
        }
        if begins { queue.async(execute: keepHouse) }
    }

    /// Begins nothing more, and returns when nothing is under way.
    func close() {
        state.withLock { $0.isClosed = true }
        queue.sync {}
    }

    @Sendable private func keepHouse() {
        defer { state.withLock { $0.isWorking = false } }
        // What fails here does no harm: the next look finds the same, and a store that fails shows it in its changes.
        guard isServed else { return }
        try? retention.run(now: now()) { state.withLock { $0.isClosed } || !isServed }
        guard
            var expendable = try? pool.read({ database in
                try expendableAttempts(database) + expendableSources(database)
            })[...]
        else { return }
        while !expendable.isEmpty, isServed, !state.withLock({ $0.isClosed }) {
            let portion = expendable.prefix(Self.portion)
            expendable = expendable.dropFirst(Self.portion)
            try? pool.write { database in
                for row in portion { try row.delete(from: database) }
            }
        }
    }

    /// Whether what is deleted now is deleted from what is served.
    private var isServed: Bool {
        do {
            try watch?.check()
            _ = try pool.read { try watch?.checkSchema($0) }
            return true
        } catch {
            return false
        }
    }

    // MARK: What is to go

    /// A row found by a reader. It is deleted only if nobody has written it since.
    private enum Expendable {
        case attempt(context: String, number: String, written: Int64)
        case source(String, windowStart: Int64, failures: Int64)

        func delete(from database: Database) throws {
            switch self {
            case .attempt(let context, let number, let written):
                try database.cachedStatement(
                    sql: """
                        DELETE FROM attempt WHERE context = ? AND number = ? AND written_ms = ? AND \(isUnknown)
                        """
                ).execute(arguments: [context, number, written])
            case .source(let source, let windowStart, let failures):
                try database.cachedStatement(
                    sql: "DELETE FROM source_failure WHERE source = ? AND window_start_ms = ? AND failures = ?"
                ).execute(arguments: [source, windowStart, failures])
            }
        }
    }

    private static let isUnknown = """
        NOT EXISTS (SELECT 1 FROM mailbox
            WHERE mailbox.context = attempt.context AND mailbox.number = attempt.number)
        """

    /// How many of `count` rows are to go: none up to seven eighths of the bound and as many as it takes to get there from
    /// beyond, so that what comes in before the next look, and during this one, still is within the bound.
    private func excess(_ count: Int, over bound: Int) -> Int {
        count > bound - bound / 16 ? count - (bound - bound / 8) : 0
    }

    private func expendableAttempts(_ database: Database) throws -> [Expendable] {
        // The rows of mailboxes that exist are bounded by those, and never go. Telling them apart takes longer than counting.
        let all = try Int.fetchOne(database, sql: "SELECT count(*) FROM attempt") ?? 0
        guard excess(all, over: bounds.unknownMailboxes) > 0 else { return [] }
        let unknown = try Int.fetchOne(database, sql: "SELECT count(*) FROM attempt WHERE \(Self.isUnknown)") ?? 0
        let excess = excess(unknown, over: bounds.unknownMailboxes)
        guard excess > 0 else { return [] }
        // A lockout in force goes last: who guesses could free a mailbox by making many others.
        return try database.all(
            """
            SELECT context, number, written_ms FROM attempt WHERE \(Self.isUnknown)
            ORDER BY locked_forever OR ifnull(locked_until_ms > ?, 0), written_ms LIMIT ?
            """, [now().milliseconds, excess]
        ) { row -> Expendable? in
            // What cannot be read is skipped: it must not stop the rest.
            let columns = Columns(row: row, owner: "an unknown mailbox", table: "attempt")
            guard let context = try? columns.text("context"), let number = try? columns.text("number"),
                let written = try? columns.integer("written_ms")
            else { return nil }
            return Expendable.attempt(context: context, number: number, written: written)
        }.compactMap { $0 }
    }

    private func expendableSources(_ database: Database) throws -> [Expendable] {
        let count = try Int.fetchOne(database, sql: "SELECT count(*) FROM source_failure") ?? 0
        let excess = excess(count, over: bounds.sources)
        guard excess > 0 else { return [] }
        // A window that has ended counts for nothing and goes first; then those with the fewest failures, so that what is locked
        // goes last: who guesses could free his source by naming many others. Each of those has to fail as often as the one that
        // is to go, which are as many guesses by itself.
        return try database.all(
            """
            SELECT source, window_start_ms, failures FROM source_failure
            ORDER BY iif(window_start_ms > ?, max(failures, 1), 0), window_start_ms LIMIT ?
            """, [now().adding(seconds: -bounds.sourceWindowSeconds).milliseconds, excess]
        ) { row -> Expendable? in
            let columns = Columns(row: row, owner: "a source", table: "source_failure")
            guard let source = try? columns.text("source"), let start = try? columns.integer("window_start_ms"),
                let failures = try? columns.integer("failures")
            else { return nil }
            return Expendable.source(source, windowStart: start, failures: failures)
        }.compactMap { $0 }
    }
}
