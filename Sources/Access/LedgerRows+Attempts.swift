public import VoicemailModel

/// What becomes of an attempt that wants to be counted.
public enum ReserveDecision: Sendable, Equatable {
    /// It counts as failed until it is settled. To be hashed against the PIN of this mailbox, nil where there is none.
    case reserved(Mailbox?)
    /// The mailbox requires no PIN: its caller is let in, once the audit has it.
    case granted
    /// Nothing was counted.
    case mailboxLocked(AttemptRecord.Lock)
    case sourceLocked(until: UnixTime)
    /// All attempts that the mailbox, or the source, has left are out; until one of them is settled, nothing can be said.
    case full
}

/// What the hashes of an attempt have said.
public enum AttemptFinding: Sendable, Equatable {
    /// - Parameter hadExpiredPIN: whether the PIN was that of a reset which has expired, so that nothing could match.
    case mismatched(hadExpiredPIN: Bool)
    /// The PIN was right.
    ///
    /// - Parameters:
    ///   - newHash: what the stored hash is replaced by: the new PIN's, or one of the same PIN with today's parameters.
    ///   - violation: why a right PIN is not replaced.
    case matched(newHash: String?, replacesPIN: Bool, violation: PINPolicyViolation?)
}

/// What becomes of an attempt that has been hashed.
public enum SettleDecision: Sendable, Equatable {
    case matched(mustChange: Bool)
    /// The PIN was right, and the new one is not accepted.
    case refused(PINPolicyViolation)
    case denied(attemptsLeft: Int, locksSource: Bool)
    /// This attempt has locked the mailbox.
    case locked(AttemptRecord.Lock, locksSource: Bool)
    /// The PIN was replaced meanwhile: to be hashed again, against the PIN of this mailbox. It still counts.
    case hashAgain(Mailbox?)
    /// It was past its time, and somebody has counted it as failed.
    case gone
}

/// What a decision about an attempt needs to know of its request.
public struct AttemptFacts: Sendable, Hashable {
    /// VERIFY or CHANGE.
    public var kind: AuditEvent.Kind
    public var subject: AuditSubject
    /// Whether what was typed is a PIN that nobody may choose: who gets in by it has to choose another.
    public var breaksStandingRule: Bool

    public init(kind: AuditEvent.Kind, subject: AuditSubject, breaksStandingRule: Bool) {
        self.kind = kind
        self.subject = subject
        self.breaksStandingRule = breaksStandingRule
    }
}

/// How PINs are kept, which is for whoever seals them: what follows a PIN, and what is written of one.
public struct PINKeeping: Sendable {
    /// A new PIN in place of the former, which is remembered as far as the rules ask for.
    public var following: @Sendable (_ former: PINRecord?, _ new: PINRecord) -> PINRecord
    public var stored: @Sendable (PINRecord) -> PINRecord

    public init(
        following: @escaping @Sendable (_ former: PINRecord?, _ new: PINRecord) -> PINRecord,
        stored: @escaping @Sendable (PINRecord) -> PINRecord
    ) {
        self.following = following
        self.stored = stored
    }
}

/// Attempts in the ledger: *reserve, then hash, then settle*.
///
/// What is settled and what is out together never exceed what a mailbox allows, or a source, so that no more guesses are hashed than
/// there are attempts, however many come at once and wherever. An attempt that nobody settles counts as a failure.
extension LedgerRows {
    /// Counts an attempt beforehand.
    ///
    /// - Parameters:
    ///   - until: when it is over at the latest, whatever becomes of whoever makes it.
    ///   - facts: `kind` decides whether a mailbox that requires no PIN lets its caller in.
    public mutating func reserve(
        _ id: AttemptID, until: UnixTime, _ facts: AttemptFacts, by rules: AccessRules
    ) -> ReserveDecision {
        bringUpToDate(by: rules)
        if let end = sourceLock(of: facts.subject.source, by: rules) { return .sourceLocked(until: end) }
        if facts.kind == .verify, mailbox?.settings.requiresPIN == false, rules.pinless.grants(isTrusted: false) {
            return .granted
        }
        if let source = facts.subject.source {
            guard out(on: source) < rules.sourceLimit.room(sources[source]?.record, now: time.now) else { return .full }
        }
        if let lock = rules.lockout.lockInForce(attempts, now: time.now) { return .mailboxLocked(lock) }
        guard reservations.count < rules.room(attempts, now: time.now) else { return .full }
        reservations.append(
            Reservation(
                id: id, pinVersion: Mailbox.pinVersion(of: mailbox), until: min(until, latestEnd),
                source: facts.subject.source))
        return .reserved(mailbox)
    }

