import Access
import VoicemailModel

/// What a commit may do, and must.
extension Witness {
    func committed(_ commit: Database.Commit) {
        tell("commits of \(commit.node.name): \(describe(commit))")
        keepHistory(commit)
        for event in commit.after.audit where event.isSharedByRepeats {
            repeatsInAudit += event.repeats
            if event.reason == .pinNotRequired { grants.append((commit.node, event, now)) }
        }
        guard let id = commit.scope.mailbox else { return }
        if Mailbox.pinVersion(of: commit.before.mailbox) != Mailbox.pinVersion(of: commit.after.mailbox) {
            replacements[id] = now
        }
        let settled = commit.after.audit.filter {
            ($0.kind == .verify || $0.kind == .change) && $0.reason != .pinNotRequired
        }
        for event in commit.after.audit {
            if let number = event.request { rows[number, default: []].append((event, now)) }
        }
        for event in settled { checkVerdict(event, commit, on: id) }
        checkCharges(commit, on: id, settled: settled)
        checkNewOnes(commit, on: id)
        checkClearing(commit, on: id)
        checkLockouts(commit, on: id)
    }

    /// Whether a row says that `request` was let in without a PIN, or that one just like it was, a window ago at most.
    func isGrantInAudit(_ request: Request) -> Bool {
        let oldest = now - .milliseconds(RepeatTally.window) - .milliseconds(1100)
        return grants.contains { node, event, time in
            node == request.node && time >= oldest && event.kind == request.kind && event.mailbox == request.mailbox
                && event.source == request.source
        }
    }

    private func keepHistory(_ commit: Database.Commit) {
        if let id = commit.scope.mailbox { locks[id, default: []].append((now, commit.after.attempts)) }
        for (source, row) in commit.after.sources {
            sourceLocks[source, default: []].append((now, row.record))
            // An admin has cleared it.
            if commit.scope.mailbox == nil, row.record == nil { sourceGuesses[source] = nil }
        }
    }

    // MARK: Rule 1

    /// A guess was settled: it was counted before, the mailbox was open, there were attempts left, and it says the truth.
    private func checkVerdict(_ event: AuditEvent, _ commit: Database.Commit, on id: MailboxID) {
        guard let request = requests.first(where: { $0.number == event.request }) else { return }
        let time = commit.before.time.now
        let isOut = commit.before.reservations.contains { owners[id]?[$0.id]?.request === request }
        check(.bounded, isOut, "request \(request.number) was settled and had not been counted")
        check(
            .bounded, scenario.rules.lockout.lockInForce(commit.before.attempts, now: time) == nil,
            "request \(request.number) was settled while \(id) was locked")
        let fits = commit.before.mailbox?.pin.map { ModelHasher.fits(request.candidate, $0.encodedHash) } ?? false
        let isRight = event.outcome == .granted || event.outcome == .refused
        check(.bounded, fits == isRight, "request \(request.number) was \(event.outcome), and the PIN fits: \(fits)")
        if isRight {
            if request.kind == .change, event.outcome == .granted, let replacement = request.replacement {
                let isStored =
                    commit.after.mailbox?.pin.map { ModelHasher.fits(replacement, $0.encodedHash) } ?? false
                check(.durable, isStored, "request \(request.number) was changed, and the new PIN is not in the store")
            }
        } else {
            let objection = guesses[id, default: Guesses()].add(at: time, by: scenario.rules.lockout)
            check(.bounded, objection == nil, "\(id): \(objection ?? "")")
            if let source = request.source { checkSource(source, at: time) }
        }
    }

    /// In each window no more than the limit; a window that began with an attempt nobody settled is not known here.
    private func checkSource(_ source: Source, at time: UnixTime) {
        let limit = scenario.rules.sourceLimit
        let start = time.adding(seconds: -limit.windowSeconds)
        let recent = (sourceGuesses[source] ?? []).filter { $0 > start } + [time]
        sourceGuesses[source] = recent
        check(
            .bounded, recent.count < 2 * limit.maxFailures, "\(recent.count) wrong guesses from \(source) in one window"
        )
    }

    /// Who goes out is nobody's namesake, and there is an attempt left for it.
    private func checkNewOnes(_ commit: Database.Commit, on id: MailboxID) {
        let rows = commit.after
        check(
            .bounded, Set(rows.reservations.map(\.id)).count == rows.reservations.count,
            "\(id): two attempts have one name")
        let new = rows.reservations.filter { reservation in
            !commit.before.reservations.contains { $0.id == reservation.id }
        }
        for reservation in new {
            owners[id, default: [:]][reservation.id] = Owner(
                node: commit.node, request: request(commit.node, reservation.id.number))
        }
        guard !new.isEmpty else { return }
        check(
            .bounded, rows.reservations.count <= scenario.rules.room(rows.attempts, now: rows.time.now),
            "\(id): \(rows.reservations.count) attempts are out, and \(rows.attempts) have failed")
        for source in Set(new.compactMap(\.source)) {
            let own = rows.reservations.count { $0.source == source }
            let out = own + (rows.sources[source]?.reservedElsewhere ?? 0)
            check(
                .bounded, out <= scenario.rules.sourceLimit.room(rows.sources[source]?.record, now: rows.time.now),
                "\(source): \(out) attempts are out, and \(String(describing: rows.sources[source]?.record)) have failed"
            )
        }
    }

