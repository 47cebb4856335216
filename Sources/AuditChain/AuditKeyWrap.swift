import CSodium
public import VoicemailModel

/// A key of the operator's, kept outside the database, that the chain's own key is wrapped in.
///
/// The chain's key stays the same when this one is replaced: it is wrapped anew, and old rows verify as ever.
public struct AuditKeyWrap: Sendable {
    /// The name under which the database remembers which key it is.
    public let name: String
    private let key: SecretBytes

    /// Nil when `key` is not 32 bytes.
    public init?(name: String, key: SecretBytes) {
        guard key.count == Int(crypto_aead_xchacha20poly1305_ietf_KEYBYTES), sodium_init() >= 0 else { return nil }
        self.name = name
        self.key = key
    }

    private static let nonceBytes = Int(crypto_aead_xchacha20poly1305_ietf_NPUBBYTES)
    private static let tagBytes = Int(crypto_aead_xchacha20poly1305_ietf_ABYTES)

    /// What the wrapped bytes are bound to, so that they are of no use elsewhere.
    private var context: [UInt8] { Array("vmgate audit key 1 \(name)".utf8) }

    /// A nonce, and the chain's key in XChaCha20-Poly1305.
    public func wrap(_ auditKey: AuditKey) -> [UInt8] {
        var nonce = [UInt8](repeating: 0, count: Self.nonceBytes)
        randombytes_buf(&nonce, nonce.count)
        var cipher = [UInt8](repeating: 0, count: AuditKey.byteCount + Self.tagBytes)
        let context = context
        _ = auditKey.secret.withPointer { plain in
            key.withPointer { key in
                crypto_aead_xchacha20poly1305_ietf_encrypt(
                    &cipher, nil, plain, UInt64(AuditKey.byteCount), context, UInt64(context.count), nil, nonce, key)
            }
        }
        return nonce + cipher
    }

    /// Nil when this is not the key that it was wrapped in, or the bytes were altered.
    public func unwrap(_ wrapped: [UInt8]) -> AuditKey? {
        guard wrapped.count == Self.nonceBytes + AuditKey.byteCount + Self.tagBytes else { return nil }
        let (nonce, cipher) = (Array(wrapped[..<Self.nonceBytes]), Array(wrapped[Self.nonceBytes...]))
        let context = context
        var plain = [UInt8](repeating: 0, count: AuditKey.byteCount)
        defer { plain.withUnsafeMutableBytes { SecretBytes.wipe($0) } }
        let status = key.withPointer { key in
            crypto_aead_xchacha20poly1305_ietf_decrypt(
                &plain, nil, nil, cipher, UInt64(cipher.count), context, UInt64(context.count), nonce, key)
        }
        return status == 0 ? AuditKey(SecretBytes(copying: plain)) : nil
    }
}