    /// Ends an attempt as its hashes have said.
    public mutating func settle(
        _ id: AttemptID, _ finding: AttemptFinding, _ facts: AttemptFacts, by rules: AccessRules,
        keeping pins: PINKeeping
    ) -> SettleDecision {
        bringUpToDate(by: rules)
        guard let index = reservations.firstIndex(where: { $0.id == id }) else { return .gone }
        let version = Mailbox.pinVersion(of: mailbox)
        guard reservations[index].pinVersion == version else {
            reservations[index].pinVersion = version
            return .hashAgain(mailbox)
        }
        let reservation = reservations.remove(at: index)
        switch finding {
        case .mismatched(let hadExpiredPIN):
            return fail(reservation, hadExpiredPIN: hadExpiredPIN, facts, by: rules)
        case .matched(let newHash, let replacesPIN, let violation):
            attempts = .clear
            keep(newHash, replacesPIN: replacesPIN, pins)
            if let violation {
                audit.append(
                    event(about: facts.subject, facts.kind, .refused, .policy(rule: violation.rule.rawValue)))
                return .refused(violation)
            }
            let mustChange =
                mailbox?.pin.map { rules.ages.mustChange($0, now: time.now) || facts.breaksStandingRule } ?? false
            let isTold = facts.kind == .verify && mustChange
            audit.append(
                event(
                    about: facts.subject, facts.kind, .granted, .pinVerified,
                    isTold ? [.word("must_change", "true")] : []))
            return .matched(mustChange: mustChange)
        }
    }

    /// Takes attempts back: nobody is charged for them.
    public mutating func release(_ ids: Set<AttemptID>) {
        guard !ids.isEmpty else { return }
        reservations.removeAll { ids.contains($0.id) }
    }

    /// Counts what is past its time as failed, as every decision does first.
    public mutating func settleOverdue(by rules: AccessRules) {
        bringUpToDate(by: rules)
    }

    // MARK: Steps

    /// Until when nobody gets in from `source`, whatever the mailbox asks for; nil when there is none, or it may try.
    func sourceLock(of source: Source?, by rules: AccessRules) -> UnixTime? {
        source.flatMap { rules.sourceLimit.lockInForce(sources[$0]?.record, now: time.now) }
    }

    /// Brings what was written before to what it means now. Reservations past their time are failures; a lockout that they begin
    /// has its row, which names nobody who asks, as whoever made them cannot.
    mutating func bringUpToDate(by rules: AccessRules) {
        attempts = rules.lockout.bounded(attempts, now: time.now)
        if let pin = mailbox?.pin { mailbox?.pin = rules.ages.bounded(pin, now: time.now) }
        for reservation in reservations where reservation.until <= time.now {
            let before = rules.lockout.lockInForce(attempts, now: time.now)
            let locksSource = countFailure(from: reservation.source, by: rules)
            let subject = AuditSubject(mailbox: id, source: reservation.source)
            if let lock = rules.lockout.lockInForce(attempts, now: time.now), lock != before {
                noteLockout(lock, subject)
            }
            if locksSource { noteSourceLockout(subject, by: rules) }
        }
        reservations.removeAll { $0.until <= time.now }
        for index in reservations.indices { reservations[index].until = min(reservations[index].until, latestEnd) }
    }

