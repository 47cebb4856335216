public import VoicemailModel

/// How an attempt ends.
public enum AttemptResult: Sendable, Equatable {
    /// The mailbox requires no PIN.
    case granted
    case matched(mustChange: Bool)
    /// The PIN was right, and the new one was not accepted.
    case refused(PINPolicyViolation)
    case denied(attemptsLeft: Int)
    /// This attempt has locked the mailbox.
    case locked(AttemptRecord.Lock)
    /// It was locked already, and nothing was counted; the audit does not know of this one yet.
    case alreadyLocked(AttemptRecord.Lock)
    case sourceLocked(until: UnixTime)
    /// There was no time, or no place: nobody was charged.
    case busy
    /// The same, and nothing was begun: too much waited there.
    case crowded(WaitingBound)
    /// The store or the memory for the hash was not available: nobody was let in.
    case unavailable

    /// Whether it says something about the PIN, and was counted as such.
    public var isFinal: Bool {
        switch self {
        case .matched, .refused, .denied, .locked: true
        case .granted, .alreadyLocked, .sourceLocked, .busy, .crowded, .unavailable: false
        }
    }
}

/// What a CHANGE wants.
public struct PINReplacement: Sendable, Hashable {
    /// What the policy says against the new PIN.
    public var violation: PINPolicyViolation?
    /// Whether it is what was typed as the old one.
    public var repeatsOldPIN: Bool

    public init(violation: PINPolicyViolation?, repeatsOldPIN: Bool) {
        self.violation = violation
        self.repeatsOldPIN = repeatsOldPIN
    }
}

/// What is to be hashed next.
public enum HashStep: Sendable, Equatable {
    /// Is what was typed the PIN in force? Where there is none, or only that of a reset which has expired, nothing fits.
    ///
    /// - Parameter replaces: whether the new PIN is hashed with it, when it is right.
    case compare(PINRecord?, isExpired: Bool, replaces: Bool)
    /// Is the new PIN one of the earlier ones?
    case compareEarlier(String)
    case hashReplacement
}

/// One VERIFY or CHANGE: a place in the queue, its reservation, its hashes, its settlement, its answer; in this order.
///
/// ```
/// waiting     for its turn; nothing is counted            ─▶ reserving, ended
/// reserving   it has its place in the queue, and its      ─▶ hashing; waiting, while all attempts that are left are out;
///             reservation is being committed                 releasing, when nobody waits for it any more; ended
/// hashing     it is counted; a hash is queued, or runs    ─▶ hashing (the next one), settling, releasing
/// settling    what was found is being committed           ─▶ ended; hashing, when the PIN was replaced meanwhile
/// releasing   its reservation is being taken back         ─▶ ended
/// ended       answered                                       nothing happens any more
/// ```
/// Whatever ends it while it may be counted in the store, and is not known to be settled, leaves its reservation behind, for the
/// runner to take back when the store can be written.
public struct AttemptMachine: Sendable {
    /// What a hash is for.
    private enum Stage: Sendable {
        case comparing, comparingEarlier, hashingReplacement
    }

    private enum State: Sendable {
        case waiting
        /// - Parameter isWithdrawn: whether nobody waits for it any more.
        case reserving(isWithdrawn: Bool)
        case hashing(Stage)
        case settling
        case releasing(AttemptResult)
        case ended
    }

    /// What follows from an event.
    public enum Action: Sendable, Equatable {
        /// Nothing, until the next event.
        case none
        /// Commit its reservation.
        case reserve
        /// Wait for another to settle, then begin again.
        case waitAgain
        /// Have this hashed.
        case hash(HashStep)
        /// Take back the hash if it has not begun; then say `hashLost()`.
        case cancelHash
        /// Commit what was found.
        case settle(AttemptFinding)
        /// Commit that it does not count.
        case release
        /// Answer. What it has reserved and nobody has settled is to be taken back when that is possible.
        case end(AttemptResult, leavesReservation: Bool = false)
    }

