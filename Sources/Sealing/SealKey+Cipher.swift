import CSodium
import VoicemailModel

/// XChaCha20-Poly1305 under a random nonce, which has so many bits that no two are ever the same.
extension SealKey {
    /// - Parameter context: what it is bound to; it opens with the same only.
    func encrypt(_ bytes: [UInt8], bindingTo context: [UInt8]) -> SealedText {
        var nonce = [UInt8](repeating: 0, count: SealedText.nonceLength)
        randombytes_buf(&nonce, nonce.count)
        var ciphertext = [UInt8](repeating: 0, count: bytes.count + SealedText.codeLength)
        // It has no way to fail.
        _ = cipher.withOctets { cipher in
            crypto_aead_xchacha20poly1305_ietf_encrypt(
                &ciphertext, nil, bytes, UInt64(bytes.count), context, UInt64(context.count), nil, nonce, cipher)
        }
        return SealedText(key: id, nonce: nonce, ciphertext: ciphertext)
    }

    /// Nil when it was altered, or is bound to something else.
    func decrypt(_ text: SealedText, boundTo context: [UInt8]) -> SecretBytes? {
        var bytes = [UInt8](repeating: 0, count: text.ciphertext.count - SealedText.codeLength)
        defer { sodium_memzero(&bytes, bytes.count) }
        let status = cipher.withOctets { cipher in
            crypto_aead_xchacha20poly1305_ietf_decrypt(
                &bytes, nil, nil, text.ciphertext, UInt64(text.ciphertext.count), context, UInt64(context.count),
                text.nonce, cipher)
        }
        return status == 0 ? SecretBytes(copying: bytes) : nil
    }
}
