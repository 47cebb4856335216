import Access
import Logging
import NIOCore
import VoicemailModel
import Wire

/// What is kept of grants, refusals and changes, so that no answer leaves before its row is on disk.
///
/// Attempts and admins' changes bring their rows along in their own commit. What commits nothing by itself, such as letting in
/// who needs no PIN, commits its row here.
extension Gatekeeper {
    func auditEvent(
        _ kind: AuditEvent.Kind, _ outcome: AuditEvent.Outcome, _ reason: AuditEvent.Reason? = nil,
        mailbox: MailboxID? = nil, source: Source? = nil, from origin: RequestOrigin?, details: [AuditDetail] = []
    ) -> AuditEvent {
        AuditEvent(
            time: clock.calendarNow, kind: kind, outcome: outcome, reason: reason, mailbox: mailbox, source: source,
            client: origin?.client, connection: origin?.connection, request: origin?.request, details: details)
    }

    /// Writes `event`; false when that failed, and then nobody is to be answered as it says.
    func record(_ event: AuditEvent, for origin: RequestOrigin? = nil) async -> Bool {
        let deadline = commitDeadline(of: origin)
        let result = await withCheckedContinuation { continuation in
            store.record([event], by: deadline) { result in
                self.onLoop { gatekeeper in
                    gatekeeper.note(result, showsThatWritesSucceed: true)
                    continuation.resume(returning: result)
                }
            }
        }
        return (try? result.get()) != nil
    }

    /// Lets in who needs no PIN.
    func grantWithoutPIN(
        _ entry: MailboxEntry, _ kind: AuditEvent.Kind, _ reason: AuditEvent.Reason, source: Source?,
        from origin: RequestOrigin
    ) async -> Reply {
        let language = voice(of: entry).language
        let id = entry.id
        guard
            await record(
                auditEvent(kind, .granted, reason, mailbox: id, source: source, from: origin), for: origin)
        else { return .failure(.unavailable) }
        return .granted(id, .pinNotRequired, language: language, mustChange: false)
    }

    /// What the commit that settles `attempt` brings along.
    func auditEvents(of attempt: Attempt, on entry: MailboxEntry) -> [AuditEvent] {
        func event(
            _ kind: AuditEvent.Kind, _ outcome: AuditEvent.Outcome, _ reason: AuditEvent.Reason,
            _ details: [AuditDetail] = []
        ) -> AuditEvent {
            auditEvent(
                kind, outcome, reason, mailbox: entry.id, source: attempt.source?.source, from: attempt.origin,
                details: details)
        }
        let kind = attempt.audit
        switch entry.ledger.settlingVerdict {
        case .matched:
            if let violation = attempt.violation {
                return [event(kind, .refused, .policy(rule: violation.rule.rawValue))]
            }
            let isTold =
                kind == .verify
                && mustChange(entry.mailbox?.pin, of: entry.id, typed: attempt.request.candidate)
            return [event(kind, .granted, .pinVerified, isTold ? [.word("must_change", "true")] : [])]
        case .denied(let attemptsLeft):
            return [event(kind, .denied, whyMismatched(attempt, entry), [.number("attempts_left", attemptsLeft)])]
        case .lockedNow(let lock):
            let retry: AuditDetail =
                switch retryAfter(lock) {
                case .seconds(let seconds): .number("retry_after_s", seconds)
                case .never: .word("retry_after_s", "never")
                }
            return [
                event(kind, .locked, whyMismatched(attempt, entry)),
                event(.lockout, .locked, .mailboxLocked, [retry]),
            ]
        case .released, .administered, nil: return []
        }
    }

    /// Told to nobody who calls: a caller cannot tell these apart.
    private func whyMismatched(_ attempt: Attempt, _ entry: MailboxEntry) -> AuditEvent.Reason {
        if attempt.foundExpiredPIN { return .pinExpired }
        guard let mailbox = entry.mailbox else { return .unknownMailbox }
        return mailbox.pin == nil ? .noPINSet : .wrongPIN
    }

