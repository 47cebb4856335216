import CSodium

/// A sealed hash as text: `$vmgate-seal$1$<key>$<nonce and ciphertext in base64>`. There is one way to write each.
struct SealedText {
    static let prefix = "$vmgate-seal$"
    private static let version = "1"

    let key: SealKeyID
    let nonce: [UInt8]
    /// With its authentication code.
    let ciphertext: [UInt8]

    static let nonceLength = Int(crypto_aead_xchacha20poly1305_ietf_NPUBBYTES)
    static let codeLength = Int(crypto_aead_xchacha20poly1305_ietf_ABYTES)
    /// An Argon2 string has at most 255 characters (`Limits.encodedHashLength`), and a secret that is sealed no more.
    private static let maximumLength = 512

    init(key: SealKeyID, nonce: [UInt8], ciphertext: [UInt8]) {
        self.key = key
        self.nonce = nonce
        self.ciphertext = ciphertext
    }

    /// Nil when `text` is none.
    init?(_ text: String) {
        guard text.utf8.count <= Self.maximumLength else { return nil }
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0].isEmpty, parts[1] == "vmgate-seal", parts[2] == Self.version,
            let key = SealKeyID(parts[3]), let bytes = Self.bytes(String(parts[4])),
            bytes.count > Self.nonceLength + Self.codeLength
        else { return nil }
        self.key = key
        nonce = Array(bytes.prefix(Self.nonceLength))
        ciphertext = Array(bytes.dropFirst(Self.nonceLength))
    }

    var text: String {
        let bytes = nonce + ciphertext
        var characters = [CChar](
            repeating: 0,
            count: sodium_base64_encoded_len(bytes.count, sodium_base64_VARIANT_ORIGINAL_NO_PADDING))
        sodium_bin2base64(
            &characters, characters.count, bytes, bytes.count, sodium_base64_VARIANT_ORIGINAL_NO_PADDING)
        let base64 = characters.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return Self.prefix + "\(Self.version)$\(key)$" + String(decoding: base64, as: UTF8.self)
    }

    /// libsodium refuses padding, and bits beyond the last byte that are not zero.
    private static func bytes(_ text: String) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: text.utf8.count)
        var count = 0
        let status = sodium_base642bin(
            &bytes, bytes.count, text, text.utf8.count, nil, &count, nil, sodium_base64_VARIANT_ORIGINAL_NO_PADDING)
        guard status == 0 else { return nil }
        return Array(bytes.prefix(count))
    }
}
