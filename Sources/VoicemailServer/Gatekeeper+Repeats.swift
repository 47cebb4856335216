import Access
import Logging
import VoicemailModel
import Wire

/// A request that a client library repeats by itself is not a second guess.
///
/// An attempt whose connection has ended before it was answered belongs to nobody. The same request of the same client on
/// another connection takes it over, while it runs and for ten seconds after, and nothing is hashed or counted again. That gives
/// nobody a guess more: it is the same PIN, and the answer to it. An unknown mailbox goes the same way.
extension Gatekeeper {
    /// Who `origin` is to whoever compares requests.
    func asker(of origin: RequestOrigin) -> String {
        guard !clients.isEmpty, let client = origin.client else { return origin.address }
        return "client \(client)"
    }

    /// Whether a request at this mailbox may be the repeat of another, as far as that can be told at a glance.
    func mayRepeat(on entry: MailboxEntry) -> Bool {
        !entry.operations.isEmpty || keptAnswers.hasAnswer(of: entry.id)
    }

    /// The answer to the attempt that `request` repeats; nil when it repeats none, and is to be tried.
    func repeated(_ request: AttemptRequest) async -> Reply? {
        // Whoever is gone already takes nothing away from the next.
        guard !Task.isCancelled else { return nil }
        if let answer = keptAnswers.take(request) {
            note(
                answer.result, digest: answer.digest, of: request.mailbox, on: [request.origin.connection],
                until: answer.expires)
            return await reply(to: answer.result, repeating: request)
        }
        guard let attempt = abandonedAttempt(repeatedBy: request) else { return nil }
        let (id, attemptID, mailbox) = (nextOperation(), attempt.id, request.mailbox)
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                attempt.adopters[id] = Attempt.Adopter(
                    connection: request.origin.connection, continuation: continuation)
            }
        } onCancel: {
            onLoop { $0.endAdoption(id, of: attemptID, on: mailbox) }
        }
        return await reply(to: result, repeating: request)
    }

    /// Who has taken an attempt over is gone as well.
    private func endAdoption(_ id: OperationID, of attempt: OperationID, on mailbox: MailboxID) {
        guard case .attempt(let attempt)? = mailboxes[mailbox]?.operations[attempt] else { return }
        attempt.adopters.removeValue(forKey: id)?.continuation.resume(returning: .busy)
    }

    private func reply(to result: AttemptResult, repeating request: AttemptRequest) async -> Reply {
        logger.debug(
            "an attempt was repeated after its connection had ended; it was counted once",
            metadata: request.origin.metadata(["mailbox": "\(request.mailbox)"]))
        guard let entry = try? await entry(for: request.mailbox, from: request.origin) else {
            return .failure(.unavailable)
        }
        return reply(to: result, of: request.kind, on: entry)
    }

    /// Each such attempt is compared with the requests of others until one is another: `KeptAnswers.take` says why.
    private func abandonedAttempt(repeatedBy request: AttemptRequest) -> Attempt? {
        guard let operations = mailboxes[request.mailbox]?.operations.values else { return nil }
        var found: Attempt?
        for case .attempt(let attempt) in operations
        where attempt.isAdoptable && attempt.origin.connection != request.origin.connection && isUnheard(attempt) {
            guard let mine = keptAnswers.digest(of: request), let its = keptAnswers.digest(of: attempt.request),
                mine.isEqual(to: its)
            else {
                attempt.isAdoptable = false
                continue
            }
            if attempt.isUnderWay { found = attempt }
        }
        return found
    }

    /// Whether nobody may be there to hear how an attempt ends.
    private func isUnheard(_ attempt: Attempt) -> Bool {
        attempt.isAbandoned || endedInputs.contains(attempt.origin.connection)
    }

    /// Tells of the result who waits for it, also those who have taken the attempt over; or keeps it for whoever comes.
    func tell(_ result: AttemptResult, of attempt: Attempt) {
        attempt.resume(result)
        let adopters = attempt.adopters
        attempt.adopters = [:]
        for adopter in adopters.values { adopter.continuation.resume(returning: result) }
        guard result.isFinal, attempt.isAdoptable, let digest = keptAnswers.digest(of: attempt.request) else { return }
        let own = attempt.isAbandoned ? [] : [attempt.origin.connection]
        note(
            result, digest: digest, of: attempt.request.mailbox,
            on: Set(adopters.values.map(\.connection)).union(own),
            until: .now.advanced(by: .seconds(Limits.keptAnswerSeconds)))
    }

    /// Notes that the clients of `connections` are told; when none of them sends any more, or there are none, it is kept.
    private func note(
        _ result: AttemptResult, digest: SecretBytes, of mailbox: MailboxID, on connections: Set<UInt64>,
        until expires: ContinuousClock.Instant
    ) {
        let wasEmpty = keptAnswers.isEmpty
        let answer = KeptAnswers.Answer(digest: digest, result: result, connections: connections, expires: expires)
        let present = connections.subtracting(endedInputs)
        for connection in present { keptAnswers.give(answer, of: mailbox, on: connection, now: .now) }
        if present.isEmpty { keptAnswers.keep(answer, of: mailbox) }
        if wasEmpty { lookForExpiredAnswers() }
    }

    /// Looks every second, as long as there is something to forget.
    private func lookForExpiredAnswers() {
        _ = schedule(at: .now.advanced(by: .seconds(1))) { gatekeeper in
            gatekeeper.keptAnswers.forgetExpired(now: .now)
            if !gatekeeper.keptAnswers.isEmpty { gatekeeper.lookForExpiredAnswers() }
        }
    }

    // MARK: What connections tell

    /// The client of `connection` sends more, with nothing unanswered.
    func inputFollowed(on connection: UInt64) {
        keptAnswers.heard(on: connection)
    }

    /// The client of `connection` sends no more. It may have closed its side only, and wait for answers; or be gone.
    func inputEnded(of connection: UInt64) {
        endedInputs.insert(connection)
        keptAnswers.mayBeUnheard(on: connection, now: .now)
    }

    /// The connection has ended.
    ///
    /// - Parameter isBroken: whether it ended out of order, as it does when a client closes it with an answer unread.
    func connectionEnded(_ connection: UInt64, isBroken: Bool) {
        if isBroken { keptAnswers.mayBeUnheard(on: connection, now: .now) }
        // Until what was cancelled with it knows: an attempt that ends before then ends for nobody.
        endedInputs.insert(connection)
        onLoop { gatekeeper in
            gatekeeper.endedInputs.remove(connection)
            gatekeeper.keptAnswers.ended(connection)
        }
    }

    /// Whether it is of interest if the answers on `connection`, whose input has ended, arrive.
    func keepsAnswer(for connection: UInt64) -> Bool {
        keptAnswers.awaitsArrival(on: connection)
    }

    /// The answers on `connection` have arrived at the client's machine, where somebody took them.
    func answersArrived(on connection: UInt64) {
        keptAnswers.arrived(on: connection)
    }
}

extension AttemptResult {
    /// Whether it says something about the PIN, and was counted as such.
    fileprivate var isFinal: Bool {
        switch self {
        case .matched, .refused, .denied, .locked: true
        case .alreadyLocked, .busy, .unavailable: false
        }
    }
}