    // MARK: Rules 2 and 3: what is counted

    /// Each verdict counts once, and so does each attempt that was past its time; who was taken back was its node's own.
    private func checkCharges(_ commit: Database.Commit, on id: MailboxID, settled: [AuditEvent]) {
        let (before, after) = (commit.before, commit.after)
        let gone = before.reservations.filter { reservation in
            !after.reservations.contains { $0.id == reservation.id }
        }
        var overdue: [(Reservation, Owner)] = []
        for reservation in gone {
            guard let owner = owners[id]?.removeValue(forKey: reservation.id) else { continue }
            if settled.contains(where: { $0.request == owner.request?.number }) { continue }
            if reservation.until <= before.time.now {
                overdue.append((reservation, owner))
            } else {
                check(
                    .bounded, owner.node == commit.node,
                    "\(id): attempt \(reservation.id) of \(owner.node) was taken back by \(commit.node)")
            }
        }
        guard !clears(after.audit) else { return }
        let wrong = settled.count { $0.outcome == .denied || $0.outcome == .locked }
        let counted = after.attempts.failures - before.attempts.failures
        check(
            .durable, (wrong...wrong + overdue.count).contains(counted),
            "\(id): \(counted) failures were written for \(wrong) that were told and \(overdue.count) past their time")
        for event in settled where event.outcome == .denied {
            let left = scenario.rules.lockout.attemptsLeft(afterFailures: after.attempts.failures)
            check(.durable, event.attemptsLeft == left, "\(id): \(event.attemptsLeft ?? -1) are told, \(left) are left")
        }
        for (reservation, owner) in overdue.prefix(max(0, counted - wrong)) {
            guard let request = owner.request else { continue }
            let wait = Duration.milliseconds(before.time.now.milliseconds(since: reservation.until))
            charged.append((request, owner.node, now - wait))
        }
        // A dead node's attempts count, unless it was under way to take them back itself.
        let dead = overdue.count { isDead($0.1.node) && $0.1.node != commit.node }
        check(
            .bounded, counted - wrong >= dead, "\(id): an attempt of a node that died was given back")
    }

    func isDead(_ node: NodeLife) -> Bool { nodes[node]?.life.isOver ?? true }

    private func checkClearing(_ commit: Database.Commit, on id: MailboxID) {
        guard clears(commit.after.audit) else { return }
        guesses[id] = nil
        check(.durable, commit.after.attempts == .clear, "\(id): it was cleared, and \(commit.after.attempts) stands")
    }

    /// A lockout that begins has its row, whoever begins it.
    private func checkLockouts(_ commit: Database.Commit, on id: MailboxID) {
        let (before, after, now) = (commit.before, commit.after, commit.before.time.now)
        let rows = after.audit.filter { $0.kind == .lockout }
        let lockout = scenario.rules.lockout
        let lock = lockout.lockInForce(after.attempts, now: now)
        if lock != nil, lock != lockout.lockInForce(before.attempts, now: now) {
            let own = rows.count { $0.reason == .mailboxLocked && $0.mailbox == id }
            check(.durable, own == 1, "\(id): a lockout begins, and the audit has \(own) rows of it")
        }
        let limit = scenario.rules.sourceLimit
        for (source, row) in after.sources where limit.lockInForce(row.record, now: now) != nil {
            guard limit.lockInForce(before.sources[source]?.record, now: now) == nil else { continue }
            let own = rows.count { $0.reason == .sourceLocked && $0.source == source }
            check(.durable, own == 1, "\(source): a lockout begins, and the audit has \(own) rows of it")
        }
    }

    private func clears(_ audit: [AuditEvent]) -> Bool {
        audit.contains { event in
            switch event.kind {
            case .verify, .change:
                event.outcome == .refused || event.outcome == .granted && event.reason == .pinVerified
            case .unlock, .reset, .mailboxAdded, .mailboxRemoved: true
            default: false
            }
        }
    }

    private func describe(_ commit: Database.Commit) -> String {
        let out = commit.after.reservations.map { "\($0.id.node)/\($0.id.number)" }.joined(separator: ",")
        let audit = commit.after.audit.map { event in
            "\(event.request ?? 0) \(event.kind.rawValue) \(event.outcome)"
        }.joined(separator: ",")
        return "\(commit.scope.mailbox?.description ?? "-") \(commit.after.attempts) out [\(out)] audit [\(audit)]"
    }
}

extension AuditEvent {
    /// Whether it costs no hash, so that its repeats may share its row.
    fileprivate var isSharedByRepeats: Bool {
        guard kind != .lockout else { return false }
        return reason == .mailboxLocked || reason == .sourceLocked || reason == .pinNotRequired
    }
}
