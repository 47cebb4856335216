public import VoicemailModel

/// The store's calls for tests, which wait for one thing after another.
extension MailboxStore {
    /// - Parameter terms: by default all the time that a crowded machine may take.
    @discardableResult
    public func transact<Decision: Sendable>(
        _ scope: LedgerScope, _ terms: TransactionTerms = .patient,
        decide: @escaping @Sendable (inout LedgerRows) -> Decision
    ) async throws(StoreError) -> Decided<Decision> {
        try await withCheckedContinuation { continuation in
            transact(scope, terms, decide: decide) { continuation.resume(returning: $0) }
        }.get()
    }

    public func load(_ id: MailboxID) async throws(StoreError) -> StoredMailbox {
        try await withCheckedContinuation { continuation in
            load(id) { continuation.resume(returning: $0) }
        }.get()
    }

    public func load(_ source: Source) async throws(StoreError) -> SourceRecord? {
        try await withCheckedContinuation { continuation in
            load(source) { continuation.resume(returning: $0) }
        }.get()
    }

    public func overdueReservations() async throws(StoreError) -> [MailboxID] {
        try await withCheckedContinuation { continuation in
            overdueReservations { continuation.resume(returning: $0) }
        }.get()
    }

    public func list(
        _ query: MailboxQuery, by standards: MailboxStandards
    ) async throws(StoreError) -> MailboxPage {
        try await withCheckedContinuation { continuation in
            list(query, by: standards) { continuation.resume(returning: $0) }
        }.get()
    }

    public func quietMailboxes(
        after mailbox: MailboxID? = nil, count: Int
    ) async throws(StoreError) -> QuietMailboxPage {
        try await withCheckedContinuation { continuation in
            quietMailboxes(after: mailbox, count: count) { continuation.resume(returning: $0) }
        }.get()
    }

    public func count() async throws(StoreError) -> Int {
        try await withCheckedContinuation { continuation in
            count { continuation.resume(returning: $0) }
        }.get()
    }

    public func audit(_ query: AuditQuery) async throws(StoreError) -> AuditPage {
        try await withCheckedContinuation { continuation in
            audit(query) { continuation.resume(returning: $0) }
        }.get()
    }

    // MARK: What tests write

    /// Puts a mailbox; nil removes it. Its attempts stay as they are.
    public func put(_ mailbox: Mailbox?, _ id: MailboxID) async throws(StoreError) {
        try await transact(LedgerScope(id)) { $0.mailbox = mailbox }
    }

    /// Has these attempts settled, whatever there were before.
    public func set(_ attempts: AttemptRecord, _ id: MailboxID) async throws(StoreError) {
        try await transact(LedgerScope(id)) { $0.attempts = attempts }
    }

    /// Has a source these failures, whatever there were before; nil is none.
    public func set(_ record: SourceRecord?, _ source: Source) async throws(StoreError) {
        try await transact(LedgerScope(nil, sources: [source])) { $0.sources[source]?.record = record }
    }

    public func reserve(_ reservations: [Reservation], on id: MailboxID) async throws(StoreError) {
        try await transact(LedgerScope(id)) { $0.reservations += reservations }
    }

    /// Has the audit keep `events`, as they are.
    public func record(_ events: [AuditEvent]) async throws(StoreError) {
        try await transact(LedgerScope(nil)) { $0.audit += events }
    }

    /// The rows of a scope, as a decision sees them.
    public func rows(_ scope: LedgerScope) async throws(StoreError) -> LedgerRows {
        try await transact(scope) { _ in }.rows
    }
}

extension TransactionTerms {
    /// Ten minutes: no test waits for as long.
    public static var patient: TransactionTerms {
        TransactionTerms(by: .now.advanced(by: .seconds(600)))
    }
}
