/// When `enable_voicemail_pin=false` lets a caller in without a PIN: the setting `access.pinless`.
public enum PinlessRule: String, CaseIterable, Sendable {
    /// Whenever a mailbox asks for none.
    case always
    /// Only on the word of a client, which is allowed to give it, that the caller's device is authenticated. A caller's
    /// number proves nothing: whoever can make it up would walk into the mailbox.
    case trusted

    public func grants(isTrusted: Bool) -> Bool {
        switch self {
        case .always: true
        case .trusted: isTrusted
        }
    }
}
