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

/// Whether work was taken.
public enum HashingAdmission: Sendable, Equatable {
    case accepted
    /// The queue is full or the deadline cannot be met. It is worth trying again after this time.
    case refused(retryAfterMilliseconds: Int64)
}

/// A bounded queue before a few hashing threads.
public protocol PINHasher: Sendable {
    /// Would work that must be done by `deadline` be taken now?
    func admission(deadline: ContinuousClock.Instant) -> HashingAdmission

    /// Queues `work` under `id`, unless `admission` would refuse it; then `completion` is never called.
    ///
    /// - Parameters:
    ///   - id: chosen by the caller, unique among what is queued.
    ///   - flow: whose work it is; flows take turns, so that one that floods does not starve another.
    ///   - completion: is called once, on any thread; while much is hashed, some milliseconds after its hash has ended.
    func submit(
        _ work: HashingWork, id: UInt64, flow: UInt64, deadline: ContinuousClock.Instant,
        completion: @escaping @Sendable (HashingResult) -> Void
    ) -> HashingAdmission

    /// Takes work back. True when it had not begun: its completion is never called. False when it runs or has run.
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
