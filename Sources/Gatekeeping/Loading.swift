import VoicemailModel

/// Who waits for which rows of one kind. Each row is read once at a time, whoever waits for it, and in the turn of whoever has it
/// first: no client waits behind what another has asked for.
final class Loading<Key: Hashable> {
    typealias Waiter = (Result<Void, ReadFailure>) -> Void

    private let reads: StoreReads
    /// By their number, in the order in which they came.
    private var waiters: [Key: [UInt64: Waiter]] = [:]
    private var lastNumber: UInt64 = 0
    /// What is being read.
    private var underWay: Set<Key> = []
    /// What is being read and has changed since.
    private var outdated: Set<Key> = []

    init(_ reads: StoreReads) {
        self.reads = reads
    }

    /// Tells `waiter` when the row of `key` has been read, or is not.
    ///
    /// - Parameters:
    ///   - due: when its turn must have come.
    ///   - read: is called if it is to be read for this waiter; takes what tells that it has been, on the event loop.
    func wait(
        for key: Key, _ caller: Caller, by due: ContinuousClock.Instant, _ waiter: @escaping Waiter,
        read: @escaping (_ done: @escaping (Result<Void, StoreError>) -> Void) -> Void
    ) {
        lastNumber += 1
        let number = lastNumber
        waiters[key, default: [:]][number] = waiter
        guard !underWay.contains(key) else { return }
        reads.row(for: caller, by: due) { hasCome in
            guard hasCome else { return self.refuse(number, key) }
            // In the turn of somebody else it was read before, or is being read.
            guard self.waiters[key]?[number] != nil, self.underWay.insert(key).inserted else {
                return self.reads.rowIsRead()
            }
            read { result in
                self.reads.rowIsRead()
                self.finish(key, result.mapError { .store($0) })
            }
        }
    }

    private func refuse(_ number: UInt64, _ key: Key) {
        guard let waiter = waiters[key]?.removeValue(forKey: number) else { return }
        if waiters[key]?.isEmpty == true { waiters[key] = nil }
        waiter(.failure(.busy(.rows)))
    }

    /// Each who is told may ask for the same at once.
    private func finish(_ key: Key, _ result: Result<Void, ReadFailure>) {
        underWay.remove(key)
        outdated.remove(key)
        let told = (waiters.removeValue(forKey: key) ?? [:]).sorted { $0.key < $1.key }
        for (_, waiter) in told { waiter(result) }
    }

    /// What is being read of `key` may be older than what is known.
    func outdate(_ key: Key) {
        if underWay.contains(key) { outdated.insert(key) }
    }

    /// Whether what was read is older than what was known meanwhile; then it is to be read again.
    func isOutdated(_ key: Key) -> Bool { outdated.contains(key) }
}
