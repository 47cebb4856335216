import Access
import Logging
import VoicemailModel
import Wire

/// How an operation ends: what it comes to is committed, and only when that is on disk does memory change and the answer leave.
extension Gatekeeper {
    /// Commits what the ledger has decided for the operation `id`.
    func commit(_ id: OperationID, _ record: AttemptRecord, on entry: MailboxEntry) {
        switch entry.operations[id] {
        case .attempt(let attempt): commit(attempt, record, on: entry)
        case .administration(let administration): commit(administration, id, record, on: entry)
        case nil: entry.ledger.commitFailed()
        }
    }

    private func commit(_ attempt: Attempt, _ record: AttemptRecord, on entry: MailboxEntry) {
        // Half of the moment that the answer has beyond its time: what begins then is done when somebody else would answer.
        let moment = Duration.milliseconds(Limits.answerGraceMilliseconds / 2)
        var change = MailboxChange(id: entry.id, attempts: record, deadline: attempt.deadline.advanced(by: moment))
        if let source = attempt.source {
            if attempt.ending != .mismatched { source.ledger.release() }
            change.source = source.makeChange(with: entry.id)
            drive(source)
        }
        if case .matched(let replacesPIN)? = attempt.ending,
            let mailbox = mailbox(entry.mailbox, of: entry.id, after: attempt, replacesPIN: replacesPIN)
        {
            change.existence = .put(mailbox)
        }
        change.audit = auditEvents(of: attempt, on: entry)
        commit(change, attempt.id)
    }

    /// Commits what settles the operation `id`, and comes back when it is on disk.
    func commit(_ change: MailboxChange, _ id: OperationID) {
        let change = sealed(change)
        store.commit(change) { result in
            self.onLoop { $0.settled(change, id, result) }
        }
    }

    private func settled(_ change: MailboxChange, _ id: OperationID, _ result: Result<Void, StoreError>) {
        guard let entry = mailboxes[change.id], let operation = entry.operations.removeValue(forKey: id) else { return }
        note(result, showsThatWritesSucceed: change.writesRow)
        var verdict: AttemptLedger.Verdict?
        switch result {
        case .success:
            verdict = entry.ledger.committed()
            let cost = entry.mailbox?.pin?.cost
            switch change.existence {
            case .put(let mailbox): entry.mailbox = mailbox
            case .remove: entry.mailbox = nil
            case .unchanged: break
            }
            decoyCosts.replace(cost, with: entry.mailbox?.pin?.cost)
            if operation.mayChangeAnswers || entry.ledger.lockInForce(now: clock.now) != nil {
                keptAnswers.forget(entry.id)
            }
        case .failure(let error):
            entry.ledger.commitFailed()
            logger.debug(
                "a change could not be committed", metadata: operation.origin.metadata(["error": "\(error)"]))
        }
        switch operation {
        case .attempt(let attempt): settle(attempt, on: entry, verdict)
        case .administration(let administration): administration.resume(verdict == nil ? .unavailable : .done)
        }
        drive(entry)
    }

    func note(_ result: Result<Void, StoreError>, showsThatWritesSucceed: Bool) {
        switch storeHealth.commitEnded(result, showsThatWritesSucceed: showsThatWritesSucceed) {
        case .fails(let error):
            logger.error("the database cannot be written", metadata: ["error": "\(error)"])
        case .recovered: logger.notice("the database can be written again")
        case nil: break
        }
    }

    /// `verdict` nil: nothing was committed.
    private func settle(_ attempt: Attempt, on entry: MailboxEntry, _ verdict: AttemptLedger.Verdict?) {
        if attempt.ending == .mismatched, let source = attempt.source {
            if verdict == nil {
                source.ledger.release()
            } else if source.ledger.fail() {
                logLockout(of: source, attempt)
            }
            drive(source)
        }
        switch verdict {
        case .matched: tell(attempt.violation.map { .refused($0) } ?? matched(attempt, on: entry), of: attempt)
        case .denied(let attemptsLeft):
            noteExpiredPIN(attempt, on: entry)
            tell(.denied(attemptsLeft: attemptsLeft), of: attempt)
        case .lockedNow(let lock):
            noteExpiredPIN(attempt, on: entry)
            logLockout(of: entry, attempt, lock)
            tell(.locked(lock), of: attempt)
        case .released: tell(attempt.ending == .unavailable ? .unavailable : .busy, of: attempt)
        case .administered, nil: tell(.unavailable, of: attempt)
        }
    }

    private func matched(_ attempt: Attempt, on entry: MailboxEntry) -> AttemptResult {
        let mustChange = mustChange(entry.mailbox?.pin, of: entry.id, typed: attempt.request.candidate)
        return .matched(entry.mailbox, mustChange: mustChange)
    }

    /// Who was locked out, and why: the one line that an operator looks for when a caller complains.
    private func logLockout(of entry: MailboxEntry, _ attempt: Attempt, _ lock: AttemptRecord.Lock) {
        metrics.lockoutBegan(.mailbox)
        var metadata = attempt.origin.metadata([
            "mailbox": "\(entry.id)", "failures": "\(entry.ledger.record.failures)",
            "known": "\(entry.mailbox != nil)", "retry_after_s": "\(retryAfter(lock))",
        ])
        metadata["source"] = attempt.source.map { "\($0.source)" }
        logger.notice("mailbox locked", metadata: metadata)
    }

    private func logLockout(of entry: SourceEntry, _ attempt: Attempt) {
        metrics.lockoutBegan(.source)
        recordLockout(of: entry, attempt)
        let metadata = attempt.origin.metadata([
            "source": "\(entry.source)", "failures": "\(rules.sourceLimit.maxFailures)",
        ])
        logger.notice("source locked", metadata: metadata)
    }
}
