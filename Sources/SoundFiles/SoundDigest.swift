internal import CSodium

/// 128 bits of BLAKE2b in hexadecimal: by it a rendered sound knows its text, and whether it is still what was rendered.
public struct SoundDigest: Hashable, Sendable, CustomStringConvertible {
    public let description: String

    /// Of these bytes.
    public init(of bytes: some Collection<UInt8>) {
        var digest = [UInt8](repeating: 0, count: Self.byteCount)
        // It fails for lengths that it does not have only.
        if bytes.withContiguousStorageIfAvailable({ Self.hash($0, into: &digest) }) == nil {
            Array(bytes).withUnsafeBufferPointer { Self.hash($0, into: &digest) }
        }
        description = digest.map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }

    /// Nil when this is not the text of a digest.
    init?(_ text: some StringProtocol) {
        let isDigest =
            text.utf8.count == 2 * Self.byteCount
            && text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
        guard isDigest else { return nil }
        description = String(text)
    }

    private static let byteCount = 16

    private static func hash(_ bytes: UnsafeBufferPointer<UInt8>, into digest: inout [UInt8]) {
        _ = crypto_generichash(&digest, digest.count, bytes.baseAddress, UInt64(bytes.count), nil, 0)
    }
}
