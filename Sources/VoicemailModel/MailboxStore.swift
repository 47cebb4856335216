/// The failed attempts on one mailbox, as they are on disk. Attempts in flight are counted as failed beforehand.
public struct AttemptRecord: Hashable, Sendable {
    /// No failure, no lockout: what a mailbox without a row has.
    public static let clear = AttemptRecord(failures: 0, lock: .open)

    /// Failures in a row, attempts in flight included.
    public var failures: Int
    public var lock: Lock

    public enum Lock: Hashable, Sendable {
        case open
        /// Locked up to this moment. It may lie in the past.
        case until(UnixTime)
        /// Locked until an admin's UNLOCK or RESET.
        case forever
    }

    public init(failures: Int, lock: Lock) {
        self.failures = failures
        self.lock = lock
    }
}

/// The failures of one source over all mailboxes, as they are on disk.
public struct SourceRecord: Hashable, Sendable {
    public var failures: Int
    /// When the window that these failures are counted in began.
    public var windowStart: UnixTime

    public init(failures: Int, windowStart: UnixTime) {
        self.failures = failures
        self.windowStart = windowStart
    }
}

/// A mailbox that exists.
public struct Mailbox: Hashable, Sendable {
    public var settings: MailboxSettings
    /// Nil when no PIN is set.
    public var pin: PINRecord?

    public init(settings: MailboxSettings, pin: PINRecord?) {
        self.settings = settings
        self.pin = pin
    }
}

/// All that the store knows under one mailbox's name. Attempts are kept for unknown mailboxes too, so that they lock alike.
public struct StoredMailbox: Hashable, Sendable {
    /// Nil when there is no such mailbox.
    public var mailbox: Mailbox?
    public var attempts: AttemptRecord

    public init(mailbox: Mailbox?, attempts: AttemptRecord) {
        self.mailbox = mailbox
        self.attempts = attempts
    }
}

/// What one commit writes about one mailbox: all of it or nothing. Absolute values, so that a later change of the same
/// mailbox makes an earlier one that failed good.
public struct MailboxChange: Sendable {
    public enum Existence: Sendable, Equatable {
        case unchanged
        /// The mailbox is written, whether it is new or not, with its settings and its PIN.
        case put(Mailbox)
        /// The mailbox's row goes; the attempts' row goes with it unless `attempts` says otherwise.
        case remove
    }

    public var id: MailboxID
    public var existence: Existence
    /// Nil leaves the attempts as they are.
    public var attempts: AttemptRecord?
    /// The source's failures after this change, when the attempt named a source.
    public var source: (Source, SourceRecord)?
    /// What the audit keeps of it, in the same transaction.
    public var audit: [AuditEvent]
    /// Whether there is time to share the commit of a change that comes later.
    public var mayWait: Bool
    /// When it is given up, should it not have begun to be written by then.
    public var deadline: ContinuousClock.Instant

    public init(
        id: MailboxID, existence: Existence = .unchanged, attempts: AttemptRecord? = nil,
        source: (Source, SourceRecord)? = nil, audit: [AuditEvent] = [], mayWait: Bool = false,
        deadline: ContinuousClock.Instant = .now.advanced(by: .seconds(Limits.commitSeconds))
    ) {
        self.id = id
        self.existence = existence
        self.attempts = attempts
        self.source = source
        self.audit = audit
        self.mayWait = mayWait
        self.deadline = deadline
    }
}

/// Why the store did not do what it was asked. The text is for the log and the operator; clients are told UNAVAILABLE.
public struct StoreError: Error, CustomStringConvertible {
    public let description: String

    public init(_ description: String) {
        self.description = description
    }
}

/// Where mailboxes are kept. Calls return at once; completions run later, on any thread.
public protocol MailboxStore: Sendable {
    /// Commits `change`, durably, before `completion` is told of success. Changes are committed in the order of the calls;
    /// changes called for while a commit is under way share the next one. One that may wait is committed some milliseconds
    /// later at the latest. One that cannot begin to be written by its deadline fails, and nothing of it is written.
    func commit(_ change: MailboxChange, completion: @escaping @Sendable (Result<Void, StoreError>) -> Void)

    /// Reads what was last committed under `id`.
    func load(_ id: MailboxID, completion: @escaping @Sendable (Result<StoredMailbox, StoreError>) -> Void)

    /// Reads the failures of one source; nil when there are none.
    func load(_ source: Source, completion: @escaping @Sendable (Result<SourceRecord?, StoreError>) -> Void)

    /// Commits what is counted of sources by no attempt, durably, together with these rows of the audit; in the order of the
    /// calls to this and to the other commits. It fails when it cannot begin to be written by `deadline`.
    func commit(
        _ sources: [(Source, SourceRecord)], audit: [AuditEvent], by deadline: ContinuousClock.Instant,
        completion: @escaping @Sendable (Result<Void, StoreError>) -> Void
    )

    /// Reads one page of the mailboxes that are wanted. Where each has to be looked at to know, the page ends after
    /// `Limits.mailboxesLookedAt` of them, however few were wanted, so that others are read in between.
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

    /// Writes audit rows that belong to no change of a mailbox, durably, before `completion` is told of success; in the order
    /// of the calls to this and to `commit`, and sharing commits with them. They fail when they cannot begin to be written by
    /// `deadline`.
    func record(
        _ events: [AuditEvent], by deadline: ContinuousClock.Instant,
        completion: @escaping @Sendable (Result<Void, StoreError>) -> Void
    )

    /// Reads one page of the audit.
    func audit(_ query: AuditQuery, completion: @escaping @Sendable (Result<AuditPage, StoreError>) -> Void)
}
