/// A mailbox's name: `number` or `number@context`.
///
/// The context is the tenant or SIP domain; `default` when left out, and left out again when printed.
public struct MailboxID: Hashable, Comparable, Sendable, CustomStringConvertible {
    public static let defaultContext = "default"

    public let number: String
    public let context: String

    /// Nil when `text` is not 1–32 of `0-9 * # + A-Z a-z . _ -`, with or without `@` and 1–64 of `A-Z a-z 0-9 . _ -`.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        guard let number = parts.first, Limits.mailboxNumberLength.contains(number.utf8.count),
            number.utf8.allSatisfy(Self.isNumberByte)
        else { return nil }
        self.number = String(number)
        guard parts.count == 2 else {
            context = Self.defaultContext
            return
        }
        guard Limits.mailboxContextLength.contains(parts[1].utf8.count), parts[1].utf8.allSatisfy(Self.isContextByte)
        else { return nil }
        context = String(parts[1])
    }

    public var description: String {
        context == Self.defaultContext ? number : "\(number)@\(context)"
    }

    /// Ordered by context, then by number, byte by byte: one tenant's mailboxes stand together.
    public static func < (left: MailboxID, right: MailboxID) -> Bool {
        (left.context, left.number) < (right.context, right.number)
    }

    private static func isContextByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    private static func isNumberByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "*"), UInt8(ascii: "#"), UInt8(ascii: "+"): true
        default: isContextByte(byte)
        }
    }
}
