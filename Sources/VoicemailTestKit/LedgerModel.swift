public import VoicemailModel

/// The ledger as the contract of `MailboxStore` has it: rows in dictionaries, one decision after another.
///
/// What a store keeps after any decisions is what this keeps.
public struct LedgerModel: Sendable, Equatable {
    public var mailboxes: [MailboxID: Mailbox] = [:]
    /// Without those that are clear.
    public private(set) var attempts: [MailboxID: AttemptRecord] = [:]
    /// Without those of which nothing is out.
    public private(set) var reservations: [MailboxID: [Reservation]] = [:]
    /// Without those that have no failure.
    public private(set) var sources: [Source: SourceRecord] = [:]
    public private(set) var audit: [AuditEvent] = []

    public init() {}

    public mutating func set(_ record: AttemptRecord, of mailbox: MailboxID) {
        attempts[mailbox] = record == .clear ? nil : record
    }

    public mutating func set(_ record: SourceRecord?, of source: Source) {
        sources[source] = record?.failures == 0 ? nil : record
    }

    /// All that is known under one mailbox's name.
    public func stored(_ id: MailboxID) -> StoredMailbox {
        StoredMailbox(mailbox: mailboxes[id], attempts: attempts[id] ?? .clear)
    }

    /// The rows of `scope`, and of the sources of its reservations.
    public func rows(_ scope: LedgerScope, at time: StoreTime) -> LedgerRows {
        var rows = LedgerRows(time: time, id: scope.mailbox)
        if let id = scope.mailbox {
            rows.mailbox = mailboxes[id]
            rows.attempts = attempts[id] ?? .clear
            rows.reservations = reservations[id] ?? []
        }
        for source in scope.sources + rows.reservations.compactMap(\.source) {
            rows.sources[source] = SourceRow(
                record: sources[source], reservedElsewhere: reservationCount(of: source, elsewhereThan: scope.mailbox))
        }
        return rows
    }

    /// Writes what a decision has left.
    public mutating func write(_ rows: LedgerRows, _ scope: LedgerScope) {
        if let id = scope.mailbox {
            mailboxes[id] = rows.mailbox
            set(rows.attempts, of: id)
            reservations[id] = rows.reservations.isEmpty ? nil : rows.reservations
        }
        for (source, row) in rows.sources { set(row.record, of: source) }
        audit += rows.audit
    }

    /// Decides on the rows of `scope`, and writes them.
    public mutating func transact<Decision>(
        _ scope: LedgerScope, at time: StoreTime, _ decide: (inout LedgerRows) -> Decision
    ) -> Decided<Decision> {
        var rows = rows(scope, at: time)
        let decision = decide(&rows)
        write(rows, scope)
        return Decided(decision: decision, rows: rows)
    }

    /// The mailboxes with reservations that are past their time, in their order.
    public func overdue(now: UnixTime) -> [MailboxID] {
        reservations.filter { $0.value.contains { $0.until <= now } }.map(\.key).sorted()
    }

    private func reservationCount(of source: Source, elsewhereThan mailbox: MailboxID?) -> Int {
        reservations.reduce(0) { count, entry in
            entry.key == mailbox ? count : count + entry.value.count { $0.source == source }
        }
    }
}
