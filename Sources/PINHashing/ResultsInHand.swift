/// What a hashing thread has computed and not told yet.
///
/// To tell wakes the event loop, on a core that hashes. While hashes of a few milliseconds follow one another, each wake-up costs
/// them more than it gains: the answers wait for a commit all the same, which gathers for as long. So results wait for the next
/// of their thread, for some milliseconds and only while there is more to hash.
struct ResultsInHand {
    /// The longest that a result waits, if the next hash takes as long as the last. Before one that is dearer all are told.
    static let patience = Duration.milliseconds(5)

    private var completions: [@Sendable () -> Void] = []
    private var oldest: ContinuousClock.Instant?
    private var lastDuration = Duration.zero

    /// Takes what tells of a result that was there at `now`, after a hash of `duration`.
    mutating func add(
        at now: ContinuousClock.Instant, after duration: Duration, _ completion: @escaping @Sendable () -> Void
    ) {
        completions.append(completion)
        oldest = oldest ?? now
        lastDuration = duration
    }

    var isEmpty: Bool { completions.isEmpty }

    /// Whether they have no time for one hash more.
    func areDue(now: ContinuousClock.Instant) -> Bool {
        guard let oldest else { return false }
        return oldest.duration(to: now) + lastDuration > Self.patience
    }

    /// What tells of all of them, in their order; nil when there are none.
    mutating func take() -> (@Sendable () -> Void)? {
        guard !completions.isEmpty else { return nil }
        defer {
            completions = []
            oldest = nil
        }
        return { [completions] in
            for completion in completions { completion() }
        }
    }
}
