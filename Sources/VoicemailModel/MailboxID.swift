/// A mailbox's name: `number` or `number@context`.
///
/// The context is the tenant or SIP domain; `default` when left out, and left out again when printed.
///
/// Kept as the one text that is printed: every request names a mailbox, and most do little else than look it up.
public struct MailboxID: Hashable, Comparable, Sendable, CustomStringConvertible {
    public static let defaultContext = "default"

    /// `1001` or `1001@acme`; a shadow's begins with a mark that no number has.
    private let text: String

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
            text = Self.text(bytes)
            return
        }
        let context = UnsafeRawBufferPointer(rebasing: bytes[(index + 1)...])
        guard bytes[index] == Self.separator, Limits.mailboxContextLength.contains(context.count),
            context.allSatisfy(Self.isContextByte)
        else { return nil }
        let isDefault = context.elementsEqual(Self.defaultContext.utf8)
        text = Self.text(isDefault ? UnsafeRawBufferPointer(rebasing: bytes[..<index]) : bytes)
    }

    public var description: String {
        isShadow ? String(text.dropFirst()) : text
    }

    public var number: String {
        String(description.prefix { $0 != "@" })
    }

    /// A shadow's begins with its mark: it is kept apart in the database too.
    public var context: String {
        let context =
            if let separator = text.utf8.firstIndex(of: Self.separator) {
                String(text[text.index(after: separator)...])
            } else {
                Self.defaultContext
            }
        return isShadow ? Self.shadowMark + context : context
    }

    // MARK: Reserved names

    /// Whether number or context is a word that begins a reply, or has GRANTED or CHANGED in it.
    ///
    /// No request names such a mailbox but those that find and remove it: there are some that were added when they could be.
    public var isReserved: Bool {
        var name = description
        return name.withUTF8 { Self.isReserved(UnsafeRawBufferPointer($0)) }
    }

    /// The same of the bytes of a request that are a mailbox.
    public static func isReserved(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let index = bytes.firstIndex(of: separator) else { return ReplyWord.isIn(bytes) }
        return ReplyWord.isIn(UnsafeRawBufferPointer(rebasing: bytes[..<index]))
            || ReplyWord.isIn(UnsafeRawBufferPointer(rebasing: bytes[(index + 1)...]))
    }

    // MARK: Shadows

    /// What is in this mailbox's place for a client that may not see it.
    ///
    /// A shadow is a mailbox that never exists, with a ledger of its own, so that everything about it is as for an unknown
    /// one: replies, lockout, time, and what is written. It prints the name that was asked for, and no request can name it.
    public var shadow: MailboxID {
        isShadow ? self : MailboxID(text: Self.shadowMark + text)
    }

    public var isShadow: Bool {
        text.utf8.first == UInt8(ascii: "/")
    }

    private static let shadowMark = "/"

    /// Whose `number` and `context` these are, of a shadow too.
    public init?(number: String, context: String) {
        let isShadow = context.hasPrefix(Self.shadowMark)
        guard let mailbox = MailboxID("\(number)@\(isShadow ? context.dropFirst() : context[...])") else { return nil }
        self = isShadow ? mailbox.shadow : mailbox
    }

    private init(text: String) {
        self.text = text
    }

    /// Ordered by number, then by context, byte by byte.
    public static func < (left: MailboxID, right: MailboxID) -> Bool {
        (left.number, left.context) < (right.number, right.context)
    }

    /// The bytes, which are ASCII, as text. Short ones need no memory of their own.
    private static func text(_ bytes: UnsafeRawBufferPointer) -> String {
        String(unsafeUninitializedCapacity: bytes.count) { memory in
            UnsafeMutableRawBufferPointer(memory).copyMemory(from: bytes)
            return bytes.count
        }
    }

    private static let separator = UInt8(ascii: "@")

    /// `A-Z a-z 0-9 . _ -`, a bit for each ASCII character.
    private static let contextBytes: (low: UInt64, high: UInt64) = (0x03FF_6000_0000_0000, 0x07FF_FFFE_87FF_FFFE)
    /// These and `* # +`.
    private static let numberBytes: (low: UInt64, high: UInt64) = (0x03FF_6C08_0000_0000, 0x07FF_FFFE_87FF_FFFE)

    @inline(__always)
    private static func isContextByte(_ byte: UInt8) -> Bool { contains(byte, contextBytes) }

    @inline(__always)
    private static func isNumberByte(_ byte: UInt8) -> Bool { contains(byte, numberBytes) }

    @inline(__always)
    private static func contains(_ byte: UInt8, _ set: (low: UInt64, high: UInt64)) -> Bool {
        byte < 0x80 && (byte < 0x40 ? set.low : set.high) & (1 << UInt64(byte & 0x3F)) != 0
    }
}