    private let rules: AccessRules
    /// Nil for VERIFY.
    private let replacement: PINReplacement?
    private var state = State.waiting
    /// Whether its time is up, and its caller has been told that nothing is known.
    private var isGivenUp = false
    /// Why a right PIN is not replaced; told to nobody who does not know it.
    private var violation: PINPolicyViolation?
    private var hadExpiredPIN = false
    /// The earlier PINs that the new one has not been compared with yet.
    private var earlierHashes: ArraySlice<String> = []
    /// What is stored when it settles with a right PIN.
    private var newHash: String?

    public init(_ replacement: PINReplacement?, by rules: AccessRules) {
        self.replacement = replacement
        self.rules = rules
    }

    /// Whether it is counted in the store, or is about to be, and nobody takes that back.
    public var mayCount: Bool {
        switch state {
        case .reserving(let isWithdrawn): !isWithdrawn
        case .hashing: !isGivenUp
        case .settling: true
        case .waiting, .releasing, .ended: false
        }
    }

    // MARK: Events

    /// It is its turn, and it has a place in the queue or there is none.
    public mutating func turnCame(hasPlace: Bool) -> Action {
        switch state {
        case .waiting where hasPlace:
            state = .reserving(isWithdrawn: false)
            return .reserve
        case .waiting: return end(.busy)
        case .reserving, .hashing, .settling, .releasing, .ended: return .none
        }
    }

    /// What was decided about its reservation is on disk.
    public mutating func reserved(_ decision: ReserveDecision, now: UnixTime) -> Action {
        guard case .reserving(let isWithdrawn) = state else { return .none }
        switch decision {
        case .reserved where isWithdrawn:
            state = .releasing(.busy)
            return .release
        case .reserved(let mailbox): return beginHashing(against: mailbox?.pin, now: now)
        case .full where isWithdrawn: return end(.busy)
        case .full:
            state = .waiting
            return .waitAgain
        case .granted: return end(.granted)
        case .mailboxLocked(let lock): return end(.alreadyLocked(lock))
        case .sourceLocked(let moment): return end(.sourceLocked(until: moment))
        }
    }

    /// Its reservation could not be committed, as far as that is known.
    public mutating func reservationFailed(leavesDoubt: Bool) -> Action {
        guard case .reserving = state else { return .none }
        return end(.unavailable, leavesReservation: leavesDoubt)
    }

    /// A hash has ended.
    public mutating func hashed(_ result: HashingResult) -> Action {
        guard case .hashing(let stage) = state else { return .none }
        guard !isGivenUp else { return fail() }
        switch (stage, result) {
        case (.comparing, .mismatched): return settle(.mismatched(hadExpiredPIN: hadExpiredPIN))
        case (.comparing, .matched(let hash)):
            newHash = hash
            guard replaces else { return settleMatched() }
            guard earlierHashes.isEmpty else { return compareEarlier() }
            // The new PIN was hashed with it: without that hash nothing would be stored, and the caller told that it was.
            return hash == nil ? fail() : settleMatched()
        case (.comparingEarlier, .mismatched):
            earlierHashes.removeFirst()
            return compareEarlier()
        case (.comparingEarlier, .matched):
            violation = PINPolicyViolation(rule: .history)
            return settleMatched()
        case (.hashingReplacement, .hashed(let hash)):
            newHash = hash
            return settleMatched()
        case (_, .outOfMemory), (.comparing, .hashed), (.comparingEarlier, .hashed), (.hashingReplacement, .matched),
            (.hashingReplacement, .mismatched):
            return fail()
        }
    }

    /// Its hash was not begun, and will not be.
    public mutating func hashLost() -> Action {
        guard case .hashing = state else { return .none }
        state = .releasing(.busy)
        return .release
    }

