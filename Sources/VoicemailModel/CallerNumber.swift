/// The number that a call came from, as it would be dialled: `+4930123456`, `1002`, `*98`.
///
/// It says who called whom, and has no place in a log: what describes it does not show it.
public struct CallerNumber: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
    /// ASCII: a plus at most at the beginning, then digits, `*` and `#`.
    public let text: String

    /// Nil when `text` is not 1 to 32 of `0-9 * #`, or such with a digit in front and a plus before that.
    public init?(_ text: some StringProtocol) {
        let isInternational = text.hasPrefix("+")
        let dialled = isInternational ? text.dropFirst() : text[...]
        guard !isInternational || dialled.first?.isWholeNumber == true,
            Limits.callerNumberLength.contains(dialled.utf8.count), dialled.utf8.allSatisfy(Self.isDialled)
        else { return nil }
        self.text = String(text)
    }

    private static func isDialled(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "*"), UInt8(ascii: "#"): true
        default: false
        }
    }

    public var description: String { "a caller's number" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
