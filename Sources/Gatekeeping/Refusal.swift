public import VoicemailModel

/// Why the core does not do what it was asked. A wrong PIN is none of these: it is an outcome.
public enum Refusal: Error, Sendable, Hashable {
    /// This caller may not ask that; one sentence.
    case notPermitted(String)
    /// The name or the secret of a client is wrong, or cannot be checked; one sentence.
    case notAuthenticated(String)
    case noMailbox(MailboxID)
    case exists(MailboxID)
    /// A value is well-formed and means nothing here; one sentence.
    case badValue(field: String, String)
    /// A new PIN breaks a rule.
    case policy(PINPolicyViolation)
    /// There is no time or no place for it now; nothing was counted or changed.
    case busy(WaitingBound, retryAfterMilliseconds: Int64)
    /// A client was not checked, as too many with a wrong name or secret came before it.
    case tooManyFailures(retryAfterMilliseconds: Int64)
    /// The store, or the memory for a hash, is not available: nobody is let in.
    case unavailable
    /// The same, as the audit may not grow.
    case auditFull
}