    /// What was decided about what was found is on disk.
    public mutating func settled(_ decision: SettleDecision, now: UnixTime) -> Action {
        guard case .settling = state else { return .none }
        switch decision {
        case .matched(let mustChange): return end(.matched(mustChange: mustChange))
        case .refused(let violation): return end(.refused(violation))
        case .denied(let attemptsLeft, _): return end(.denied(attemptsLeft: attemptsLeft))
        case .locked(let lock, _): return end(.locked(lock))
        case .hashAgain where isGivenUp: return fail()
        case .hashAgain(let mailbox): return beginHashing(against: mailbox?.pin, now: now)
        case .gone: return end(.unavailable)
        }
    }

    /// What was found could not be committed, or nobody knows. Should it be there after all, taking it back finds nothing.
    public mutating func settlementFailed() -> Action {
        guard case .settling = state else { return .none }
        return end(.unavailable, leavesReservation: true)
    }

    /// That it does not count is on disk, or could not be committed.
    public mutating func released(isOnDisk: Bool) -> Action {
        guard case .releasing(let result) = state else { return .none }
        return isOnDisk ? end(result) : end(.unavailable, leavesReservation: true)
    }

    /// Nobody waits for it any more, or there is no time left to begin a hash. What is hashed goes on.
    public mutating func withdraw() -> Action {
        switch state {
        case .waiting: return end(.busy)
        case .reserving:
            state = .reserving(isWithdrawn: true)
            return .none
        case .hashing: return .cancelHash
        case .settling, .releasing, .ended: return .none
        }
    }

    /// Its time is up, and its caller has been told that nothing is known: what a hash says from now on counts for nothing.
    public mutating func giveUp() -> Action {
        isGivenUp = true
        return withdraw()
    }

    // MARK: Steps

    /// Whether the new PIN takes the old one's place, as far as is known.
    private var replaces: Bool { replacement != nil && violation == nil }

    /// Whatever is decided here about the PIN in force is decided again when that is replaced meanwhile.
    private mutating func beginHashing(against pin: PINRecord?, now: UnixTime) -> Action {
        newHash = nil
        violation = replacement.flatMap { $0.violation ?? objection(to: $0, inPlaceOf: pin, now: now) }
        hadExpiredPIN = pin.map { rules.ages.hasExpired($0, now: now) } ?? false
        earlierHashes = replaces ? (pin?.earlierHashes ?? []).prefix(rules.rememberedPINs) : []
        state = .hashing(.comparing)
        // With earlier PINs to look at, the new one is hashed when it is known to be none of them.
        return .hash(.compare(pin, isExpired: hadExpiredPIN, replaces: replaces && earlierHashes.isEmpty))
    }

    /// What speaks against a CHANGE, as far as that can be told without a hash.
    private func objection(
        to replacement: PINReplacement, inPlaceOf pin: PINRecord?, now: UnixTime
    ) -> PINPolicyViolation? {
        guard let pin else { return nil }
        if rules.ages.isTooSoon(toChange: pin, now: now) { return PINPolicyViolation(rule: .minimumAge) }
        // If the old PIN is right, it is the one in force, and none follows itself: a change that was asked for would be none.
        return replacement.repeatsOldPIN ? PINPolicyViolation(rule: .history) : nil
    }

    private mutating func compareEarlier() -> Action {
        guard let next = earlierHashes.first else {
            state = .hashing(.hashingReplacement)
            return .hash(.hashReplacement)
        }
        state = .hashing(.comparingEarlier)
        return .hash(.compareEarlier(next))
    }

    private mutating func settleMatched() -> Action {
        settle(.matched(newHash: newHash, replacesPIN: replaces, violation: violation))
    }

    /// What was hashed says nothing: nobody is charged.
    private mutating func fail() -> Action {
        state = .releasing(.unavailable)
        return .release
    }

    private mutating func settle(_ finding: AttemptFinding) -> Action {
        state = .settling
        return .settle(finding)
    }

    private mutating func end(_ result: AttemptResult, leavesReservation: Bool = false) -> Action {
        state = .ended
        return .end(result, leavesReservation: leavesReservation)
    }
}
