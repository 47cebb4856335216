import Access
import Logging
import NIOCore
import VoicemailModel

/// Runs attempts as `AttemptMachine` says: their turns, their places in the queue, their transactions, and how they end.
///
/// ```
/// begin ─▶ in memory ─▶ source's turn ─▶ mailbox's turn ─▶ place in the queue
///       ─▶ reserve (commit) ─▶ hash ─▶ settle (commit) ─▶ answer
/// ```
/// Everything happens on the event loop; what hashes or writes goes to other threads and comes back.
final class AttemptRunner {
    let parts: CoreParts
    let mailboxes: MailboxDirectory
    private let sources: SourceDirectory
    let ledger: Ledger
    private let repeats: Repeats
    private var policy: PINPolicy
    private var lastNumber: UInt64
    private var attempts: [UInt64: Attempt] = [:]
    /// Whether an attempt has not ended, or may still be counted though it has.
    var isBusy: Bool { !attempts.isEmpty || !leftBehind.isEmpty }
    /// Those whose mailbox is being read, and whose clients are there.
    private var reading: Set<UInt64> = []
    /// Whose turn it is.
    private lazy var turns = AttemptTurns(
        parts, mailboxes: mailboxes, sources: sources, come: { [unowned self] in takePlace($0) },
        refuse: { [unowned self] in finish($0, $1) })
    /// Mailboxes with attempts that have ended and may still be counted in the store.
    var leftBehind: Set<MailboxID> = []
    var isTakingBack = false

    init(
        _ parts: CoreParts, mailboxes: MailboxDirectory, sources: SourceDirectory, journal: AuditJournal,
        repeats: Repeats, policy: PINPolicy
    ) {
        self.parts = parts
        self.mailboxes = mailboxes
        self.sources = sources
        ledger = Ledger(parts, mailboxes: mailboxes, sources: sources, journal: journal)
        self.repeats = repeats
        self.policy = policy
        lastNumber = Self.numberBeforeFirst(at: parts.clock.calendarNow)
    }

    /// Attempts that a former run has left in the store have other numbers: those begin with the time, and no run has a million in a
    /// millisecond. They stay below those of the hashing desk.
    private static func numberBeforeFirst(at time: UnixTime) -> UInt64 {
        UInt64(max(0, time.milliseconds)) << 20 & (1 << 62 - 1)
    }

    var loop: any EventLoop { parts.loop }
    private var hasher: any PINHasher { parts.hasher }
    var rules: AccessRules { parts.rules.access }
    var now: UnixTime { parts.clock.now }

    /// PINs that were chosen before stay in force, as when any rule changes.
    func replacePolicy(with next: PINPolicy) {
        policy = next
    }

    // MARK: Beginning

    /// Names the next attempt.
    func makeNumber() -> UInt64 {
        lastNumber += 1
        return lastNumber
    }

    /// Begins an attempt. `completion` is called once, perhaps before this returns: with how it ended, be it that of another request
    /// that this one repeats.
    func begin(_ request: AttemptRequest, as number: UInt64, completion: @escaping Attempt.Completion) {
        if repeats.takeOver(request, as: number, completion) { return }
        reading.insert(number)
        mailboxes.withEntry(request.mailbox, for: request.caller, by: request.due) { result in
            guard self.reading.remove(number) != nil else { return completion(.busy, true) }
            switch result {
            case .success(let entry): self.begin(number, request, on: entry, completion)
            case .failure(let failure): completion(AttemptResult(failure), false)
            }
        }
    }

    private func begin(
        _ number: UInt64, _ request: AttemptRequest, on entry: MailboxEntry, _ completion: @escaping Attempt.Completion
    ) {
        let violation = request.replacement.flatMap { policy.violation(of: $0, for: request.mailbox) }
        let attempt = Attempt(
            number, request, replacement: violation == nil ? request.replacement.flatMap { PIN($0) } : nil,
            facts: AttemptFacts(
                kind: request.kind, subject: request.caller.subject(request.mailbox, source: request.source),
                // Only the four rules that always apply: by the others, PINs from before they were configured stay.
                breaksStandingRule: PINPolicy().violation(of: request.candidate, for: request.mailbox) != nil),
            machine: AttemptMachine(
                request.replacement.map {
                    PINReplacement(violation: violation, repeatsOldPIN: $0.isEqual(to: request.candidate))
                }, by: rules),
            deadline: request.due.advanced(by: parts.rules.hashDeadline - parts.rules.deadline), on: entry,
            completion: completion)
        attempts[number] = attempt
        entry.underWay[number] = attempt
        attempt.expiry = loop.schedule(at: hasher.latestStart(for: attempt.deadline), by: parts.clock) {
            self.withdraw(attempt)
        }
        // There is nothing to hash, so that it takes no place and no turn.
        if needsNoPIN(attempt) { return perform(attempt.machine.turnCame(hasPlace: true), attempt) }
        turns.enter(attempt)
    }

