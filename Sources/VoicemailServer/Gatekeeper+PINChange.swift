import Access
import Logging
import VoicemailModel

/// What a PIN's age and its forerunners have to say in an attempt.
extension Gatekeeper {
    /// The next hash of an attempt.
    func nextWork(of attempt: Attempt, on entry: MailboxEntry) -> HashingWork {
        switch (attempt.stage, attempt.replacement) {
        case (.comparing, let replacement):
            let earlier = attempt.earlierHashes.first.map { storedEarlierHash($0, of: entry.id) }
            return .verify(candidate: replacement?.secret, encodedHash: earlier, replacement: nil)
        case (.hashing, let replacement?):
            return .hash(replacement)
        case (.verifying, _), (.hashing, nil):
            return firstWork(of: attempt, on: entry)
        }
    }

    /// Whatever is decided here about the PIN in force is decided anew when that is replaced meanwhile.
    private func firstWork(of attempt: Attempt, on entry: MailboxEntry) -> HashingWork {
        let pin = entry.mailbox?.pin
        attempt.violation = attempt.policyViolation ?? violation(of: attempt, changing: pin)
        attempt.foundExpiredPIN = pin.map { rules.ages.hasExpired($0, now: clock.now) } ?? false
        let replacement = attempt.acceptedReplacement
        attempt.earlierHashes = replacement == nil ? [] : (pin?.earlierHashes ?? []).prefix(rules.rememberedPINs)
        return .verify(
            candidate: attempt.request.comparable,
            // An expired PIN counts as none: as at a mailbox without a PIN, something is hashed that nothing fits.
            encodedHash: attempt.foundExpiredPIN ? nil : storedHash(of: entry),
            decoyCost: pin?.cost ?? decoyCosts.cost(for: entry.id),
            // With earlier PINs to look at, the new one is hashed when it is known to be none of them.
            replacement: attempt.earlierHashes.isEmpty ? replacement : nil)
    }

    /// What speaks against a CHANGE, as far as that can be told without a hash.
    private func violation(of attempt: Attempt, changing pin: PINRecord?) -> PINPolicyViolation? {
        guard let replacement = attempt.replacement, let pin else { return nil }
        if rules.ages.isTooSoon(toChange: pin, now: clock.now) {
            return PINPolicyViolation(rule: .minimumAge)
        }
        // If the old PIN is right, it is the one in force.
        if rules.history > 0, replacement.secret.isEqual(to: attempt.request.candidate) {
            return PINPolicyViolation(rule: .history)
        }
        return nil
    }

    /// `mailbox` as it is after an attempt whose PIN was right; nil when nothing about it changes.
    func mailbox(_ mailbox: Mailbox?, of id: MailboxID, after attempt: Attempt, replacesPIN: Bool) -> Mailbox? {
        guard var mailbox, let newHash = attempt.newHash else { return nil }
        if replacesPIN {
            let chosen = PINRecord(encodedHash: newHash, mustChange: false, setAt: clock.now, origin: .chosen)
            mailbox.pin = following(mailbox.pin, by: chosen, of: id)
        } else {
            mailbox.pin?.rehash(as: newHash)
        }
        return mailbox
    }

    /// Says why an attempt was denied that may have had the PIN of a reset: the caller is not told.
    func noteExpiredPIN(_ attempt: Attempt, on entry: MailboxEntry) {
        guard attempt.foundExpiredPIN else { return }
        metrics.resetPINHadExpired()
        logger.notice(
            "denied: the mailbox's PIN is that of a reset which has expired; reset it again",
            metadata: attempt.origin.metadata(["mailbox": "\(entry.id)", "valid_h": "\(rules.ages.resetHours)"]))
    }

    /// Whether who knew the PIN must choose another: `pin` is of a reset or too old, or it came as a hash and is none that could
    /// be chosen here. Only the four rules that always apply count: by the others, PINs from before they were configured stay.
    func mustChange(_ pin: PINRecord?, of id: MailboxID, typed candidate: SecretBytes) -> Bool {
        guard let pin else { return false }
        return rules.ages.mustChange(pin, now: clock.now) || PINPolicy().violation(of: candidate, for: id) != nil
    }
}