    /// A source has reached its limit. Rows are written in order, so that no refusal of it is on disk before this.
    func recordLockout(of entry: SourceEntry, _ attempt: Attempt) {
        let event = auditEvent(
            .lockout, .locked, .sourceLocked, source: entry.source, from: attempt.origin,
            details: [.number("failures", rules.sourceLimit.maxFailures)])
        store.record([event], by: commitDeadline(of: nil)) { result in
            self.onLoop { $0.note(result, showsThatWritesSucceed: true) }
        }
    }

    // MARK: Tries at what is locked

    /// Records that a try was refused as `subject` is locked; false when that could not be written.
    func recordRefusal(
        of subject: RefusalTally.Subject, _ mailbox: MailboxID, _ source: Source?, _ kind: AuditEvent.Kind,
        from origin: RequestOrigin
    ) async -> Bool {
        let reason: AuditEvent.Reason =
            switch subject {
            case .source: .sourceLocked
            case .mailbox, .others: .mailboxLocked
            }
        let event = auditEvent(kind, .locked, reason, mailbox: mailbox, source: source, from: origin)
        switch refusals.refuse(subject, event, now: clock.now) {
        // What is counted is written within a second, unless commits are known to fail.
        case .answer: return !storeHealth.isFailing
        case .wait(let subject):
            return await withCheckedContinuation { refusalsWaiting[subject, default: []].append($0) }
        case .write(let subject, let event):
            let isOnDisk = await record(event, for: origin)
            refusals.written(subject, isOnDisk: isOnDisk, now: clock.now)
            for waiting in refusalsWaiting.removeValue(forKey: subject) ?? [] { waiting.resume(returning: isOnDisk) }
            lookForDueRefusals()
            return isOnDisk
        }
    }

    /// Looks every second, as long as there is something to look at.
    private func lookForDueRefusals() {
        guard !refusalsAreDue, !refusals.isEmpty else { return }
        refusalsAreDue = true
        _ = schedule(at: .now.advanced(by: .milliseconds(RefusalTally.interval))) { gatekeeper in
            gatekeeper.refusalsAreDue = false
            gatekeeper.recordDueRefusals(now: gatekeeper.clock.now)
            gatekeeper.lookForDueRefusals()
        }
    }

    private func recordDueRefusals(now: UnixTime) {
        let rows = refusals.due(now: now)
        guard !rows.isEmpty else { return }
        store.record(rows.map(\.event), by: commitDeadline(of: nil)) { result in
            self.onLoop { gatekeeper in
                gatekeeper.note(result, showsThatWritesSucceed: true)
                guard (try? result.get()) == nil else { return }
                for row in rows { gatekeeper.refusals.returned(row.subject, row.event, now: gatekeeper.clock.now) }
                gatekeeper.lookForDueRefusals()
            }
        }
    }

    // MARK: The server itself

    /// Records that the server is about to serve, and what it found wrong with the audit.
    func recordStart() async {
        if let auditObjection {
            logger.error(
                "the audit was altered while no server ran: `vmgate audit verify` names the row",
                metadata: ["what": "\(auditObjection)"])
            _ = await record(auditEvent(.auditDamaged, .refused, from: nil))
        }
        let details: [AuditDetail] = [.name("version", version)]
        guard await record(auditEvent(.serverStarted, .done, from: nil, details: details)) else {
            return logger.error("the start could not be recorded in the audit")
        }
        await recordKeys()
    }

    /// Writes what is still counted, and that the server has stopped.
    public func recordStop() async {
        recordDueRefusals(now: UnixTime(milliseconds: .max))
        _ = await record(auditEvent(.serverStopped, .done, from: nil))
    }

    // MARK: Reading

    func audit(_ query: AuditQuery, from origin: RequestOrigin) async -> Reply {
        let result = await withCheckedContinuation { continuation in
            store.audit(query) { continuation.resume(returning: $0) }
        }
        switch result {
        case .success(let page): return .audit(page)
        case .failure(let error):
            logger.error("the audit could not be read", metadata: origin.metadata(["error": "\(error)"]))
            return .failure(.unavailable)
        }
    }
}
