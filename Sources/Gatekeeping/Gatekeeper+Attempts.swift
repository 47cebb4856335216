import Access
import NIOCore
public import VoicemailModel

/// A call that is being answered, to be taken back when nobody waits for it any more.
public struct PendingAttempt: Sendable {
    let number: UInt64
}

/// VERIFY and CHANGE.
extension Gatekeeper {
    public typealias VerifyCompletion = @Sendable (Result<VerifyOutcome, Refusal>) -> Void
    public typealias ChangeCompletion = @Sendable (Result<ChangeOutcome, Refusal>) -> Void

    /// Is `candidate` the PIN of the mailbox? A failure is counted.
    ///
    /// - Parameters:
    ///   - candidate: what was typed, be it a PIN or not; wiped with the attempt.
    ///   - completion: is called once, on the event loop, and not before this returns.
    public func verify(
        _ id: MailboxID, candidate: SecretBytes, source: Source?, from caller: Caller,
        completion: @escaping VerifyCompletion
    ) -> PendingAttempt {
        attempt(.verify, id, candidate, replacement: nil, source, caller) { end in
            completion(end.map(VerifyOutcome.init))
        }
    }

    /// The same for who can wait. Cancelling takes back what has not begun to be hashed.
    public func verify(
        _ id: MailboxID, candidate: SecretBytes, source: Source?, from caller: Caller
    ) async throws(Refusal) -> VerifyOutcome {
        try await attempt(.verify, id, candidate, replacement: nil, source, caller).map(VerifyOutcome.init).get()
    }

    /// The caller's own PIN change. A wrong old PIN is counted.
    ///
    /// - Parameter completion: is called once, on the event loop, and not before this returns.
    public func change(
        _ id: MailboxID, old: SecretBytes, new: SecretBytes, source: Source?, from caller: Caller,
        completion: @escaping ChangeCompletion
    ) -> PendingAttempt {
        attempt(.change, id, old, replacement: new, source, caller) { end in
            completion(end.map(ChangeOutcome.init))
        }
    }

    /// The same for who can wait. Cancelling takes back what has not begun to be hashed.
    public func change(
        _ id: MailboxID, old: SecretBytes, new: SecretBytes, source: Source?, from caller: Caller
    ) async throws(Refusal) -> ChangeOutcome {
        try await attempt(.change, id, old, replacement: new, source, caller).map(ChangeOutcome.init).get()
    }

    /// Nobody waits for `attempt` any more: what has not begun to be hashed is taken back.
    public func abandon(_ attempt: PendingAttempt) {
        runner.abandon(attempt.number)
    }

    // MARK: What connections tell

    /// The client of `connection` sends more, with nothing unanswered: what it was told has arrived.
    public func inputFollowed(on connection: UInt64) { repeats.inputFollowed(on: connection) }

    /// The client of `connection` sends no more. It may wait for answers, or be gone.
    public func inputEnded(of connection: UInt64) { repeats.inputEnded(of: connection) }

    /// The connection has ended; out of order when it `isBroken`, as when a client closes it with an answer unread.
    public func connectionEnded(_ connection: UInt64, isBroken: Bool) {
        repeats.connectionEnded(connection, isBroken: isBroken)
    }

    /// Whether it is of interest if the answers on `connection`, whose input has ended, arrive.
    public func keepsAnswer(for connection: UInt64) -> Bool { repeats.keepsAnswer(for: connection) }

    /// The answers on `connection` have arrived.
    public func answersArrived(on connection: UInt64) { repeats.answersArrived(on: connection) }

    // MARK: Steps