    /// VERIFY brings nobody's word. Where that is needed, who types a PIN is let in by the PIN alone.
    private func needsNoPIN(_ attempt: Attempt) -> Bool {
        attempt.request.kind == .verify && attempt.entry.mailbox?.settings.requiresPIN == false
            && rules.pinless.grants(isTrusted: false)
    }

    // MARK: Places

    private func takePlace(_ attempt: Attempt) {
        let flow = parts.flow(of: attempt.request.caller).number
        attempt.hasPlace = hasher.takePlace(id: attempt.number, flow: flow, deadline: attempt.deadline) == .accepted
        perform(attempt.machine.turnCame(hasPlace: attempt.hasPlace), attempt)
    }

    /// All attempts that are left are out, at another place: when one of them settles, nobody tells. So it asks again, soon at first.
    private func tryAgain(_ attempt: Attempt) {
        givePlaceBack(attempt)
        let wait = min(Self.longestRetry, Self.firstRetry * (1 << min(attempt.retries, 8)))
        attempt.retries += 1
        loop.schedule(at: parts.clock.instant.advanced(by: wait), by: parts.clock) {
            if !attempt.isEnded { self.takePlace(attempt) }
        }
    }

    private static let firstRetry = Duration.milliseconds(10)
    private static let longestRetry = Duration.milliseconds(200)

    private func givePlaceBack(_ attempt: Attempt) {
        guard attempt.hasPlace else { return }
        attempt.hasPlace = false
        _ = hasher.cancel(attempt.number)
    }

    // MARK: Ending early

    /// The client of an attempt is gone.
    func abandon(_ number: UInt64) {
        guard reading.remove(number) == nil else { return }
        guard let attempt = attempts[number] else { return repeats.endAdoption(number) }
        attempt.isAbandoned = true
        if attempt.isUnwanted { withdraw(attempt) }
    }

    /// The time of an attempt is up, and its caller has been told. Nobody is charged unless its settlement is under way, or somebody
    /// else has taken it over, who has more time.
    func giveUp(_ number: UInt64) {
        guard reading.remove(number) == nil, let attempt = attempts[number], attempt.adopters.isEmpty else { return }
        perform(attempt.machine.giveUp(), attempt)
    }

    /// Ends an attempt whose hash has not begun, so that its place is free; nobody is charged.
    func withdraw(_ attempt: Attempt) {
        guard attempts[attempt.number] != nil else { return }
        perform(attempt.machine.withdraw(), attempt)
    }

    // MARK: What the machine says

    private func perform(_ action: AttemptMachine.Action, _ attempt: Attempt) {
        switch action {
        case .none: break
        case .reserve: reserve(attempt)
        case .waitAgain: tryAgain(attempt)
        case .hash(let step): hash(step, attempt)
        case .cancelHash:
            if hasher.cancel(attempt.number) { perform(attempt.machine.hashLost(), attempt) }
        case .settle(let finding): settle(finding, attempt)
        case .release: release(attempt)
        case .end(let result, let leavesReservation):
            if leavesReservation { leaveBehind(attempt) }
            finish(attempt, result)
        }
    }

    private func reserve(_ attempt: Attempt) {
        let (id, facts, rules) = (id(of: attempt), attempt.facts, rules)
        let length = parts.rules.attemptSeconds
        // What is in the queue has time.
        let terms = parts.terms(
            for: attempt.request.caller, by: attempt.deadline, mayWait: attempt.hasPlace && hasher.status.isCrowded)
        ledger.transact(attempt.entry.id, source: attempt.request.source, terms) { rows in
            rows.reserve(id, until: rows.time.now.adding(seconds: length), facts, by: rules)
        } completion: { result in
            switch result {
            case .success(let decision):
                self.perform(attempt.machine.reserved(decision, now: self.now), attempt)
            case .failure(let error):
                self.perform(attempt.machine.reservationFailed(leavesDoubt: error.leavesDoubt), attempt)
            }
        }
    }

