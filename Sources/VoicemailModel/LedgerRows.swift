/// The failed attempts on one mailbox that have been settled, and its lock.
public struct AttemptRecord: Hashable, Sendable {
    /// No failure, no lockout: what a mailbox without a row has.
    public static let clear = AttemptRecord(failures: 0, lock: .open)

    /// Failures in a row.
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

/// The failures of one source over all mailboxes that have been settled.
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

    /// Whether an attempt that was hashed against a PIN of another version was hashed against another PIN.
    public static func pinVersion(of mailbox: Mailbox?) -> Int64 { mailbox?.pin?.version ?? 0 }
}

/// Names one attempt, over all nodes that share a store.
public struct AttemptID: Hashable, Sendable {
    /// The node that makes it; empty where there is one.
    public var node: String
    /// Different for each attempt of a node while it runs.
    public var number: UInt64

    public init(node: String = "", number: UInt64) {
        self.node = node
        self.number = number
    }
}

/// An attempt that is out: counted as failed until it is settled, or taken back.
public struct Reservation: Hashable, Sendable {
    public var id: AttemptID
    /// Of the PIN that it is hashed against; 0 where there is none.
    public var pinVersion: Int64
    /// From then on it counts as a failure, whoever finds it: whoever made it does not live any more.
    public var until: UnixTime
    public var source: Source?

    public init(id: AttemptID, pinVersion: Int64, until: UnixTime, source: Source?) {
        self.id = id
        self.pinVersion = pinVersion
        self.until = until
        self.source = source
    }
}

/// One source in a transaction about one mailbox.
public struct SourceRow: Hashable, Sendable {
    /// Nil when nothing is counted.
    public var record: SourceRecord?
    /// Its attempts that are out on other mailboxes.
    public let reservedElsewhere: Int

    public init(record: SourceRecord?, reservedElsewhere: Int) {
        self.record = record
        self.reservedElsewhere = reservedElsewhere
    }
}

/// When something is decided, as the store says: every node decides by the same clock.
public struct StoreTime: Hashable, Sendable {
    /// For lockouts and windows: it does not jump.
    public var now: UnixTime
    /// The calendar's, for the audit.
    public var calendar: UnixTime

    public init(now: UnixTime, calendar: UnixTime) {
        self.now = now
        self.calendar = calendar
    }
}

/// Which rows a transaction is about.
public struct LedgerScope: Hashable, Sendable {
    /// Nil when it is about no mailbox.
    public var mailbox: MailboxID?
    public var sources: [Source]

    public init(_ mailbox: MailboxID?, sources: [Source] = []) {
        self.mailbox = mailbox
        self.sources = sources
    }
}

/// The rows that a decision looks at and changes, as they are in the store while nobody else can change them.
///
/// A decision is a function of these. What it leaves here is written, all of it or nothing.
public struct LedgerRows: Hashable, Sendable {
    /// When this is decided.
    public let time: StoreTime
    /// The mailbox that it is decided about; nil when it is about none.
    public let id: MailboxID?
    /// Nil when there is no such mailbox.
    public var mailbox: Mailbox?
    /// Kept for unknown mailboxes too, so that they lock alike.
    public var attempts: AttemptRecord
    /// The attempts that are out on the mailbox.
    public var reservations: [Reservation]
    /// The sources of the scope, and of the reservations.
    public var sources: [Source: SourceRow]
    /// What the audit keeps of it, in the same transaction.
    public var audit: [AuditEvent] = []

    public init(
        time: StoreTime, id: MailboxID? = nil, mailbox: Mailbox? = nil, attempts: AttemptRecord = .clear,
        reservations: [Reservation] = [], sources: [Source: SourceRow] = [:]
    ) {
        self.time = time
        self.id = id
        self.mailbox = mailbox
        self.attempts = attempts
        self.reservations = reservations
        self.sources = sources
    }
}

/// What was decided, and the rows as they are since.
public struct Decided<Decision: Sendable>: Sendable {
    public var decision: Decision
    public var rows: LedgerRows
    /// Whether there was anything to write: what writes nothing succeeds on a full disk, too.
    public var isWritten: Bool

    public init(decision: Decision, rows: LedgerRows, isWritten: Bool = true) {
        self.decision = decision
        self.rows = rows
        self.isWritten = isWritten
    }

    /// Decides on `rows`.
    public init(on rows: inout LedgerRows, _ decide: (inout LedgerRows) -> Decision) {
        let former = rows
        decision = decide(&rows)
        self.rows = rows
        isWritten = rows != former
    }
}