    private func attempt(
        _ kind: AuditEvent.Kind, _ id: MailboxID, _ candidate: SecretBytes, replacement: SecretBytes?,
        _ source: Source?, _ caller: Caller
    ) async -> Result<AttemptEnd, Refusal> {
        let number = runner.makeNumber()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                begin(number, kind, id, candidate, replacement, source, caller) {
                    continuation.resume(returning: $0)
                }
                // Whoever was gone before it began is told now.
                if Task.isCancelled { runner.abandon(number) }
            }
        } onCancel: {
            eventLoop.execute { self.assumeIsolated { $0.runner.abandon(number) } }
        }
    }

    private func attempt(
        _ kind: AuditEvent.Kind, _ id: MailboxID, _ candidate: SecretBytes, replacement: SecretBytes?,
        _ source: Source?, _ caller: Caller, completion: @escaping @Sendable (Result<AttemptEnd, Refusal>) -> Void
    ) -> PendingAttempt {
        let number = runner.makeNumber()
        begin(number, kind, id, candidate, replacement, source, caller, eventLoop.receiver(completion))
        return PendingAttempt(number: number)
    }

    private func begin(
        _ number: UInt64, _ kind: AuditEvent.Kind, _ id: MailboxID, _ candidate: SecretBytes,
        _ replacement: SecretBytes?, _ source: Source?, _ caller: Caller,
        _ completion: @escaping (Result<AttemptEnd, Refusal>) -> Void
    ) {
        let operation: Operation = kind == .change ? .change : .verify
        if let objection = caller.authorization.objection(to: operation) {
            return completion(.failure(.notPermitted(objection)))
        }
        let due = self.due
        let request = AttemptRequest(
            kind: kind, mailbox: caller.seen(id), candidate: candidate, replacement: replacement,
            source: caller.authorization.own(source), caller: caller, asker: parts.asker(of: caller), due: due)
        let answer = OwedAnswer<AttemptEnd> { [metrics = parts.metrics] result, isGone in
            metrics.attemptEnded(result.map(\.outcome), isGone: isGone)
            if case .failure(let refusal) = result { metrics.refused(refusal, isGone: isGone) }
            completion(self.explained(result))
            // Where its time was up, it goes on.
            self.runner.giveUp(number)
        }
        owe(answer, within: rules.deadline)
        runner.begin(request, as: number) { result, isGone in
            self.conclude(request, result) { answer.give($0, isGone: isGone) }
        }
    }

    /// What the caller is told, once the audit has what it does not know yet.
    private func conclude(
        _ request: AttemptRequest, _ result: AttemptResult, _ told: @escaping (Result<AttemptEnd, Refusal>) -> Void
    ) {
        let end = end(of: request, result)
        let isUnknown = mailboxes.kind(of: request.mailbox)?.settings == nil
        guard case .success = end,
            let event = result.event(about: request, isMailboxUnknown: isUnknown, at: clock.calendarNow)
        else { return told(end) }
        journal.tally(event, by: request.due) { told($0 ? end : .failure(.unavailable)) }
    }

    private func end(of request: AttemptRequest, _ result: AttemptResult) -> Result<AttemptEnd, Refusal> {
        let language = language(of: request.mailbox)
        return switch result {
        case .granted: .success(.granted(.pinNotRequired, language, mustChange: false))
        case .matched(let mustChange): .success(.granted(.pinVerified, language, mustChange: mustChange))
        // Only who knew the old PIN is told what is wrong with the new one.
        case .refused(let violation): .failure(.policy(violation))
        case .denied(let attemptsLeft): .success(.denied(attemptsLeft: attemptsLeft, language))
        case .locked(let lock), .alreadyLocked(let lock):
            .success(.locked(.mailbox, RetryAfter(lock, now: clock.now), language))
        case .sourceLocked(let moment): .success(.locked(.source, RetryAfter(until: moment, now: clock.now), language))
        case .busy: .failure(busy(.hashes))
        case .crowded(let bound): .failure(busy(bound))
        case .unavailable: .failure(.unavailable)
        }
    }

    private func busy(_ bound: WaitingBound) -> Refusal {
        .busy(bound, retryAfterMilliseconds: parts.hasher.retryAfterMilliseconds)
    }
}

extension AttemptResult {
    /// What the audit must have before it is told; nil where a transaction has brought that along, or nothing was decided.
    func event(about request: AttemptRequest, isMailboxUnknown: Bool, at time: UnixTime) -> AuditEvent? {
        var subject = request.caller.subject(request.mailbox, source: request.source)
        subject.isMailboxUnknown = isMailboxUnknown
        return switch self {
        case .granted: subject.event(request.kind, .granted, .pinNotRequired, at: time)
        case .alreadyLocked: subject.event(request.kind, .locked, .mailboxLocked, at: time)
        case .sourceLocked: subject.event(request.kind, .locked, .sourceLocked, at: time)
        case .matched, .refused, .denied, .locked, .busy, .crowded, .unavailable: nil
        }
    }
}

/// What VERIFY and CHANGE have in common.
private enum AttemptEnd: Sendable {
    case granted(GrantReason, LanguageTag, mustChange: Bool)
    case denied(attemptsLeft: Int, LanguageTag)
    case locked(LockScope, RetryAfter, LanguageTag)

    var outcome: GatekeepingMetrics.AttemptOutcome {
        switch self {
        case .granted: .granted
        case .denied: .denied
        case .locked: .locked
        }
    }
}

extension VerifyOutcome {
    fileprivate init(_ end: AttemptEnd) {
        self =
            switch end {
            case .granted(let reason, let language, let mustChange):
                .granted(reason, language: language, mustChange: mustChange)
            case .denied(let attemptsLeft, let language): .denied(attemptsLeft: attemptsLeft, language: language)
            case .locked(let scope, let retryAfter, let language): .locked(scope, retryAfter, language: language)
            }
    }
}

extension ChangeOutcome {
    fileprivate init(_ end: AttemptEnd) {
        self =
            switch end {
            case .granted: .changed
            case .denied(let attemptsLeft, let language): .denied(attemptsLeft: attemptsLeft, language: language)
            case .locked(let scope, let retryAfter, let language): .locked(scope, retryAfter, language: language)
            }
    }
}
