/// One piece of work for a hashing thread.
public enum HashingWork: Sendable {
    /// Does `candidate` fit `encodedHash`? When it fits and `replacement` is given, that is hashed too.
    ///
    /// A nil candidate, of something typed that cannot be a PIN, fits nothing and costs the same. Without an `encodedHash`
    /// (unknown mailbox, no PIN set, or one that cannot be read) a real hash of `decoyCost` is run, which never fits; nil is
    /// what this server's own hashes cost.
    case verify(
        candidate: SecretBytes?, encodedHash: (any EncodedHash)?, decoyCost: HashCost? = nil, replacement: PIN?)
    /// Hash a new PIN.
    case hash(PIN)
    /// Does a client's secret fit `encodedHash`? Nil runs a hash all the same. Whatever does not fit costs as much as
    /// `costliestHash`, that of the clients' hashes which takes longest, so that the time tells neither a name nor an address.
    case authenticate(candidate: SecretBytes, encodedHash: String?, costliestHash: String?)
}

/// What came of it.
public enum HashingResult: Sendable, Equatable {
    /// The PIN fits. `newHash` is set where the stored string is to be replaced: by the replacement's hash, or by one with
    /// today's parameters.
    case matched(newHash: String?)
    case mismatched
    case hashed(String)
    /// The memory that the hash needs was not available; nothing is known about the PIN.
    case outOfMemory
}

/// Whether there is a place for work.
public enum HashingAdmission: Sendable, Equatable {
    case accepted
    /// All places are taken, or the deadline cannot be met. It is worth trying again after this time.
    case refused(retryAfterMilliseconds: Int64)
}

/// A bounded queue before a few hashing threads.
///
/// A place is taken first, and given its work then, so that something can be written in between while its turn approaches.
/// No thread waits for a place whose turn has come before its work: others go first until it has work, and then it is next.
///
/// A place ends in exactly one way: its work is begun and its completion called, `cancel` returns true, or `perform` returns
/// false because it is too late.
public protocol PINHasher: Sendable {
    /// Would a place for work that must be done by `deadline` be given now?
    func admission(deadline: ContinuousClock.Instant) -> HashingAdmission

    /// Takes a place, unless `admission` would refuse it. No thread is woken for it.
    ///
    /// - Parameters:
    ///   - id: chosen by the caller, unique among the places that are taken.
    ///   - flow: whose place it is; flows take turns, so that one that floods does not starve another.
    func takePlace(id: UInt64, flow: UInt64, deadline: ContinuousClock.Instant) -> HashingAdmission

    /// Gives the work for a place, once. False when there is no such place any more: it was cancelled, or the work would be too
    /// late. Then `completion` is never called, and there is nothing left to cancel.
    ///
    /// - Parameter completion: is called once, on any thread, as soon as the hash has ended.
    func perform(
        _ work: HashingWork, at id: UInt64, completion: @escaping @Sendable (HashingResult) -> Void
    ) -> Bool

    /// Gives up a place, with or without work. True when nothing had begun: its completion is never called. False when its work
    /// runs or has run, or there is no such place.
    func cancel(_ id: UInt64) -> Bool

    /// The latest moment at which work must begin to be done by `deadline`.
    func latestStart(for deadline: ContinuousClock.Instant) -> ContinuousClock.Instant

    /// Milliseconds after which a client that was refused is worth hearing again.
    var retryAfterMilliseconds: Int64 { get }

    /// How the threads are doing.
    var status: HashingStatus { get }

    /// Checks an Argon2 string made elsewhere: nil when it can be used, otherwise what is wrong with it.
    func objection(toEncodedHash text: String) -> String?
}

extension PINHasher {
    /// Takes a place and gives it `work` at once; `completion` is called once, unless this is refused or cancelled.
    public func submit(
        _ work: HashingWork, id: UInt64, flow: UInt64, deadline: ContinuousClock.Instant,
        completion: @escaping @Sendable (HashingResult) -> Void
    ) -> HashingAdmission {
        let admission = takePlace(id: id, flow: flow, deadline: deadline)
        guard admission == .accepted, !perform(work, at: id, completion: completion) else { return admission }
        return .refused(retryAfterMilliseconds: retryAfterMilliseconds)
    }
}
