/// One page of the mailboxes that exist and on which no failed attempt is counted, in the order of `MailboxID`.
public struct QuietMailboxPage: Hashable, Sendable {
    public var mailboxes: [QuietMailbox]
    /// The last mailbox that was looked at when more follow it, otherwise nil.
    public var next: MailboxID?

    public init(mailboxes: [QuietMailbox], next: MailboxID?) {
        self.mailboxes = mailboxes
        self.next = next
    }
}

/// What can be said of a mailbox without its PIN and its attempts.
public struct QuietMailbox: Hashable, Sendable {
    public var id: MailboxID
    public var settings: MailboxSettings
    public var isPINSet: Bool

    public init(id: MailboxID, settings: MailboxSettings, isPINSet: Bool) {
        self.id = id
        self.settings = settings
        self.isPINSet = isPINSet
    }
}
