public import VoicemailModel

/// What a caller must do to get in, before any PIN is looked at.
public enum AccessDecision: Sendable, Equatable {
    /// `enable_voicemail_pin` is false, and that is honoured here.
    case granted
    case pinRequired(attemptsLeft: Int)
    case locked(AttemptRecord.Lock)
    /// Nobody is asked for a PIN here, and the caller's source has failed too often elsewhere.
    case sourceLocked(until: UnixTime)

    /// Decides for a mailbox as it stands in the store, whatever source the caller has; nil settings are an unknown mailbox,
    /// which is treated as one that requires a PIN.
    ///
    /// - Parameter isTrusted: whether the caller's device is known, by the word of a client whose word counts.
    public init(
        settings: MailboxSettings?, attempts: AttemptRecord, by rules: AccessRules, isTrusted: Bool, now: UnixTime
    ) {
        if let settings, !settings.requiresPIN, rules.pinless.grants(isTrusted: isTrusted) {
            self = .granted
        } else if let lock = rules.lockout.lockInForce(attempts, now: now) {
            self = .locked(lock)
        } else {
            self = .pinRequired(attemptsLeft: rules.lockout.attemptsLeft(afterFailures: attempts.failures))
        }
    }
}

/// What ACCESS comes to, and what the audit must have before that is told.
public struct AccessRuling: Sendable, Equatable {
    public var decision: AccessDecision
    /// Nil where nobody is let in who would not have to type a PIN.
    public var audit: AuditEvent?
}

extension LedgerRows {
    /// Lets in who needs no PIN, unless the source is locked. The audit has that as one of many, so that it is not written here.
    public mutating func access(_ subject: AuditSubject, isTrusted: Bool, by rules: AccessRules) -> AccessRuling {
        bringUpToDate(by: rules)
        let decision = AccessDecision(
            settings: mailbox?.settings, attempts: attempts, by: rules, isTrusted: isTrusted, now: time.now)
        let isWordNeeded = !rules.pinless.grants(isTrusted: false)
        switch decision {
        case .granted:
            if let end = sourceLock(of: subject.source, by: rules) {
                return AccessRuling(
                    decision: .sourceLocked(until: end),
                    audit: event(about: subject, .access, .locked, .sourceLocked))
            }
            let reason: AuditEvent.Reason = isWordNeeded ? .deviceTrusted : .pinNotRequired
            return AccessRuling(decision: decision, audit: event(about: subject, .access, .granted, reason))
        // Who would have been let in on a word that was not given, or does not count.
        case .pinRequired where mailbox?.settings.requiresPIN == false && isWordNeeded && !isTrusted:
            return AccessRuling(decision: decision, audit: event(about: subject, .access, .denied, .deviceNotTrusted))
        case .pinRequired, .locked, .sourceLocked: return AccessRuling(decision: decision)
        }
    }
}
