import CSodium

/// BLAKE2b with a key (RFC 7693 §2.9): who does not have the key can neither foresee a digest nor try inputs against it.
public struct KeyedHash: Sendable {
    /// Bytes of a digest.
    public static let byteCount = 32
    /// Bytes of a key.
    public static let keyLength = Int(crypto_generichash_KEYBYTES_MIN)...Int(crypto_generichash_KEYBYTES_MAX)

    private let key: SecretBytes

    /// Nil when the key is shorter than 16 bytes or longer than 64.
    public init?(key: SecretBytes) {
        guard sodium_init() >= 0, Self.keyLength.contains(key.count) else { return nil }
        self.key = key
    }

    /// With a key that nobody knows and nothing keeps.
    public static func random() -> KeyedHash? {
        guard sodium_init() >= 0 else { return nil }
        var bytes = [UInt8](repeating: 0, count: byteCount)
        randombytes_buf(&bytes, bytes.count)
        defer { bytes.withUnsafeMutableBytes { SecretBytes.wipe($0) } }
        return KeyedHash(key: SecretBytes(copying: bytes))
    }

    /// The digest of `parts`. Each goes in behind its length, so that no two lists of parts are alike.
    public func digest(of parts: [SecretBytes]) -> SecretBytes {
        let length = parts.reduce(0) { $0 + 8 + $1.count }
        let message = UnsafeMutableRawBufferPointer.allocate(byteCount: length, alignment: 8)
        defer {
            SecretBytes.wipe(message)
            message.deallocate()
        }
        var offset = 0
        for part in parts {
            message.storeBytes(of: UInt64(part.count).littleEndian, toByteOffset: offset, as: UInt64.self)
            part.withUnsafeBytes { bytes in
                UnsafeMutableRawBufferPointer(rebasing: message[(offset + 8)...]).copyMemory(from: bytes)
            }
            offset += 8 + part.count
        }
        var digest = [UInt8](repeating: 0, count: Self.byteCount)
        defer { digest.withUnsafeMutableBytes { SecretBytes.wipe($0) } }
        let status = key.withUnsafeBytes { key in
            crypto_generichash(
                &digest, digest.count, message.assumingMemoryBound(to: UInt8.self).baseAddress, UInt64(length),
                key.assumingMemoryBound(to: UInt8.self).baseAddress, key.count)
        }
        precondition(status == 0, "BLAKE2b takes a key of 16 to 64 bytes")
        return SecretBytes(copying: digest)
    }
}

extension SecretBytes {
    /// Whether these are the same bytes, found out in a time that does not depend on where they differ.
    public func isEqual(to other: SecretBytes) -> Bool {
        guard count == other.count else { return false }
        return withUnsafeBytes { mine in
            other.withUnsafeBytes { theirs in
                guard let mine = mine.baseAddress, let theirs = theirs.baseAddress else { return true }
                return sodium_memcmp(mine, theirs, count) == 0
            }
        }
    }
}
