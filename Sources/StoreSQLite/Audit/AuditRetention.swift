import AuditChain
import GRDB
import VoicemailModel

/// Removes rows of the audit that are older than they are to be kept, from the oldest on and in small portions.
///
/// The anchor moves along in the same transaction: a mark of the last row that was removed, from which the rest of the
/// chain verifies as ever.
struct AuditRetention {
    /// Rows that are removed in one transaction.
    private static let portion = 250
    private static let millisecondsPerDay: Int64 = 86_400_000

    private let pool: DatabasePool
    private let audit: AuditLog
    private let days: Int

    /// - Parameter days: 0 is for ever.
    init(_ pool: DatabasePool, _ audit: AuditLog, days: Int) {
        self.pool = pool
        self.audit = audit
        self.days = days
    }

    /// - Parameter isToStop: asked before each portion.
    func run(now: UnixTime, isToStop: () -> Bool) throws {
        guard days > 0 else { return }
        let oldest = now.adding(milliseconds: -Int64(days) * Self.millisecondsPerDay)
        guard let span = try pool.read({ try expired(AuditTable(database: $0), from: oldest, to: now) }) else { return }
        var next = span.lowerBound
        while !isToStop() {
            // By the rows that there are: somebody may have left gaps that nobody could count through.
            let start = next
            let last = try pool.read {
                try AuditTable(database: $0).last(of: Self.portion, from: start, through: span.upperBound)
            }
            guard let end = last else { return }
            let isLast = end == span.upperBound
            try remove(through: end, record: isLast ? event(span, now) : nil)
            guard !isLast else { return }
            next = end + 1
        }
    }

    private func event(_ span: ClosedRange<Int64>, _ now: UnixTime) -> AuditEvent {
        AuditEvent(
            time: now, kind: .retention, outcome: .done,
            details: [.number("first", span.lowerBound), .number("last", span.upperBound), .number("days", days)])
    }

    private func remove(through end: Int64, record event: AuditEvent?) throws {
        try pool.writeWithoutTransaction { database in
            var appender = try audit.appender(database)
            try database.inTransaction(.immediate) {
                let table = AuditTable(database: database)
                guard let hash = try table.hash(ofRow: end) else { return .rollback }
                try table.remove(through: end)
                try table.write(AuditMark(row: end, hash: hash), as: .anchor, audit.chain)
                if let event { try appender.append([event]) }
                try appender.finish()
                return .commit
            }
            audit.committed(appender)
        }
    }

    /// The rows that are to go: all before the first that is young enough. Rows that a clock that was ahead has stamped with a
    /// time that is still to come hold nothing up.
    private func expired(_ table: AuditTable, from oldest: UnixTime, to now: UnixTime) throws -> ClosedRange<Int64>? {
        guard let first = try table.firstRow(), let time = try table.time(ofFirstRowFrom: first),
            !(oldest...now).contains(time)
        else { return nil }
        let kept = try Int64.fetchOne(
            table.database, sql: "SELECT id FROM audit WHERE time_ms BETWEEN ? AND ? ORDER BY id LIMIT 1",
            arguments: [oldest.milliseconds, now.milliseconds])
        let old = try Int64.fetchOne(
            table.database, sql: "SELECT max(id) FROM audit WHERE time_ms < ? AND id < ?",
            arguments: [oldest.milliseconds, kept ?? .max])
        return old.map { first...$0 }
    }
}
