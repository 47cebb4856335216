/// What an admin is told of one mailbox, by SHOW and by LIST.
public struct MailboxReport: Sendable, Hashable {
    public var mailbox: MailboxID
    /// As it is now: whether its PIN must be changed takes the PIN's age into account.
    public var details: MailboxDetails
    public var defaults: SettingsDefaults
    /// When it is worth trying again; nil when it is not locked.
    public var retryAfter: RetryAfter?
    /// When its PIN, which is that of a reset, no longer opens anything; nil where there is no such time.
    public var pinExpiresAt: UnixTime?

    public init(
        _ mailbox: MailboxID, _ details: MailboxDetails, defaults: SettingsDefaults, retryAfter: RetryAfter?,
        pinExpiresAt: UnixTime?
    ) {
        self.mailbox = mailbox
        self.details = details
        self.defaults = defaults
        self.retryAfter = retryAfter
        self.pinExpiresAt = pinExpiresAt
    }
}
