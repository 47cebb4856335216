/// A well-formed BCP 47 language tag (RFC 5646 §2.1).
public struct LanguageTag: Hashable, Sendable, CustomStringConvertible {
    /// The tag in the letter case that RFC 5646 §2.1.1 recommends.
    public let text: String

    public init?(_ text: some StringProtocol) {
        self.text = String(text)
    }

    public var description: String { text }
}