    /// When an attempt that goes out now is over at the latest.
    private var latestEnd: UnixTime { time.now.adding(seconds: Limits.reservationSeconds) }

    private mutating func fail(
        _ reservation: Reservation, hadExpiredPIN: Bool, _ facts: AttemptFacts, by rules: AccessRules
    ) -> SettleDecision {
        let reason: AuditEvent.Reason =
            if hadExpiredPIN {
                .pinExpired
            } else if let mailbox {
                mailbox.pin == nil ? .noPINSet : .wrongPIN
            } else {
                .unknownMailbox
            }
        let locksSource = countFailure(from: reservation.source, by: rules)
        let decision: SettleDecision
        if let lock = rules.lockout.lockInForce(attempts, now: time.now) {
            audit.append(event(about: facts.subject, facts.kind, .locked, reason))
            noteLockout(lock, facts.subject)
            decision = .locked(lock, locksSource: locksSource)
        } else {
            let left = rules.lockout.attemptsLeft(afterFailures: attempts.failures)
            audit.append(event(about: facts.subject, facts.kind, .denied, reason, [.number("attempts_left", left)]))
            decision = .denied(attemptsLeft: left, locksSource: locksSource)
        }
        if locksSource { noteSourceLockout(facts.subject, by: rules) }
        return decision
    }

    private mutating func noteLockout(_ lock: AttemptRecord.Lock, _ subject: AuditSubject) {
        let retry = RetryAfter(lock, now: time.now).detail
        audit.append(event(about: subject, .lockout, .locked, .mailboxLocked, [retry]))
    }

    private mutating func noteSourceLockout(_ subject: AuditSubject, by rules: AccessRules) {
        var subject = subject
        subject.mailbox = nil
        let failures = AuditDetail.number("failures", rules.sourceLimit.maxFailures)
        audit.append(event(about: subject, .lockout, .locked, .sourceLocked, [failures]))
    }

    /// True when this was the failure with which the source reached its limit.
    private mutating func countFailure(from source: Source?, by rules: AccessRules) -> Bool {
        let lock = rules.lockout.lockInForce(attempts, now: time.now)
        attempts = rules.lockout.record(afterFailures: attempts.failures + 1, now: time.now)
        // Where the limit was lowered more may be out than fail before a lockout begins: what comes after does not end it.
        if let lock, rules.lockout.lockInForce(attempts, now: time.now) == nil { attempts.lock = lock }
        guard let source, var row = sources[source] else { return false }
        var record = rules.sourceLimit.inForce(row.record, now: time.now)
        record.failures += 1
        row.record = record
        sources[source] = row
        return record.failures == rules.sourceLimit.maxFailures
    }

    private mutating func keep(_ newHash: String?, replacesPIN: Bool, _ pins: PINKeeping) {
        guard let newHash, var pin = mailbox?.pin else { return }
        if replacesPIN {
            let chosen = PINRecord(
                encodedHash: newHash, mustChange: false, setAt: time.now, origin: .chosen, version: nextPINVersion)
            pin = pins.following(mailbox?.pin, chosen)
        } else {
            pin.rehash(as: newHash)
        }
        mailbox?.pin = pins.stored(pin)
    }

    /// None that an attempt on the mailbox could be hashed against.
    var nextPINVersion: Int64 {
        let used = Set([Mailbox.pinVersion(of: mailbox)] + reservations.map(\.pinVersion))
        let highest = max(0, used.max() ?? 0)
        // Who could write the database may have used up the highest number: then it is the lowest that is free.
        return highest < .max ? highest + 1 : (1...).first { !used.contains($0) } ?? 1
    }

    /// The attempts of `source` that are out.
    private func out(on source: Source) -> Int {
        (sources[source]?.reservedElsewhere ?? 0) + reservations.count { $0.source == source }
    }
}
