import VoicemailModel

/// A request's `@tag`: 1–32 of `A-Za-z0-9._-`. Its reply carries it and may come out of order.
///
/// Kept in the value itself, so that a tag costs no allocation.
public struct Tag: Hashable, Sendable, CustomStringConvertible {
    private var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    private var count: UInt8 = 0

    /// Nil when `text`, without its `@`, is not 1–32 of `A-Za-z0-9._-`.
    public init?(_ text: some StringProtocol) {
        var text = String(text)
        guard let tag = text.withUTF8({ Tag(bytes: UnsafeRawBufferPointer($0)) }) else { return nil }
        self = tag
    }

    init?(bytes: UnsafeRawBufferPointer) {
        guard Limits.tagLength.contains(bytes.count), bytes.allSatisfy(Self.isTagByte) else { return nil }
        withUnsafeMutableBytes(of: &words) { $0.copyMemory(from: bytes) }
        count = UInt8(bytes.count)
    }

    public var description: String {
        withBytes { String(decoding: $0, as: UTF8.self) }
    }

    public static func == (left: Tag, right: Tag) -> Bool {
        left.count == right.count && left.words == right.words
    }

    public func hash(into hasher: inout Hasher) {
        withBytes { hasher.combine(bytes: $0) }
    }

    func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        withUnsafeBytes(of: words) { body(UnsafeRawBufferPointer(rebasing: $0[..<Int(count)])) }
    }

    private static func isTagByte(_ byte: UInt8) -> Bool {
        byte.isASCIILetter || byte.digitValue != nil
            || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
    }
}
