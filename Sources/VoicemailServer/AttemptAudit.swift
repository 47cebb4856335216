import VoicemailModel
import Wire

/// What the audit says of an attempt besides how it ends.
enum AttemptAudit: Sendable {
    case verify
    /// A right old PIN is let down when the new one breaks a rule.
    case change(PINPolicyViolation?)

    var kind: AuditEvent.Kind {
        switch self {
        case .verify: .verify
        case .change: .change
        }
    }

    /// The outcome and the reason when the PIN is right.
    var whenMatched: (AuditEvent.Outcome, AuditEvent.Reason) {
        switch self {
        case .verify, .change(nil): (.granted, .pinVerified)
        case .change(let violation?): (.refused, .policy(rule: violation.rule.rawValue))
        }
    }
}

extension AuditDetail {
    /// Where an admin's new PIN comes from; nothing of the PIN.
    init(_ pin: NewPIN) {
        self =
            switch pin {
            case .none: .word("pin", "none")
            case .generate: .word("pin", "generated")
            case .chosen: .word("pin", "chosen")
            case .encoded: .encodedHash
            }
    }
}
