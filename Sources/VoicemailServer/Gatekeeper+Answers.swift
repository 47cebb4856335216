import VoicemailModel
import Wire

/// Every request is answered once, and within `hash.deadline_ms` and a moment.
extension Gatekeeper {
    /// Begins to answer; `respond` is called once, on the event loop, and not before this returns.
    func begin(
        _ request: Request, from origin: RequestOrigin, respond: @escaping @Sendable (Reply) -> Void
    ) -> PendingAnswer {
        keptAnswers.heard(on: origin.connection)
        let answer = OwedAnswer(request.command, respond: respond)
        guard !request.takesTurns else { return .task(Task { await administerInTurn(request, answer, from: origin) }) }
        owe(answer)
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
        await administrationTurn()
        defer { administrationTurns.leave() }
        owe(answer)
        let reply: Reply = Task.isCancelled ? busy() : await self.answer(request, from: origin)
        give(reply, answer, isGone: Task.isCancelled)
    }

    private func administrationTurn() async {
        let status = hasher.status
        // As many as are hashed in half of the time that each of them has, and fill half of the queue.
        let inTime = Int(rules.deadline / 2 / (status.meanHashTime / status.workers))
        let limit = max(1, min(inTime, status.queueCapacity / 2, Limits.administrationsAtOnce))
        guard !administrationTurns.enterNow(atOnce: limit) else { return }
        await withCheckedContinuation { administrationTurns.wait($0) }
    }

    func give(_ reply: Reply, _ answer: OwedAnswer, isGone: Bool) {
        let command = answer.command
        if answer.give(reply) { metrics.answered(command, with: reply, isGone: isGone) }
    }

    // MARK: In time

    private func owe(_ answer: OwedAnswer) {
        let isFirst = owedAnswers.isEmpty
        owedAnswers.add(answer, due: .now.advanced(by: rules.deadline + Self.grace))
        if isFirst { lookForOverdueAnswers() }
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

    private static let grace = Duration.milliseconds(Limits.answerGraceMilliseconds)
    private static let lookInterval = Duration.milliseconds(50)

    /// When a change must be written by that is made for a request now.
    var commitDeadline: ContinuousClock.Instant { .now.advanced(by: rules.deadline) }
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
