public import VoicemailModel

/// What a caller must do to get in, before any PIN is looked at.
public enum AccessDecision: Sendable, Equatable {
    /// `enable_voicemail_pin` is false.
    case granted
    case pinRequired(attemptsLeft: Int)
    case locked(AttemptRecord.Lock)

    /// Decides for a mailbox as it stands on disk; nil settings are an unknown mailbox, which is treated as one that
    /// requires a PIN.
    public init(settings: MailboxSettings?, ledger: AttemptLedger, now: UnixTime) {
        if let settings, !settings.requiresPIN {
            self = .granted
        } else if let lock = ledger.lockInForce(now: now) {
            self = .locked(lock)
        } else {
            self = .pinRequired(attemptsLeft: ledger.attemptsLeft)
        }
    }
}
