import Gatekeeping
import VoicemailModel
import Wire

/// What the core says, as the line protocol has it.
extension Reply {
    init(_ refusal: Refusal) {
        self = .failure(ReplyError(refusal))
    }

    init(_ result: Result<VerifyOutcome, Refusal>, of mailbox: MailboxID) {
        self =
            switch result {
            case .success(.granted(let reason, let language, let mustChange)):
                .granted(mailbox, reason, language: language, mustChange: mustChange)
            case .success(.denied(let attemptsLeft, let language)):
                .denied(mailbox, attemptsLeft: attemptsLeft, language: language)
            case .success(.locked(let scope, let retryAfter, let language)):
                .locked(mailbox, scope, retryAfter, language: language)
            case .failure(let refusal): Reply(refusal)
            }
    }

    init(_ result: Result<ChangeOutcome, Refusal>, of mailbox: MailboxID) {
        self =
            switch result {
            case .success(.changed): .changed(mailbox)
            case .success(.denied(let attemptsLeft, let language)):
                .denied(mailbox, attemptsLeft: attemptsLeft, language: language)
            case .success(.locked(let scope, let retryAfter, let language)):
                .locked(mailbox, scope, retryAfter, language: language)
            case .failure(let refusal): Reply(refusal)
            }
    }

    init(_ result: Result<AccessOutcome, Refusal>, of mailbox: MailboxID) {
        self =
            switch result {
            case .success(.granted(let language)):
                .granted(mailbox, .pinNotRequired, language: language, mustChange: false)
            case .success(.pinRequired(let attemptsLeft, let language)):
                .pinRequired(mailbox, attemptsLeft: attemptsLeft, language: language)
            case .success(.locked(let scope, let retryAfter, let language)):
                .locked(mailbox, scope, retryAfter, language: language)
            case .failure(let refusal): Reply(refusal)
            }
    }

    init(_ moment: SpokenMoment) {
        self =
            switch moment {
            case .silent(let language): .silent(language: language)
            case .announced(let spoken): .announcement(spoken)
            }
    }

    /// Nil where PINs are not sealed.
    init(_ status: KeyStatus?) {
        guard let status else {
            self = .key([("sealed", "false")])
            return
        }
        var entries = [("sealed", "true")]
        if let isRotated = status.isRotated { entries.append(("rotated", "\(isRotated)")) }
        self = .key(
            entries + [
                ("active", status.activeKey),
                ("keys", status.keys.map { "\($0.id):\($0.hashes)" }.joined(separator: ",")),
                ("plain", "\(status.plain)"),
                ("failed", "\(status.failed)"),
                ("state", status.isSealing ? "sealing" : "idle"),
            ])
    }
}

extension ReplyError {
    init(_ refusal: Refusal) {
        self =
            switch refusal {
            case .notPermitted(let sentence): .notPermitted(sentence)
            case .notAuthenticated(let sentence): .notAuthenticated(sentence)
            case .noMailbox(let mailbox): .noMailbox(mailbox)
            case .exists(let mailbox): .exists(mailbox)
            case .badValue(let field, let sentence): .badValue(field: field, sentence)
            case .policy(let violation): .policy(violation)
            case .busy(let bound, let milliseconds): .busy(bound, retryAfterMilliseconds: milliseconds)
            case .tooManyFailures(let milliseconds): .tooManyFailures(retryAfterMilliseconds: milliseconds)
            case .unavailable: .unavailable
            case .auditFull: .auditFull
            }
    }
}
