/// 256 bits of BLAKE2b: a row's place in the chain, or the code of a mark.
public struct AuditHash: Hashable, Sendable, CustomStringConvertible {
    public static let byteCount = 32
    /// What the first row follows.
    public static let zero = AuditHash(unchecked: [UInt8](repeating: 0, count: byteCount))

    public let bytes: [UInt8]

    /// Nil when these are not 32 bytes.
    public init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = Array(bytes)
    }

    init(unchecked bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// In hexadecimal.
    public var description: String {
        bytes.map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }
}
