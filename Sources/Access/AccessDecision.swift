public import VoicemailModel

/// What a caller must do to get in, before any PIN is looked at.
public enum AccessDecision: Sendable, Equatable {
    /// `enable_voicemail_pin` is false, and that is honoured here.
    case granted
    case pinRequired(attemptsLeft: Int)
    case locked(AttemptRecord.Lock)

    /// Decides for a mailbox as it stands on disk; nil settings are an unknown mailbox, which is treated as one that
    /// requires a PIN.
    ///
    /// - Parameter mayBePinless: whether `enable_voicemail_pin=false` is honoured for whoever asks: see `PinlessRule`.
    public init(settings: MailboxSettings?, ledger: AttemptLedger, now: UnixTime, mayBePinless: Bool) {
        if let settings, !settings.requiresPIN, mayBePinless {
            self = .granted
        } else if let lock = ledger.lockInForce(now: now) {
            self = .locked(lock)
        } else {
            self = .pinRequired(attemptsLeft: ledger.attemptsLeft)
        }
    }
}
