import CSodium
public import VoicemailModel

/// The secret that the chain is hashed with: whoever does not have it cannot make a row that fits.
public struct AuditKey: Sendable {
    public static let byteCount = 32

    public let secret: SecretBytes

    /// Nil when these are not 32 bytes.
    public init?(_ secret: SecretBytes) {
        guard secret.count == Self.byteCount, sodium_init() >= 0 else { return nil }
        self.secret = secret
    }

    /// A new one.
    public static func make() -> AuditKey? {
        guard sodium_init() >= 0 else { return nil }
        var bytes = [UInt8](repeating: 0, count: byteCount)
        randombytes_buf(&bytes, bytes.count)
        defer { bytes.withUnsafeMutableBytes { SecretBytes.wipe($0) } }
        return AuditKey(SecretBytes(copying: bytes))
    }

    /// Lends the bytes for the time of the call.
    public func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        secret.withUnsafeBytes(body)
    }

    /// BLAKE2b of `message`, keyed, 32 bytes long.
    func hash(_ message: [UInt8]) -> AuditHash {
        var digest = [UInt8](repeating: 0, count: AuditHash.byteCount)
        // Fails for lengths that are none only.
        let status = secret.withPointer { key in
            crypto_generichash(&digest, digest.count, message, UInt64(message.count), key, Self.byteCount)
        }
        precondition(status == 0, "BLAKE2b takes a key of 32 bytes")
        return AuditHash(unchecked: digest)
    }
}

extension SecretBytes {
    /// Lends the bytes as libsodium wants them. There is at least one.
    func withPointer<Result>(_ body: (UnsafePointer<UInt8>) -> Result) -> Result {
        withUnsafeBytes { bytes in
            guard let start = bytes.assumingMemoryBound(to: UInt8.self).baseAddress else {
                preconditionFailure("a key has bytes")
            }
            return body(start)
        }
    }
}
