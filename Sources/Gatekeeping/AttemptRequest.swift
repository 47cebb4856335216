import Access
import VoicemailModel

/// What a VERIFY or a CHANGE asks, word for word, and who asks it.
struct AttemptRequest {
    /// What the audit calls it: VERIFY or CHANGE.
    let kind: AuditEvent.Kind
    let mailbox: MailboxID
    /// What was typed, be it a PIN or not.
    let candidate: SecretBytes
    /// The new PIN of a CHANGE.
    var replacement: SecretBytes?
    var source: Source?
    let caller: Caller
    /// The client's name, or where no clients are configured its address.
    let asker: String
    /// When it is to be answered.
    let due: ContinuousClock.Instant

    /// What was typed, as far as it can be compared with a hash; nil fits nothing.
    var comparable: SecretBytes? {
        Limits.candidateLength.contains(candidate.count) ? candidate : nil
    }

    /// Equal for requests by which the same client asks the same, and for no others. Connection and request do not matter.
    func digest(with hash: KeyedHash) -> SecretBytes {
        let words = [kind.rawValue, mailbox.description, source?.key ?? "", asker]
        return hash.digest(
            of: words.map { SecretBytes(copying: $0.utf8) } + [candidate] + [replacement].compactMap { $0 })
    }
}