    private func hash(_ step: HashStep, _ attempt: Attempt) {
        let work = work(for: step, attempt)
        let completion = loop.receiver { self.perform(attempt.machine.hashed($0), attempt) }
        let isTaken: Bool
        if attempt.hasPlace {
            attempt.hasPlace = false
            isTaken = hasher.perform(work, at: attempt.number, completion: completion)
        } else {
            isTaken =
                hasher.submit(
                    work, id: attempt.number, flow: parts.flow(of: attempt.request.caller).number,
                    deadline: attempt.deadline, completion: completion) == .accepted
            // The first expiry may have passed meanwhile. What a worker finds too late is given up by nobody else.
            attempt.expiry?.cancel()
            attempt.expiry = loop.schedule(at: hasher.latestStart(for: attempt.deadline), by: parts.clock) {
                self.withdraw(attempt)
            }
        }
        if !isTaken { perform(attempt.machine.hashLost(), attempt) }
    }

    private func work(for step: HashStep, _ attempt: Attempt) -> HashingWork {
        let id = attempt.entry.id
        switch step {
        case .compare(let pin, let isExpired, let replaces):
            return .verify(
                candidate: attempt.request.comparable,
                // An expired PIN counts as none: as at a mailbox without a PIN, something is hashed that nothing fits.
                encodedHash: isExpired ? nil : pin.map { parts.storedHash(of: $0, in: id) },
                decoyCost: pin?.cost ?? mailboxes.decoyCosts.cost(for: id),
                replacement: replaces ? attempt.replacement : nil)
        case .compareEarlier(let hash):
            return .verify(
                candidate: attempt.replacement?.secret, encodedHash: parts.storedEarlierHash(hash, in: id),
                replacement: nil)
        case .hashReplacement:
            // The machine asks for this where there is one.
            guard let replacement = attempt.replacement else {
                return .verify(candidate: nil, encodedHash: nil, replacement: nil)
            }
            return .hash(replacement)
        }
    }

    private func settle(_ finding: AttemptFinding, _ attempt: Attempt) {
        let (id, facts, rules, pins) = (id(of: attempt), attempt.facts, rules, parts.keeping(of: attempt.entry.id))
        ledger.transact(attempt.entry.id, source: attempt.request.source, settlingTerms(attempt)) { rows in
            rows.settle(id, finding, facts, by: rules, keeping: pins)
        } completion: { result in
            switch result {
            case .success(let decision):
                self.log(decision, finding, attempt)
                self.perform(attempt.machine.settled(decision, now: self.now), attempt)
            case .failure: self.perform(attempt.machine.settlementFailed(), attempt)
            }
        }
    }

    private func release(_ attempt: Attempt) {
        let id = id(of: attempt)
        ledger.transact(attempt.entry.id, settlingTerms(attempt)) {
            $0.release([id])
        } completion: { result in
            self.perform(attempt.machine.released(isOnDisk: result.error == nil), attempt)
        }
    }

    /// Half of the moment that the answer has beyond its time: what begins then is done when somebody else would answer.
    private func settlingTerms(_ attempt: Attempt) -> TransactionTerms {
        parts.terms(
            for: attempt.request.caller,
            by: attempt.deadline.advanced(by: .milliseconds(Limits.answerGraceMilliseconds / 2)), isOwed: true)
    }

    func id(of attempt: Attempt) -> AttemptID { AttemptID(node: parts.node, number: attempt.number) }

    // MARK: Ends

    private func finish(_ attempt: Attempt, _ result: AttemptResult) {
        guard attempts.removeValue(forKey: attempt.number) != nil else { return }
        attempt.isEnded = true
        attempt.entry.underWay[attempt.number] = nil
        attempt.expiry?.cancel()
        givePlaceBack(attempt)
        // What was only refused has changed nothing.
        if result.isFinal, mailboxes.lock(of: attempt.entry) != nil || replacesPIN(attempt, result) {
            repeats.forget(attempt.entry.id)
        }
        repeats.tell(result, of: attempt)
        turns.leave(attempt)
    }

    private func replacesPIN(_ attempt: Attempt, _ result: AttemptResult) -> Bool {
        if case .matched = result { attempt.request.kind == .change } else { false }
    }
}
