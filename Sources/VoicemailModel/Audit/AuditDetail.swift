/// One `key=value` of what an audit row says besides. Made of values that were checked, never of what a caller typed.
public struct AuditDetail: Hashable, Sendable {
    public let key: String
    /// Nil for a field that was changed to what is nobody's business, such as an e-mail address.
    public let value: String?

    private init(_ key: String, _ value: String?) {
        self.key = key
        self.value = value
    }

    /// A number, such as the failures that led to a lockout.
    public static func number(_ key: StaticString, _ value: some FixedWidthInteger) -> AuditDetail {
        AuditDetail("\(key)", String(value))
    }

    /// A word of this program.
    public static func word(_ key: StaticString, _ value: StaticString) -> AuditDetail {
        AuditDetail("\(key)", "\(value)")
    }

    /// A moment, as the row's own time is shown.
    public static func moment(_ key: StaticString, _ time: UnixTime) -> AuditDetail {
        AuditDetail("\(key)", time.internetText)
    }

    /// A name that an operator gave, such as that of a version.
    public static func name(_ key: StaticString, _ value: String) -> AuditDetail {
        AuditDetail("\(key)", value)
    }

    /// The name of a key that seals hashes.
    public static func key(_ name: String) -> AuditDetail { AuditDetail("key", name) }

    /// That a PIN's hash made elsewhere was put in.
    public static let encodedHash = AuditDetail("pin_hash", nil)

    /// A settings field and what it was set to; of an e-mail address only that it was.
    public init(_ assignment: SettingAssignment) {
        switch assignment {
        case .requiresPIN(let value): self.init("enable_voicemail_pin", "\(value)")
        case .language(let value): self.init("voicemail_prompt", value?.text ?? "")
        case .clock(let value): self.init("voicemail_play_datetime", value.rawValue)
        case .notifies(let value): self.init("enable_voicemail_notify", "\(value)")
        case .timeZone(let value): self.init("time_zone", value?.name ?? "")
        case .email: self.init("email", nil)
        }
    }
}

extension [AuditDetail] {
    /// As it is in the database: `key=value` joined by spaces; nil when there is nothing.
    public var text: String? {
        guard !isEmpty else { return nil }
        return map { detail in detail.value.map { "\(detail.key)=\($0)" } ?? detail.key }.joined(separator: " ")
    }
}
