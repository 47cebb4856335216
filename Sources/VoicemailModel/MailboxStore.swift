/// All that the store knows under one mailbox's name.
public struct StoredMailbox: Hashable, Sendable {
    /// Nil when there is no such mailbox.
    public var mailbox: Mailbox?
    public var attempts: AttemptRecord

    public init(mailbox: Mailbox?, attempts: AttemptRecord) {
        self.mailbox = mailbox
        self.attempts = attempts
    }
}

/// What a transaction asks of the store besides its rows.
public struct TransactionTerms: Sendable {
    /// When it is given up, should it not have begun by then.
    public var deadline: ContinuousClock.Instant
    /// Whether there is time to share the commit of a transaction that comes later, some milliseconds at the most.
    public var mayWait: Bool
    /// Whether it is written where the audit is full, too: it ends what was begun, or tells of it.
    public var isOwed: Bool
    /// Whose turn it takes among those that wait: flows take turns, however much one of them asks for. The service's own is 0.
    public var flow: UInt64

    public init(
        by deadline: ContinuousClock.Instant, flow: UInt64 = 0, mayWait: Bool = false, isOwed: Bool = false
    ) {
        self.deadline = deadline
        self.flow = flow
        self.mayWait = mayWait
        self.isOwed = isOwed
    }

    /// What nobody waits for.
    public static var unhurried: TransactionTerms {
        TransactionTerms(by: .now.advanced(by: .seconds(Limits.commitSeconds)), isOwed: true)
    }
}

/// Where mailboxes are kept, and where it is decided who gets in. Calls return at once; completions run later, on any thread.
///
/// Everything that changes goes through `transact`. Pages (`list`, `quietMailboxes` and `audit`) are read beside single rows, which do
/// not wait for them. What it promises, `StoreContract` of the test kit tries on every store.
public protocol MailboxStore: Sendable {
    /// Decides on rows that nobody else can change meanwhile, and makes what was decided durable before `completion` is told.
    ///
    /// The rows are read, then `decide` changes them, then they are written: all of it or nothing. Transactions of one flow about the
    /// same rows are decided in the order of the calls; all that are about the same rows are told in the order in which they were
    /// decided. Those that come together share a commit.
    ///
    /// - Parameters:
    ///   - decide: depends on the rows and its own values alone. It may be called more than once; what counts, and what is
    ///     told, is the last time.
    ///   - completion: is called once. With an error nothing was written, unless the error `leavesDoubt`.
    func transact<Decision: Sendable>(
        _ scope: LedgerScope, _ terms: TransactionTerms, decide: @escaping @Sendable (inout LedgerRows) -> Decision,
        completion: @escaping @Sendable (Result<Decided<Decision>, StoreError>) -> Void)

    /// Reads what was last committed under `id`.
    func load(_ id: MailboxID, completion: @escaping @Sendable (Result<StoredMailbox, StoreError>) -> Void)

    /// Reads the failures of one source; nil when there are none.
    func load(_ source: Source, completion: @escaping @Sendable (Result<SourceRecord?, StoreError>) -> Void)

    /// Reads which mailboxes have reservations that are past their time: any transaction about one counts them as failures.
    func overdueReservations(completion: @escaping @Sendable (Result<[MailboxID], StoreError>) -> Void)

    /// Reads one page of the mailboxes that are wanted. Where each has to be looked at to know, the page ends after
    /// `Limits.mailboxesLookedAt` of them, however few were wanted, so that other pages are read in between.
    func list(
        _ query: MailboxQuery, by standards: MailboxStandards,
        completion: @escaping @Sendable (Result<MailboxPage, StoreError>) -> Void
    )

    /// Looks at up to `count` mailboxes after `mailbox` (from the first when nil), and reads what can be said of those on
    /// which no attempt is counted.
    func quietMailboxes(
        after mailbox: MailboxID?, count: Int,
        completion: @escaping @Sendable (Result<QuietMailboxPage, StoreError>) -> Void
    )

    /// Counts the mailboxes that exist.
    func count(completion: @escaping @Sendable (Result<Int, StoreError>) -> Void)

    /// Reads one page of the audit.
    func audit(_ query: AuditQuery, completion: @escaping @Sendable (Result<AuditPage, StoreError>) -> Void)
}
