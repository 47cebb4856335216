import CSodium
public import VoicemailModel

/// Secrets of clients, and the Argon2 strings that stand for them in the settings.
public enum ClientSecret {
    /// Random bytes of a new secret: nobody guesses 256 bits, however fast the hash.
    private static let bytes = 32

    /// A new secret: 43 characters of `A-Z a-z 0-9 - _`, which need no quotes anywhere.
    public static func make() throws(HashingError) -> SecretBytes {
        guard sodium_init() >= 0 else { throw HashingError("libsodium could not be started") }
        var random = [UInt8](repeating: 0, count: bytes)
        randombytes_buf(&random, random.count)
        defer { sodium_memzero(&random, random.count) }
        var text = [CChar](repeating: 0, count: sodium_base64_encoded_len(bytes, variant))
        defer { sodium_memzero(&text, text.count) }
        sodium_bin2base64(&text, text.count, random, random.count, variant)
        return text.withUnsafeBytes { SecretBytes(copying: $0.prefix { $0 != 0 }) }
    }

    private static let variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING

    /// The Argon2id string of `secret`, on the calling thread.
    public static func hash(_ secret: SecretBytes, _ parameters: Argon2Parameters) throws(HashingError) -> String {
        guard let text = try Argon2Hasher(parameters).hash(secret) else {
            throw HashingError("\(parameters.memory / 1024) KiB of hash memory are not available")
        }
        return text
    }

    /// What is wrong with a string of the settings, to follow "it"; nil when secrets can be checked against it.
    public static func objection(toEncodedHash text: String, _ parameters: Argon2Parameters) -> String? {
        do throws(Argon2String.Objection) {
            _ = try Argon2Caps(parameters).read(text)
            return nil
        } catch {
            return error.sentence(Argon2Caps(parameters))
        }
    }

    /// The one that takes longest; nil of none that can be read.
    public static func costliest(of texts: [String]) -> String? {
        texts.compactMap { try? Argon2String($0) }.max { $0.memory * $0.operations < $1.memory * $1.operations }?.text
    }
}
