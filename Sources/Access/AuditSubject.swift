public import VoicemailModel

/// Whom and what an audit row is about: what is known of a request before it is decided.
public struct AuditSubject: Hashable, Sendable {
    public var mailbox: MailboxID?
    /// Whether there is no such mailbox for whoever asks.
    public var isMailboxUnknown = false
    public var source: Source?
    /// The name of the client that asks.
    public var client: String?
    public var connection: UInt64?
    public var request: UInt64?

    public init(
        mailbox: MailboxID? = nil, source: Source? = nil, client: String? = nil, connection: UInt64? = nil,
        request: UInt64? = nil
    ) {
        self.mailbox = mailbox
        self.source = source
        self.client = client
        self.connection = connection
        self.request = request
    }

    public func event(
        _ kind: AuditEvent.Kind, _ outcome: AuditEvent.Outcome, _ reason: AuditEvent.Reason? = nil, at time: UnixTime,
        _ details: [AuditDetail] = []
    ) -> AuditEvent {
        AuditEvent(
            time: time, kind: kind, outcome: outcome, reason: reason, mailbox: mailbox,
            isMailboxUnknown: isMailboxUnknown, source: source, client: client, connection: connection,
            request: request, details: details)
    }
}

extension LedgerRows {
    /// A row about the mailbox of these rows, as it happens now.
    func event(
        about subject: AuditSubject, _ kind: AuditEvent.Kind, _ outcome: AuditEvent.Outcome,
        _ reason: AuditEvent.Reason? = nil, _ details: [AuditDetail] = []
    ) -> AuditEvent {
        var subject = subject
        subject.isMailboxUnknown = subject.mailbox != nil && mailbox == nil
        return subject.event(kind, outcome, reason, at: time.calendar, details)
    }
}

/// When it is worth trying again at what is locked.
extension RetryAfter {
    /// Whole seconds, rounded up: who waits as long as told finds it open.
    public init(until end: UnixTime, now: UnixTime) {
        let left = max(0, end.milliseconds(since: now))
        self = .seconds(left / 1000 + (left.isMultiple(of: 1000) ? 0 : 1))
    }

    public init(_ lock: AttemptRecord.Lock, now: UnixTime) {
        switch lock {
        case .open: self = .seconds(0)
        case .until(let end): self.init(until: end, now: now)
        case .forever: self = .never
        }
    }

    /// As the audit keeps it.
    var detail: AuditDetail {
        switch self {
        case .seconds(let seconds): .number("retry_after_s", seconds)
        case .never: .word("retry_after_s", "never")
        }
    }
}
