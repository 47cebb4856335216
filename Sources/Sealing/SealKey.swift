import CSodium
import VoicemailModel

/// A key of 256 bits that seals hashes of PINs, and the keys that are derived from it, one for each purpose.
public final class SealKey: Sendable, CustomStringConvertible {
    static let length = 32

    public let id: SealKeyID
    let secret: LockedBytes
    /// Encrypts hashes.
    let cipher: LockedBytes
    /// Authenticates what is stored beside them.
    let authenticator: LockedBytes

    /// With these bytes, which must be random; the fuzzer's are known.
    package init(secret: LockedBytes) throws {
        self.secret = secret
        id = SealKeyID(Self.digest("vmgate key id".utf8, secret, count: SealKeyID.length * 2))
        cipher = try Self.derived("vmgate hash cipher 1", from: secret)
        authenticator = try Self.derived("vmgate seal marks 1", from: secret)
    }

    /// A new key.
    public static func random() throws -> SealKey {
        try SealKey(secret: LockedBytes(count: length) { randombytes_buf($0, length) })
    }

    /// Whether its memory is kept from being swapped out.
    public var isLocked: Bool { secret.isLocked && cipher.isLocked && authenticator.isLocked }

    public var description: String { "<key \(id)>" }

    // MARK: Codes

    /// A message authentication code: keyed BLAKE2b.
    func code(of message: [UInt8]) -> SealCode {
        SealCode(bytes: Self.digest(message, authenticator, count: SealCode.length)) ?? SealCode(0, 0)
    }

    /// A number that only the holder of this key can compute.
    func digest(_ message: [UInt8], count: Int) -> [UInt8] {
        Self.digest(message, authenticator, count: count)
    }

    private static func derived(_ context: String, from secret: LockedBytes) throws -> LockedBytes {
        try LockedBytes(count: length) { key in
            let message = Array(context.utf8)
            _ = secret.withOctets {
                crypto_generichash(key, length, message, UInt64(message.count), $0, length)
            }
        }
    }

    private static func digest(_ message: some Collection<UInt8>, _ key: LockedBytes, count: Int) -> [UInt8] {
        let message = Array(message)
        var digest = [UInt8](repeating: 0, count: count)
        _ = key.withOctets { crypto_generichash(&digest, count, message, UInt64(message.count), $0, length) }
        return digest
    }
}
