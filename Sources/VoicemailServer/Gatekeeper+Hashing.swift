import Access
import NIOCore
import VoicemailModel

/// An attempt on its way through a mailbox's ledger: counted beforehand, hashed, and concluded.
extension Gatekeeper {
    /// Sets an attempt on its way; its completion is called once.
    func start(_ attempt: Attempt, on entry: MailboxEntry) {
        if let lock = entry.ledger.lockInForce(now: clock.now) { return end(attempt, on: entry, .alreadyLocked(lock)) }
        guard hasher.admission(deadline: attempt.deadline) == .accepted, entry.ledger.arrive(attempt.id) else {
            return end(attempt, on: entry, .busy)
        }
        let (mailbox, id) = (entry.id, attempt.id)
        attempt.expiry = schedule(at: hasher.latestStart(for: attempt.deadline)) { $0.takeBack(id, on: mailbox) }
        entry.operations[id] = .attempt(attempt)
        drive(entry)
    }

    /// The client of an attempt is gone.
    func abandon(_ id: OperationID, on mailbox: MailboxID) {
        guard case .attempt(let attempt)? = mailboxes[mailbox]?.operations[id] else { return }
        attempt.isAbandoned = true
        // Whoever has taken it over waits for it.
        if attempt.adopters.isEmpty { takeBack(id, on: mailbox) }
    }

    /// Ends an attempt whose hash has not begun, so that its place is free; nobody is charged.
    func takeBack(_ id: OperationID, on mailbox: MailboxID) {
        guard let entry = mailboxes[mailbox], case .attempt(let attempt)? = entry.operations[id] else { return }
        if entry.ledger.withdrawWaiting(id) {
            end(attempt, on: entry, .busy)
        } else if hasher.cancel(id) {
            finish(attempt, .takenBack, on: entry)
        }
        drive(entry)
    }

    /// Performs what the ledger says, until it says nothing more.
    func drive(_ entry: MailboxEntry) {
        while let action = entry.ledger.nextAction(now: clock.now) {
            switch action {
            case .reserve(let id, let record): reserve(id, record, on: entry)
            case .hashAgain(let id): hashAgain(id, on: entry)
            case .refuse(let id, let lock):
                if case .attempt(let attempt)? = entry.operations[id] { end(attempt, on: entry, .alreadyLocked(lock)) }
            case .commit(let id, let record): commit(id, record, on: entry)
            }
        }
    }

    private func reserve(_ id: OperationID, _ record: AttemptRecord, on entry: MailboxEntry) {
        guard case .attempt(let attempt)? = entry.operations[id] else { return }
        // While commits fail nobody can be charged, so a guess must reveal nothing, not even by how long it takes (a right PIN
        // in CHANGE is hashed twice): it is hashed only once its reservation is on disk.
        let isHashedFirst = !storeHealth.isFailing
        if isHashedFirst, !submit(attempt, on: entry) {
            entry.ledger.withdrawReservation(id)
            end(attempt, on: entry, .busy)
            return
        }
        if !isHashedFirst {
            guard uncountedAttempts < Limits.uncountedAttempts else {
                entry.ledger.withdrawReservation(id)
                end(attempt, on: entry, .unavailable)
                return
            }
            uncountedAttempts += 1
        }
        // What the hash says counts for nothing until this is on disk.
        let mailbox = entry.id
        let source = attempt.source?.makeChange(with: mailbox)
        let mayWait = isHashedFirst && hasher.status.isCrowded
        store.commit(
            MailboxChange(id: mailbox, attempts: record, source: source, mayWait: mayWait, deadline: attempt.deadline)
        ) { result in
            self.onLoop { $0.reserved(id, on: mailbox, result, isHashed: isHashedFirst) }
        }
    }

    private func hashAgain(_ id: OperationID, on entry: MailboxEntry) {
        guard case .attempt(let attempt)? = entry.operations[id] else { return }
        attempt.stage = .verifying
        hashNext(attempt, on: entry)
    }

