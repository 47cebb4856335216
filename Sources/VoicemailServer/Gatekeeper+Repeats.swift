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
    /// Whether `request` may be the repeat of another, as far as that can be told at a glance.
    func mayRepeat(on entry: MailboxEntry) -> Bool {
        !keptAnswers.isEmpty || !entry.operations.isEmpty
    }

    /// The answer to the attempt that `request` repeats; nil when it repeats none, and is to be tried.
    func repeated(_ request: AttemptRequest) async -> Reply? {
        if let result = keptAnswers.take(request) {
            note(result, of: request, id: nextOperation(), on: [request.origin.connection])
            return await reply(to: result, repeating: request)
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
        logger.info(
            "an attempt was repeated after its connection had ended; it was counted once",
            metadata: request.origin.metadata(["mailbox": "\(request.mailbox)"]))
        guard let entry = try? await entry(for: request.mailbox, from: request.origin) else {
            return .failure(.unavailable)
        }
        return reply(to: result, of: request.kind, on: entry)
    }

    private func abandonedAttempt(repeatedBy request: AttemptRequest) -> Attempt? {
        guard let operations = mailboxes[request.mailbox]?.operations.values else { return nil }
        for case .attempt(let attempt) in operations
        where isUnheard(attempt) && attempt.isUnderWay && request.isRepeated(by: attempt.request) {
            return attempt
        }
        return nil
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
        guard result.isFinal else { return }
        let own = attempt.isAbandoned ? [] : [attempt.origin.connection]
        note(result, of: attempt.request, id: attempt.id, on: Set(adopters.values.map(\.connection)).union(own))
    }

    /// Notes that the clients of `connections` are told; when none of them sends any more, or there are none, it is kept.
    private func note(
        _ result: AttemptResult, of request: AttemptRequest, id: OperationID, on connections: Set<UInt64>
    ) {
        let present = connections.subtracting(endedInputs)
        for connection in present { keptAnswers.give(result, of: request, id: id, on: connection) }
        if present.isEmpty, keptAnswers.keep(result, of: request, id: id, for: connections) {
            forgetInTime(id, of: request.mailbox)
        }
    }

    private func forgetInTime(_ id: OperationID, of mailbox: MailboxID) {
        _ = schedule(at: .now.advanced(by: .seconds(Limits.keptAnswerSeconds))) {
            $0.keptAnswers.forget(id, of: mailbox)
        }
    }

    // MARK: What connections tell

    /// The client of `connection` sends no more. It may have closed its side only, and wait for answers; or be gone.
    func inputEnded(of connection: UInt64) {
        endedInputs.insert(connection)
        keepAnswer(givenOn: connection)
    }

    /// The connection is no more.
    ///
    /// - Parameter isBroken: whether it ended out of order, as it does when a client closes it with an answer unread.
    func connectionEnded(_ connection: UInt64, isBroken: Bool) {
        endedInputs.remove(connection)
        if isBroken { keepAnswer(givenOn: connection) }
        keptAnswers.heard(on: connection)
    }

    private func keepAnswer(givenOn connection: UInt64) {
        if let (id, mailbox) = keptAnswers.mayBeUnheard(on: connection) { forgetInTime(id, of: mailbox) }
    }

    /// Whether it is of interest if the answers on `connection`, whose input has ended, arrive.
    func keepsAnswer(for connection: UInt64) -> Bool {
        keptAnswers.hasAnswer(for: connection)
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
