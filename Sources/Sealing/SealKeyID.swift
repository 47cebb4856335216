/// Names a key without telling anything about it: eight hexadecimal digits, made from the key, so that two keys with one
/// name are an accident that does not happen.
public struct SealKeyID: Hashable, Sendable, CustomStringConvertible {
    public static let length = 8

    public let text: String

    /// Nil when `text` is not eight digits of `0-9 a-f`.
    public init?(_ text: some StringProtocol) {
        let isDigits = text.utf8.allSatisfy {
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
        }
        guard text.utf8.count == Self.length, isDigits else { return nil }
        self.text = String(text)
    }

    init(_ bytes: some Sequence<UInt8>) {
        text = bytes.prefix(Self.length / 2).map { byte in
            String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }.joined()
    }

    public var description: String { text }
}
