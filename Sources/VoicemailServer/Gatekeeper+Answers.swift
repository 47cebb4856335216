import VoicemailModel
import Wire

/// Every request is answered once, and within `hash.deadline_ms` and a moment.
extension Gatekeeper {
    /// Begins to answer; `respond` is called once, on the event loop, and not before this returns.
    func begin(
        _ request: Request, from origin: RequestOrigin, respond: @escaping @Sendable (Reply) -> Void
    ) -> PendingAnswer {
        let answer = OwedAnswer(request.command, respond: respond)
        guard !request.takesTurns else { return .task(Task { await administerInTurn(request, answer, from: origin) }) }
        let origin = owe(answer, to: origin)
        if case .verify(let id, let candidate, let source) = request,
            let attempt = beginVerifying(id, candidate: candidate, source: source, from: origin, answer: answer)
        {
            return attempt
        }
        return .task(Task { give(await self.answer(request, from: origin), answer, isGone: Task.isCancelled) })
    }

    /// An admin's request that hashes has its turn first. It waits at its connection for as long as others before it take, so
    /// that its time begins with its turn.
    private func administerInTurn(_ request: Request, _ answer: OwedAnswer, from origin: RequestOrigin) async {
        if !administrationTurns.enterNow(atOnce: administrationsAtOnce) {
            await withCheckedContinuation { administrationTurns.wait($0, in: origin.connection) }
        }
        defer { administrationTurns.leave(atOnce: administrationsAtOnce) }
        let origin = owe(answer, to: origin)
        let reply: Reply = Task.isCancelled ? busy() : await self.answer(request, from: origin)
        give(reply, answer, isGone: Task.isCancelled)
    }

    /// As many as keep the hashing threads busy while others wait for their commit, if that can be done in time; and no more than
    /// half of the queue.
    private var administrationsAtOnce: Int {
        let status = hasher.status
        let besides = max(1, Int(Self.commitTime / status.meanHashTime))
        let inTime = Int(rules.deadline / 4 / status.meanHashTime)
        let forEachWorker = max(1, min(1 + besides, inTime))
        return max(1, min(forEachWorker * status.workers, status.queueCapacity / 2, Limits.administrationsAtOnce))
    }

    func give(_ reply: Reply, _ answer: OwedAnswer, isGone: Bool) {
        let command = answer.command
        if answer.give(reply) { metrics.answered(command, with: reply, isGone: isGone) }
    }

    // MARK: In time

    /// The origin with the time at which the answer is due from now on; some time later somebody is told in any case.
    private func owe(_ answer: OwedAnswer, to origin: RequestOrigin) -> RequestOrigin {
        let isFirst = owedAnswers.isEmpty
        var origin = origin
        let due = ContinuousClock.now.advanced(by: rules.deadline)
        origin.due = due
        owedAnswers.add(answer, due: due + Self.grace)
        if isFirst { lookForOverdueAnswers() }
        return origin
    }

    /// Looks several times a second, as long as an answer is owed: a timer for each would cost more than the answer.
    private func lookForOverdueAnswers() {
        _ = schedule(at: .now.advanced(by: Self.lookInterval)) { gatekeeper in
            for answer in gatekeeper.owedAnswers.takeOverdue(at: .now) {
                gatekeeper.give(.failure(.unavailable), answer, isGone: false)
            }
            if !gatekeeper.owedAnswers.isEmpty { gatekeeper.lookForOverdueAnswers() }
        }
    }

    /// Time that a commit takes at most, usually: it gathers for some milliseconds, and waits for the disk.
    private static let commitTime = Duration.milliseconds(20)
    private static let grace = Duration.milliseconds(Limits.answerGraceMilliseconds)
    private static let lookInterval = Duration.milliseconds(50)

    /// When what is made for a request must have begun to be written: no later than its client is told that it was not.
    func commitDeadline(of origin: RequestOrigin?) -> ContinuousClock.Instant {
        origin?.due ?? .now.advanced(by: rules.deadline)
    }

    /// When the hashes of an attempt have ended at the latest.
    func hashDeadline(of origin: RequestOrigin) -> ContinuousClock.Instant {
        commitDeadline(of: origin).advanced(by: rules.hashDeadline - rules.deadline)
    }
}

extension Request {
    /// Whether an admin's request is hashed: many of those at once would fill the queue.
    fileprivate var takesTurns: Bool {
        switch self {
        case .add(_, .generate, _, _), .add(_, .chosen, _, _), .reset: true
        default: false
        }
    }
}
