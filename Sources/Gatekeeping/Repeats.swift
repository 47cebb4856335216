import Access
import Logging
import NIOCore
import VoicemailModel

/// A request that a client library repeats by itself is not a second guess.
///
/// An attempt whose connection has ended before it was answered belongs to nobody. The same request of the same client on
/// another connection takes it over, while it runs and for ten seconds after, and nothing is hashed or counted again. That gives
/// nobody a guess more: it is the same PIN, and the answer to it. An unknown mailbox goes the same way.
final class Repeats {
    private let loop: any EventLoop
    private let clock: any ServerClock
    private let logger: Logger
    private let mailboxes: MailboxDirectory
    /// Whether answers are kept: not where another node may change the mailbox meanwhile, so that they need not hold any longer.
    private let keepsAnswers: Bool
    private var kept = KeptAnswers()
    /// The connections whose clients send no more.
    private var endedInputs: Set<UInt64> = []
    /// Which attempt a repeat waits for, by the repeat's number.
    private var adoptions: [UInt64: Attempt] = [:]

    init(
        loop: any EventLoop, clock: any ServerClock, logger: Logger, mailboxes: MailboxDirectory, keepsAnswers: Bool
    ) {
        self.loop = loop
        self.clock = clock
        self.logger = logger
        self.mailboxes = mailboxes
        self.keepsAnswers = keepsAnswers
    }

    private var now: ContinuousClock.Instant { clock.instant }

    // MARK: Taking over

    /// Whether `request` repeats another: then `completion` is told how that one ends, or has ended. Otherwise it is to be tried.
    func takeOver(_ request: AttemptRequest, as number: UInt64, _ completion: @escaping Attempt.Completion) -> Bool {
        if let answer = kept.take(request) {
            note(
                answer.result, digest: answer.digest, of: request.mailbox, on: [request.caller.connection],
                until: answer.expires)
            log(request)
            // Never from within the call: whoever begins is not ready for an answer.
            loop.receiver { (result: AttemptResult) in completion(result, false) }(answer.result)
            return true
        }
        guard let attempt = abandonedAttempt(repeatedBy: request) else { return false }
        attempt.adopters[number] = (request.caller.connection, completion)
        adoptions[number] = attempt
        log(request)
        return true
    }

    /// Who has taken an attempt over is gone as well.
    func endAdoption(_ number: UInt64) {
        guard let attempt = adoptions.removeValue(forKey: number) else { return }
        attempt.adopters.removeValue(forKey: number)?.completion(.busy, true)
    }

    private func log(_ request: AttemptRequest) {
        logger.debug(
            "an attempt was repeated after its connection had ended; it was counted once",
            metadata: request.caller.metadata([:]))
    }

    /// Each such attempt is compared with the requests of others until one is another: `KeptAnswers.take` says why.
    private func abandonedAttempt(repeatedBy request: AttemptRequest) -> Attempt? {
        guard let underWay = mailboxes.peek(request.mailbox)?.underWay.values else { return nil }
        var found: Attempt?
        for attempt in underWay
        where attempt.isAdoptable && attempt.request.caller.connection != request.caller.connection
            && isUnheard(attempt)
        {
            guard let mine = kept.digest(of: request), let its = kept.digest(of: attempt.request),
                mine.isEqual(to: its)
            else {
                attempt.isAdoptable = false
                continue
            }
            // Of several, the first.
            if attempt.machine.mayCount, attempt.number < found?.number ?? .max { found = attempt }
        }
        return found
    }

    /// Whether nobody may be there to hear how an attempt ends.
    private func isUnheard(_ attempt: Attempt) -> Bool {
        attempt.isAbandoned || endedInputs.contains(attempt.request.caller.connection)
    }

    // MARK: Telling

    /// Tells of the result who waits for it, also those who have taken the attempt over; or keeps it for whoever comes.
    func tell(_ result: AttemptResult, of attempt: Attempt) {
        attempt.completion?(result, attempt.isAbandoned)
        attempt.completion = nil
        let adopters = attempt.adopters
        attempt.adopters = [:]
        for (number, adopter) in adopters.sorted(by: { $0.key < $1.key }) {
            adoptions[number] = nil
            adopter.completion(result, false)
        }
        guard result.isFinal, attempt.isAdoptable, let digest = kept.digest(of: attempt.request) else { return }
        let own = attempt.isAbandoned ? [] : [attempt.request.caller.connection]
        note(
            result, digest: digest, of: attempt.request.mailbox, on: Set(adopters.values.map(\.connection)).union(own),
            until: now.advanced(by: .seconds(Limits.keptAnswerSeconds)))
    }

    /// Notes that the clients of `connections` are told; when none of them sends any more, or there are none, it is kept.
    private func note(
        _ result: AttemptResult, digest: SecretBytes, of mailbox: MailboxID, on connections: Set<UInt64>,
        until expires: ContinuousClock.Instant
    ) {
        guard keepsAnswers else { return }
        let wasEmpty = kept.isEmpty
        let answer = KeptAnswers.Answer(digest: digest, result: result, connections: connections, expires: expires)
        let present = connections.subtracting(endedInputs)
        for connection in present { kept.give(answer, of: mailbox, on: connection, now: now) }
        if present.isEmpty { kept.keep(answer, of: mailbox) }
        if wasEmpty { lookForExpiredAnswers() }
    }

    /// Looks every second, as long as there is something to forget.
    private func lookForExpiredAnswers() {
        loop.schedule(at: now.advanced(by: .seconds(1)), by: clock) {
            self.kept.forgetExpired(now: self.now)
            if !self.kept.isEmpty { self.lookForExpiredAnswers() }
        }
    }

    /// The mailbox was changed or locked.
    func forget(_ mailbox: MailboxID) {
        kept.forget(mailbox)
    }

    // MARK: What connections tell

    /// The client of `connection` sends more, with nothing unanswered.
    func inputFollowed(on connection: UInt64) {
        kept.heard(on: connection)
    }

    /// The client of `connection` sends no more. It may have closed its side only, and wait for answers; or be gone.
    func inputEnded(of connection: UInt64) {
        endedInputs.insert(connection)
        kept.mayBeUnheard(on: connection, now: now)
    }

    /// The connection has ended.
    ///
    /// - Parameter isBroken: whether it ended out of order, as it does when a client closes it with an answer unread.
    func connectionEnded(_ connection: UInt64, isBroken: Bool) {
        if isBroken { kept.mayBeUnheard(on: connection, now: now) }
        // Until what was cancelled with it knows: an attempt that ends before then ends for nobody.
        endedInputs.insert(connection)
        loop.receiver { (connection: UInt64) in
            self.endedInputs.remove(connection)
            self.kept.ended(connection)
        }(connection)
    }

    /// Whether it is of interest if the answers on `connection`, whose input has ended, arrive.
    func keepsAnswer(for connection: UInt64) -> Bool {
        kept.awaitsArrival(on: connection)
    }

    /// The answers on `connection` have arrived at the client's machine, where somebody took them.
    func answersArrived(on connection: UInt64) {
        kept.arrived(on: connection)
    }
}
