import Access
import Logging
import NIOCore
import VoicemailModel
import Wire

/// VERIFY and CHANGE, from the request to its reply: an attempt is admitted by its source, then goes through the mailbox's ledger.
extension Gatekeeper {
    /// Begins a VERIFY of which everything is in memory, as nearly every one is; nil when it has to wait for something first, or
    /// when there is nothing to hash. Without a task: to resume one takes two changes of threads, on cores that hash.
    func beginVerifying(
        _ id: MailboxID, candidate: SecretBytes, source: Source?, from origin: RequestOrigin,
        answer: OwedAnswer
    ) -> PendingAnswer? {
        guard let entry = mailboxes[id], !needsNoPIN(entry), entry.ledger.lockInForce(now: clock.now) == nil else {
            return nil
        }
        guard !mayRepeat(on: entry) else { return nil }
        let sourceEntry = source.flatMap { sources[$0] }
        if source != nil {
            guard let sourceEntry, sourceEntry.ledger.admitNow(now: clock.now) else { return nil }
        }
        let request = AttemptRequest(
            kind: .verify, mailbox: id, candidate: candidate, source: source, origin: origin, asker: asker(of: origin))
        let attempt = Attempt(
            id: nextOperation(), request, source: sourceEntry, deadline: hashDeadline(of: origin))
        let owed = NIOLoopBound(answer, eventLoop: eventLoop)
        attempt.completion = { result in
            let isGone = attempt.isAbandoned
            if case .alreadyLocked = result {
                Task { self.give(await self.finalReply(to: result, of: attempt, on: entry), answer, isGone: isGone) }
            } else {
                let reply = self.reply(to: result, of: .verify, on: entry)
                // Never from within this call: whoever begins is not ready for an answer.
                self.onLoop { $0.give(reply, owed.value, isGone: isGone) }
            }
        }
        start(attempt, on: entry)
        return .attempt(attempt.id, on: id)
    }

    func verify(_ id: MailboxID, candidate: SecretBytes, source: Source?, from origin: RequestOrigin) async -> Reply {
        let request = AttemptRequest(
            kind: .verify, mailbox: id, candidate: candidate, source: source, origin: origin, asker: asker(of: origin))
        if let reply = await repeated(request) { return reply }
        guard let entry = try? await entry(for: id, from: origin) else { return .failure(.unavailable) }
        if needsNoPIN(entry) {
            return await grantWithoutPIN(entry, .verify, .pinNotRequired, source: source, from: origin)
        }
        return await attempt(request)
    }

    /// VERIFY brings nobody's word. Where that is needed, who types a PIN is let in by the PIN alone.
    private func needsNoPIN(_ entry: MailboxEntry) -> Bool {
        let mayBePinless = rules.pinless.grants(isTrusted: false)
        let decision = AccessDecision(
            settings: entry.mailbox?.settings, ledger: entry.ledger, now: clock.now, mayBePinless: mayBePinless)
        return decision == .granted
    }

    func change(_ id: MailboxID, old: SecretBytes, new: SecretBytes, source: Source?, from origin: RequestOrigin) async
        -> Reply
    {
        let request = AttemptRequest(
            kind: .change, mailbox: id, candidate: old, replacement: new, source: source, origin: origin,
            asker: asker(of: origin))
        if let reply = await repeated(request) { return reply }
        let violation = policy.violation(of: new, for: id)
        return await attempt(request, replacement: violation == nil ? PIN(new) : nil, violation: violation)
    }

    private func attempt(
        _ request: AttemptRequest, replacement: PIN? = nil, violation: PINPolicyViolation? = nil
    ) async -> Reply {
        let (id, origin) = (request.mailbox, request.origin)
        let deadline = hashDeadline(of: origin)
        var sourceEntry: SourceEntry?
        if let source = request.source {
            switch await admission(of: source, deadline: deadline, from: origin) {
            case .success(.admitted(let entry)): sourceEntry = entry
            case .success(.refused(let end)):
                guard await recordRefusal(of: .source(source), id, source, request.kind, from: origin) else {
                    return .failure(.unavailable)
                }
                let language = speech.language(for: mailboxes[id]?.mailbox?.settings)
                return .locked(id, .source, retryAfter(end), language: language)
            case .success(.expired): return busy()
            case .failure: return .failure(.unavailable)
            }
        }
        guard let entry = try? await entry(for: id, from: origin) else {
            releaseSource(sourceEntry)
            return .failure(.unavailable)
        }
        let attempt = Attempt(
            id: nextOperation(), request, replacement: replacement, policyViolation: violation, source: sourceEntry,
            deadline: deadline)
        let result = await run(attempt, on: entry)
        return await finalReply(to: result, of: attempt, on: entry)
    }

    /// Takes an attempt through the mailbox's ledger. Cancelling the task takes it back if its hash has not begun.
    private func run(_ attempt: Attempt, on entry: MailboxEntry) async -> AttemptResult {
        let (mailbox, id) = (entry.id, attempt.id)
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                attempt.completion = { continuation.resume(returning: $0) }
                start(attempt, on: entry)
            }
        } onCancel: {
            onLoop { $0.abandon(id, on: mailbox) }
        }
    }

    /// The reply, once the audit has what it does not know yet.
    private func finalReply(to result: AttemptResult, of attempt: Attempt, on entry: MailboxEntry) async -> Reply {
        let reply = reply(to: result, of: attempt.audit, on: entry)
        guard case .alreadyLocked = result else { return reply }
        let isRecorded = await recordRefusal(
            of: .mailbox(entry.id), entry.id, attempt.source?.source, attempt.audit, from: attempt.origin)
        return isRecorded ? reply : .failure(.unavailable)
    }

    func reply(to result: AttemptResult, of kind: AuditEvent.Kind, on entry: MailboxEntry) -> Reply {
        let id = entry.id
        switch result {
        case .matched(let mailbox, let mustChange):
            if kind == .change { return .changed(id) }
            return .granted(
                id, .pinVerified, language: speech.language(for: mailbox?.settings), mustChange: mustChange)
        // Only who knew the old PIN is told what is wrong with the new one.
        case .refused(let violation): return .failure(.policy(violation))
        case .denied(let attemptsLeft):
            return .denied(id, attemptsLeft: attemptsLeft, language: voice(of: entry).language)
        case .locked(let lock), .alreadyLocked(let lock): return locked(id, lock, language: voice(of: entry).language)
        case .busy: return busy()
        case .unavailable: return .failure(.unavailable)
        }
    }

    func busy() -> Reply {
        .failure(.busy(retryAfterMilliseconds: hasher.retryAfterMilliseconds))
    }
}
