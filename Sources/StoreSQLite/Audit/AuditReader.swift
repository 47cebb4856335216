public import AuditChain
import GRDB
import VoicemailModel

/// What an intact audit has.
public struct AuditExtent: Hashable, Sendable {
    /// Rows that are there.
    public var count: Int
    /// The last row that was removed for its age; 0 when none was.
    public var removedThrough: Int64
    /// The newest row and its hash: kept elsewhere, it shows later whether everything up to here is still the same.
    public var head: AuditMark
}

/// Reads the audit, and verifies it.
struct AuditReader {
    let table: AuditTable

    /// - Parameter chain: what unknown mailboxes are called by; without it they are not found by their names.
    func page(_ query: AuditQuery, _ chain: AuditChain?) throws -> AuditPage {
        let alias = query.mailbox.flatMap { chain?.alias(of: $0) }
        var start = query.after ?? 0
        if let since = query.since { start = max(start, try rowBefore(since)) }
        // Nil when there are not so many.
        let end = try table.id(ofRow: Limits.auditRowsLookedAt, after: start)
        var rows: [AuditRow] = []
        do {
            try table.forEach(query, alias: alias, after: start, through: end ?? .max) { rows.append($0) }
        } catch let broken as AuditBreak {
            // What is before it is shown first; then the page that begins with it fails.
            guard let last = rows.last?.id else {
                throw StoreError.corrupt("the audit cannot be read on: \(broken). What comes after it can be asked for")
            }
            return AuditPage(rows: rows, last: last, hasMore: true)
        }
        let last = try (rows.count < query.count ? end : rows.last?.id) ?? max(table.lastRow(), start)
        return AuditPage(rows: rows, last: last, hasMore: try table.id(ofRow: 1, after: last) != nil)
    }

    /// A row before the first from `moment` on, found by halving, as rows have no index by time. Where a clock was set back
    /// rows are out of order, and some may be left out.
    private func rowBefore(_ moment: UnixTime) throws -> Int64 {
        guard var low = try table.firstRow() else { return 0 }
        let last = try table.lastRow()
        var high = last == .max ? last : last + 1
        while low < high {
            let middle = low + (high - low) / 2
            let isBefore = try table.time(ofFirstRowFrom: middle).map { $0 < moment } ?? false
            if isBefore { low = middle + 1 } else { high = middle }
        }
        return low - 1
    }

    func verify(_ chain: AuditChain, expecting marks: [AuditMark]) throws -> Result<AuditExtent, AuditBreak> {
        let anchor = try table.mark(.anchor)
        do {
            var verifier = try AuditVerifier(chain: chain, anchor: anchor, head: try table.mark(.head))
            // From the very first, so that rows that were removed and are back show too.
            try table.forEach(after: .min) { row, hash in
                try verifier.verify(row, hash)
                return true
            }
            let head = try verifier.finish()
            for mark in marks where mark != .start && mark != anchor?.mark && mark.row >= anchor?.mark.row ?? 0 {
                guard try table.hash(ofRow: mark.row) == mark.hash else {
                    throw AuditBreak(row: mark.row, "row \(mark.row) is not the row that was expected there")
                }
            }
            return .success(AuditExtent(count: verifier.count, removedThrough: anchor?.mark.row ?? 0, head: head))
        } catch let broken as AuditBreak {
            return .failure(broken)
        }
    }
}
