/// What a PBX's user schema says about one voicemail box. The fields carry the PBX's own names on the wire.
public struct MailboxSettings: Hashable, Sendable {
    /// `enable_voicemail_pin`: whether the caller is asked for a PIN.
    public var requiresPIN: Bool
    /// `voicemail_prompt`: the caller's language; nil means the server's default.
    public var language: LanguageTag?
    /// `voicemail_play_datetime`.
    public var clock: ClockFormat
    /// `enable_voicemail_notify`.
    public var notifies: Bool
    /// `time_zone`; nil means the server's default.
    public var timeZone: TimeZoneName?
    /// `email`; nil when none is set.
    public var email: EmailAddress?

    public init(
        requiresPIN: Bool = true, language: LanguageTag? = nil, clock: ClockFormat = .twelveHour,
        notifies: Bool = false, timeZone: TimeZoneName? = nil, email: EmailAddress? = nil
    ) {
        self.requiresPIN = requiresPIN
        self.language = language
        self.clock = clock
        self.notifies = notifies
        self.timeZone = timeZone
        self.email = email
    }

    /// This with one field changed.
    public mutating func apply(_ assignment: SettingAssignment) {
        switch assignment {
        case .requiresPIN(let value): requiresPIN = value
        case .language(let value): language = value
        case .clock(let value): clock = value
        case .notifies(let value): notifies = value
        case .timeZone(let value): timeZone = value
        case .email(let value): email = value
        }
    }
}

/// One `field=value` of ADD or SET. An empty value takes an optional field back to the server's default.
public enum SettingAssignment: Hashable, Sendable {
    case requiresPIN(Bool)
    case language(LanguageTag?)
    case clock(ClockFormat)
    case notifies(Bool)
    case timeZone(TimeZoneName?)
    case email(EmailAddress?)
}
