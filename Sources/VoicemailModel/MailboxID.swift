/// A mailbox's name: `number` or `number@context`.
///
/// The context is the tenant or SIP domain; `default` when left out, and left out again when printed.
///
/// Kept as the one text that is printed: every request names a mailbox, and most do little else than look it up.
public struct MailboxID: Hashable, Comparable, Sendable, CustomStringConvertible {
    public static let defaultContext = "default"

    /// `1001` or `1001@acme`.
    public let description: String

    /// Nil when `text` is not 1–32 of `0-9 * # + A-Z a-z . _ -`, with or without `@` and 1–64 of `A-Z a-z 0-9 . _ -`.
    public init?(_ text: some StringProtocol) {
        var text = String(text)
        guard let mailbox = text.withUTF8({ MailboxID(bytes: UnsafeRawBufferPointer($0)) }) else { return nil }
        self = mailbox
    }

    /// The same straight from the bytes of a request.
    public init?(bytes: UnsafeRawBufferPointer) {
        var index = 0
        while index < bytes.count, Self.isNumberByte(bytes[index]) { index += 1 }
        guard Limits.mailboxNumberLength.contains(index) else { return nil }
        guard index < bytes.count else {
            description = String(decoding: bytes, as: UTF8.self)
            return
        }
        let context = UnsafeRawBufferPointer(rebasing: bytes[(index + 1)...])
        guard bytes[index] == Self.separator, Limits.mailboxContextLength.contains(context.count),
            context.allSatisfy(Self.isContextByte)
        else { return nil }
        let isDefault = context.elementsEqual(Self.defaultContext.utf8)
        description = String(
            decoding: isDefault ? UnsafeRawBufferPointer(rebasing: bytes[..<index]) : bytes, as: UTF8.self)
    }

    public var number: String {
        String(description.prefix { $0 != "@" })
    }

    public var context: String {
        guard let separator = description.utf8.firstIndex(of: Self.separator) else { return Self.defaultContext }
        return String(description[description.index(after: separator)...])
    }

    /// Ordered by number, then by context, byte by byte.
    public static func < (left: MailboxID, right: MailboxID) -> Bool {
        (left.number, left.context) < (right.number, right.context)
    }

    private static let separator = UInt8(ascii: "@")

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
