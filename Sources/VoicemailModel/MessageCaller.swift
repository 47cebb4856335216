/// Whom a message came from.
public enum MessageCaller: Hashable, Sendable {
    case number(CallerNumber)
    /// The number is not known, or the caller does not want it to be.
    case withheld

    /// A number, or what telephone systems write in the place of one that they do not have or must not show, in any case.
    ///
    /// `anonymous` is that of SIP (RFC 3323 §4.1.1.3), and `unavailable`, `unknown` and `restricted` are those of its servers; an
    /// engine has nothing at all in its place. Nil for everything else.
    public init?(_ text: some StringProtocol) {
        if let number = CallerNumber(text) {
            self = .number(number)
        } else if Self.withheldWords.contains(text.lowercased()) {
            self = .withheld
        } else {
            return nil
        }
    }

    private static let withheldWords: Set<String> = [
        "", "anonymous", "private", "restricted", "unavailable", "unknown", "withheld",
    ]
}
