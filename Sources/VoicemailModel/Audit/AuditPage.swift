/// Which rows of the audit are wanted.
public struct AuditQuery: Hashable, Sendable {
    /// Rows behind this one.
    public var after: Int64?
    /// Most rows of the page.
    public var count: Int
    public var mailbox: MailboxID?
    public var source: Source?
    /// Rows from this moment on.
    public var since: UnixTime?
    public var kind: AuditEvent.Kind?
    public var outcome: AuditEvent.Outcome?
    public var client: ClientName?

    public init(
        after: Int64? = nil, count: Int = Limits.auditPageDefault, mailbox: MailboxID? = nil, source: Source? = nil,
        since: UnixTime? = nil, kind: AuditEvent.Kind? = nil, outcome: AuditEvent.Outcome? = nil,
        client: ClientName? = nil
    ) {
        self.after = after
        self.count = count
        self.mailbox = mailbox
        self.source = source
        self.since = since
        self.kind = kind
        self.outcome = outcome
        self.client = client
    }
}

/// The rows that were found, the oldest first, and how far was looked.
public struct AuditPage: Hashable, Sendable {
    public var rows: [AuditRow]
    /// The row that was looked at last, to ask for what comes after it.
    public var last: Int64
    /// Whether there is more behind that one.
    public var hasMore: Bool

    public init(rows: [AuditRow], last: Int64, hasMore: Bool) {
        self.rows = rows
        self.last = last
        self.hasMore = hasMore
    }
}
