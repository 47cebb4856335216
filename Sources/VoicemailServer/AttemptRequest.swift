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
    let origin: RequestOrigin

    /// What was typed, as far as it can be compared with a hash; nil fits nothing.
    var comparable: SecretBytes? {
        Limits.candidateLength.contains(candidate.count) ? candidate : nil
    }

    /// Whether the same client asks the same. Connection and request do not matter.
    func isRepeated(by other: AttemptRequest) -> Bool {
        kind == other.kind && mailbox == other.mailbox && source == other.source
            && origin.clientOrAddress == other.origin.clientOrAddress && candidate.isEqual(to: other.candidate)
            && Self.areEqual(replacement, other.replacement)
    }

    /// Equal for requests that repeat each other, and for no others.
    func digest(with hash: KeyedHash) -> SecretBytes {
        let words = [kind.rawValue, mailbox.description, source?.key ?? "", origin.clientOrAddress]
        return hash.digest(
            of: words.map { SecretBytes(copying: $0.utf8) } + [candidate] + [replacement].compactMap { $0 })
    }

    private static func areEqual(_ first: SecretBytes?, _ second: SecretBytes?) -> Bool {
        switch (first, second) {
        case (nil, nil): true
        case (let first?, let second?): first.isEqual(to: second)
        case (nil, _?), (_?, nil): false
        }
    }
}
