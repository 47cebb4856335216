public import VoicemailModel

/// Secrets other than the hash of a mailbox's PIN, such as a key that must outlive a rotation. They have no seal of their own:
/// an older one, put back, opens as long as its key is there.
extension Keyring {
    /// - Parameter purpose: what it is for, and whose it is; it opens for the same only.
    public func seal(_ secret: SecretBytes, for purpose: String) -> String {
        let key = active
        return key.encrypt(secret.withUnsafeBytes { Array($0) }, bindingTo: Self.context(purpose, key)).text
    }

    /// Nil when it was altered, is for something else, or its key is not in the ring.
    public func open(_ text: String, for purpose: String) -> SecretBytes? {
        guard let sealed = SealedText(text), let key = self[sealed.key] else { return nil }
        return key.decrypt(sealed, boundTo: Self.context(purpose, key))
    }

    /// Whether it is sealed with the active key. One that is not must be resealed before its key is dropped.
    public func isSealedByActiveKey(_ text: String) -> Bool {
        SealedText(text)?.key == active.id
    }

    private static func context(_ purpose: String, _ key: SealKey) -> [UInt8] {
        SealMessage("secret").text(purpose).text(key.id.text).bytes
    }
}
