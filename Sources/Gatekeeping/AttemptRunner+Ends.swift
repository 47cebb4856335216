import Access
import Logging
import NIOCore
import VoicemailModel

/// What is left of attempts that have ended: reservations, and lines in the log.
extension AttemptRunner {
    /// Has its reservation taken back when the store can be written.
    func leaveBehind(_ attempt: Attempt) {
        attempt.entry.leftBehind.insert(id(of: attempt))
        leftBehind.insert(attempt.entry.id)
        takeBackSoon()
    }

    /// Takes back now what could not be taken back before; returns when the store has said for each whether it could.
    func takeBack() async {
        for id in leftBehind.sorted() {
            await withCheckedContinuation { continuation in
                let deadline = parts.clock.instant.advanced(by: parts.rules.deadline)
                ledger.transact(id, TransactionTerms(by: deadline, isOwed: true)) { _ in
                } completion: { _ in
                    continuation.resume()
                }
            }
            if mailboxes.peek(id)?.leftBehind.isEmpty ?? true { leftBehind.remove(id) }
        }
    }

    /// Takes back what could not be taken back before, as long as there is any.
    private func takeBackSoon() {
        guard !isTakingBack, !leftBehind.isEmpty else { return }
        isTakingBack = true
        loop.schedule(at: parts.clock.instant.advanced(by: Self.takingBackInterval), by: parts.clock) {
            self.isTakingBack = false
            for id in self.leftBehind.sorted() {
                guard let entry = self.mailboxes.peek(id), !entry.leftBehind.isEmpty else {
                    self.leftBehind.remove(id)
                    continue
                }
                let deadline = self.parts.clock.instant.advanced(by: self.parts.rules.deadline)
                self.ledger.transact(entry.id, TransactionTerms(by: deadline, isOwed: true)) { _ in
                } completion: { _ in
                }
            }
            self.takeBackSoon()
        }
    }

    private static let takingBackInterval = Duration.seconds(1)

    /// Who was locked out, and why: the lines that an operator looks for when a caller complains.
    func log(_ decision: SettleDecision, _ finding: AttemptFinding, _ attempt: Attempt) {
        let (entry, caller) = (attempt.entry, attempt.request.caller)
        if finding == .mismatched(hadExpiredPIN: true) {
            parts.metrics.resetPINHadExpired()
            parts.logger.notice(
                "denied: the mailbox's PIN is that of a reset which has expired; reset it again",
                metadata: caller.metadata(["mailbox": "\(entry.id)", "valid_h": "\(rules.ages.resetHours)"]))
        }
        if case .locked(let lock, _) = decision {
            parts.metrics.lockoutBegan(.mailbox)
            var metadata = caller.metadata([
                // What stands in the place of an unknown one may be a PIN. Connection and request lead to its row in the audit.
                "mailbox": "\(entry.mailbox == nil ? AuditRow.unknown : entry.id.description)",
                "failures": "\(entry.attempts.failures)", "known": "\(entry.mailbox != nil)",
                "retry_after_s": "\(RetryAfter(lock, now: now))",
            ])
            metadata["source"] = attempt.request.source?.metadata
            parts.logger.notice("mailbox locked", metadata: metadata)
        }
        if decision.locksSource, let source = attempt.request.source {
            parts.metrics.lockoutBegan(.source)
            parts.logger.notice(
                "source locked",
                metadata: caller.metadata([
                    "source": source.metadata, "failures": "\(rules.sourceLimit.maxFailures)",
                ]))
        }
    }
}

extension SettleDecision {
    fileprivate var locksSource: Bool {
        switch self {
        case .denied(_, let locksSource), .locked(_, let locksSource): locksSource
        case .matched, .refused, .hashAgain, .gone: false
        }
    }
}