    /// A hash of an attempt that has waited for another, or for its reservation.
    private func hashNext(_ attempt: Attempt, on entry: MailboxEntry) {
        let (mailbox, id) = (entry.id, attempt.id)
        guard submit(attempt, on: entry) else {
            finish(attempt, .takenBack, on: entry)
            return
        }
        // The first expiry may have passed meanwhile. What a worker finds too late is given up by nobody else.
        _ = schedule(at: hasher.latestStart(for: attempt.deadline)) { $0.takeBack(id, on: mailbox) }
    }

    private func submit(_ attempt: Attempt, on entry: MailboxEntry) -> Bool {
        let work = nextWork(of: attempt, on: entry)
        let (mailbox, id) = (entry.id, attempt.id)
        let admission = hasher.submit(
            work, id: id, flow: flow(of: attempt.origin).number, deadline: attempt.deadline
        ) { result in
            self.onLoop { $0.hashed(id, on: mailbox, result) }
        }
        return admission == .accepted
    }

    func flow(of origin: RequestOrigin) -> HashingFlow {
        guard !clients.isEmpty, let client = origin.client else { return .connection(origin.connection) }
        return .client(client)
    }

    private func hashed(_ id: OperationID, on mailbox: MailboxID, _ result: HashingResult) {
        guard let entry = mailboxes[mailbox], case .attempt(let attempt)? = entry.operations[id] else { return }
        attempt.result = result
        conclude(attempt, on: entry)
    }

    private func reserved(
        _ id: OperationID, on mailbox: MailboxID, _ result: Result<Void, StoreError>, isHashed: Bool
    ) {
        // An attempt always writes a row, so that this shows whether anything can be written.
        note(result, showsThatWritesSucceed: true)
        if !isHashed { uncountedAttempts -= 1 }
        guard let entry = mailboxes[mailbox], case .attempt(let attempt)? = entry.operations[id] else { return }
        let isReserved = (try? result.get()) != nil
        attempt.isReserved = isReserved
        guard isReserved else {
            // It is told now: to take back what was not written may take as long.
            tell(.unavailable, of: attempt)
            guard !isHashed || hasher.cancel(id) else { return conclude(attempt, on: entry) }
            finish(attempt, .unavailable, on: entry)
            return drive(entry)
        }
        if isHashed { return conclude(attempt, on: entry) }
        if attempt.isAbandoned {
            finish(attempt, .takenBack, on: entry)
        } else {
            hashNext(attempt, on: entry)
        }
        drive(entry)
    }

    /// Finishes an attempt once its hash is computed and it is known whether it is counted on disk.
    ///
    /// One that could not be counted fails, be the PIN right or wrong. A right PIN leaves nothing to write, so that it would
    /// get through while the disk is full, and a wrong one would not be charged: guessing without end.
    private func conclude(_ attempt: Attempt, on entry: MailboxEntry) {
        guard let result = attempt.result, let isReserved = attempt.isReserved else { return }
        attempt.result = nil
        if !isReserved {
            finish(attempt, .unavailable, on: entry)
        } else if let ending = attempt.advance(result) {
            finish(attempt, ending, on: entry)
        } else {
            hashNext(attempt, on: entry)
        }
        drive(entry)
    }

    /// Has the ledger settle an attempt in its turn.
    private func finish(_ attempt: Attempt, _ ending: Attempt.Ending, on entry: MailboxEntry) {
        attempt.ending = ending
        entry.ledger.finish(attempt.id, ending.outcome)
    }

    /// Ends an attempt of which nothing was written.
    private func end(_ attempt: Attempt, on entry: MailboxEntry, _ result: AttemptResult) {
        entry.operations[attempt.id] = nil
        releaseSource(attempt.source)
        tell(result, of: attempt)
    }

    /// Calls `body` at `instant`, on this actor.
    func schedule(
        at instant: ContinuousClock.Instant, _ body: @escaping @Sendable (isolated Gatekeeper) -> Void
    ) -> Scheduled<Void> {
        eventLoop.scheduleTask(in: TimeAmount(max(.zero, ContinuousClock.now.duration(to: instant)))) {
            self.assumeIsolated { body($0) }
        }
    }
}
