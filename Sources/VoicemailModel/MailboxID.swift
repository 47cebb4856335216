/// A mailbox's name: `number` or `number@context`.
///
/// The context is the tenant or SIP domain; `default` when left out, and left out again when printed.
public struct MailboxID: Hashable, Comparable, Sendable, CustomStringConvertible {
    public static let defaultContext = "default"

    public let number: String
    public let context: String

    /// Nil when `text` is not 1–32 of `0-9 * # + A-Z a-z . _ -`, with or without `@` and 1–64 of `A-Z a-z 0-9 . _ -`.
    public init?(_ text: some StringProtocol) {
        var text = String(text)
        guard let mailbox = text.withUTF8({ MailboxID(bytes: UnsafeRawBufferPointer($0)) }) else { return nil }
        self = mailbox
    }

    /// The same straight from the bytes of a request, as every request names a mailbox and most do little else.
    public init?(bytes: UnsafeRawBufferPointer) {
        let separator = bytes.firstIndex(of: UInt8(ascii: "@"))
        let number = UnsafeRawBufferPointer(rebasing: bytes[..<(separator ?? bytes.endIndex)])
        guard Limits.mailboxNumberLength.contains(number.count), number.allSatisfy(Self.isNumberByte) else {
            return nil
        }
        self.number = String(decoding: number, as: UTF8.self)
        guard let separator else {
            context = Self.defaultContext
            return
        }
        let context = UnsafeRawBufferPointer(rebasing: bytes[(separator + 1)...])
        guard Limits.mailboxContextLength.contains(context.count), context.allSatisfy(Self.isContextByte) else {
            return nil
        }
        self.context = String(decoding: context, as: UTF8.self)
    }

    init(number: String, context: String) {
        self.number = number
        self.context = context
    }

    public var description: String {
        let context = named.context
        return context == Self.defaultContext ? number : "\(number)@\(context)"
    }

    /// Ordered by number, then by context, byte by byte.
    public static func < (left: MailboxID, right: MailboxID) -> Bool {
        (left.number, left.context) < (right.number, right.context)
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
