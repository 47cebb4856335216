/// One page of the mailboxes that were wanted, in the order of `MailboxID`.
public struct MailboxPage: Hashable, Sendable {
    public var mailboxes: [ListedMailbox]
    /// The last mailbox that was looked at when there may be more behind it, otherwise nil. A client may see it.
    public var next: MailboxID?

    public init(mailboxes: [ListedMailbox], next: MailboxID?) {
        self.mailboxes = mailboxes
        self.next = next
    }
}

/// One mailbox of a page.
public struct ListedMailbox: Hashable, Sendable {
    public var id: MailboxID
    /// Nil when the name alone was wanted.
    public var details: MailboxDetails?

    public init(id: MailboxID, details: MailboxDetails? = nil) {
        self.id = id
        self.details = details
    }
}

/// All that can be told of a mailbox that exists: nothing that its PIN could be found by.
public struct MailboxDetails: Hashable, Sendable {
    /// What can be told of its PIN.
    public struct PIN: Hashable, Sendable {
        public var mustChange: Bool
        public var setAt: UnixTime
        public var origin: PINRecord.Origin

        public init(mustChange: Bool, setAt: UnixTime, origin: PINRecord.Origin) {
            self.mustChange = mustChange
            self.setAt = setAt
            self.origin = origin
        }

        public init(_ record: PINRecord) {
            self.init(mustChange: record.mustChange, setAt: record.setAt, origin: record.origin)
        }
    }

    public var settings: MailboxSettings
    /// Nil when none is set.
    public var pin: PIN?
    public var attempts: AttemptRecord

    public init(settings: MailboxSettings, pin: PIN?, attempts: AttemptRecord) {
        self.settings = settings
        self.pin = pin
        self.attempts = attempts
    }
}
