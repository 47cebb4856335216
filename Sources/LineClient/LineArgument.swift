public import VoicemailModel

/// One argument of a request.
public enum LineArgument: Sendable, ExpressibleByStringLiteral {
    case text(String)
    /// Bytes that are wiped wherever this client copied them: a PIN, or the hash of one.
    case secret(SecretBytes)

    public init(stringLiteral value: String) {
        self = .text(value)
    }
}
