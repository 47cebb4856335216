public import VoicemailModel

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

    /// As they are written: first what SETTINGS says, then the rest. What there is not is left out.
    var fields: [(key: String, value: String)] {
        let (settings, pin) = (details.settings, details.pin)
        let fields: [(String, String?)] = [
            ("mailbox", mailbox.description),
            ("enable_voicemail_pin", "\(settings.requiresPIN)"),
            ("voicemail_prompt", (settings.language ?? defaults.language).text),
            ("voicemail_play_datetime", settings.clock.rawValue),
            ("enable_voicemail_notify", "\(settings.notifies)"),
            ("time_zone", (settings.timeZone ?? defaults.timeZone).name),
            ("email", settings.email?.text),
            ("pin_set", "\(pin != nil)"),
            ("locked", "\(retryAfter != nil)"),
            ("failures", "\(details.attempts.failures)"),
            ("retry_after_s", retryAfter?.description),
            ("must_change", "\(pin?.mustChange ?? false)"),
            ("pin_set_at", pin?.setAt.internetText),
            ("pin_origin", pin?.origin.rawValue),
            ("pin_expires_at", pinExpiresAt?.internetText),
        ]
        return fields.compactMap { key, value in value.map { (key, $0) } }
    }
}
