public import VoicemailModel

/// A bounded queue before a few threads that hash, at a low priority.
///
/// Everything about it may be called from any thread, and returns at once; only `init` and `shutdown` take time.
public final class HashingPool: PINHasher {
    /// Work with the completion that is told of its result.
    struct Job: Sendable {
        var work: HashingWork
        var completion: @Sendable (HashingResult) -> Void
        var given = ContinuousClock.now
    }

    struct State {
        var schedule: HashingSchedule<Job>
        /// Threads that have not ended.
        var threads: Int
        var isStopping = false
    }

    private let hasher: Argon2Hasher
    private let monitor: Monitor<State>
    private let threads: Monitor<[HashingThread]>

    /// Makes the dummy hash, times it, and starts the threads.
    ///
    /// - Parameters:
    ///   - parameters: what a new hash costs.
    ///   - workers: threads, at least one; see `defaultWorkers`.
    ///   - capacity: places before the threads, at least one.
    ///   - metrics: where times are recorded.
    /// - Throws: when libsodium cannot be started or one hash's memory is not available.
    public convenience init(
        parameters: Argon2Parameters, workers: Int, capacity: Int, metrics: HashingMetrics = .none
    ) throws(HashingError) {
        try self.init(
            parameters: parameters, workers: workers, capacity: capacity, hashMemory: nil, metrics: metrics)
    }

    /// - Parameter hashMemory: nil finds out which it is; tests ask for either.
    package init(
        parameters: Argon2Parameters, workers: Int, capacity: Int, hashMemory: HashingStatus.Memory?,
        metrics: HashingMetrics = .none
    ) throws(HashingError) {
        let hasher = try Argon2Hasher(parameters, hashMemory: hashMemory)
        guard workers >= 1 else { throw HashingError("there must be at least one hash worker") }
        guard capacity >= 1 else { throw HashingError("the hash queue must have at least one place") }
        let clock = ContinuousClock()
        let time = clock.measure { _ = hasher.perform(.verify(candidate: nil, encodedHash: nil, replacement: nil)) }
        KeptMemory.release()

        let schedule = HashingSchedule<Job>(workers: workers, capacity: capacity, time: HashingTime(first: time))
        let monitor = Monitor(State(schedule: schedule, threads: workers))
        var threads: [HashingThread] = []
        for number in 0..<workers {
            let worker = HashingWorker(hasher: hasher, monitor: monitor, metrics: metrics)
            guard let thread = HashingThread(body: worker.run) else {
                Self.stop(monitor, threads)
                throw HashingError("hash worker \(number + 1) of \(workers) could not be started")
            }
            threads.append(thread)
        }
        self.hasher = hasher
        self.monitor = monitor
        self.threads = Monitor(threads)
    }

    deinit {
        shutdown()
    }

    /// Waits for what is being hashed, then ends the threads. What still waits is never begun; whoever has a place
    /// can give it up. Nothing is taken any more.
    public func shutdown() {
        Self.stop(
            monitor,
            threads.withLock { threads in
                defer { threads = [] }
                return threads
            })
    }

    private static func stop(_ monitor: Monitor<State>, _ threads: [HashingThread]) {
        monitor.withLock { $0.isStopping = true }
        monitor.broadcast()
        for thread in threads { thread.join() }
    }

    public var status: HashingStatus {
        monitor.withLock { state in
            HashingStatus(
                hashMemory: hasher.parameters.memory, operations: hasher.parameters.operations,
                workers: state.schedule.workers, threads: state.threads, queueDepth: state.schedule.depth,
                queueCapacity: state.schedule.capacity,
                running: state.schedule.running,
                meanHashTime: state.schedule.time.mean, memory: hasher.hashMemory)
        }
    }

    // MARK: PINHasher

    public func admission(deadline: ContinuousClock.Instant) -> HashingAdmission {
        monitor.withLock { state in
            if state.isStopping { return state.refusal }
            return state.schedule.admission(flow: nil, deadline: deadline, now: .now)
        }
    }

    public func takePlace(id: UInt64, flow: UInt64, deadline: ContinuousClock.Instant) -> HashingAdmission {
        monitor.withLock { state in
            if state.isStopping { return state.refusal }
            return state.schedule.takePlace(id: id, flow: flow, deadline: deadline, now: .now)
        }
    }

    public func perform(
        _ work: HashingWork, at id: UInt64, completion: @escaping @Sendable (HashingResult) -> Void
    ) -> Bool {
        let job = Job(work: work, completion: completion)
        let isTaken = monitor.withLock { state in
            guard !state.isStopping else {
                _ = state.schedule.cancel(id)
                return false
            }
            return state.schedule.perform(job, at: id, now: .now)
        }
        if isTaken { monitor.signal() }
        return isTaken
    }

    public func cancel(_ id: UInt64) -> Bool {
        monitor.withLock { $0.schedule.cancel(id) }
    }

    public func latestStart(for deadline: ContinuousClock.Instant) -> ContinuousClock.Instant {
        monitor.withLock { $0.schedule.latestStart(for: deadline) }
    }

    public var retryAfterMilliseconds: Int64 {
        monitor.withLock { $0.schedule.retryAfterMilliseconds(now: .now) }
    }

    public func objection(toEncodedHash text: String) -> String? {
        do throws(Argon2String.Objection) {
            _ = try hasher.caps.read(text)
            return nil
        } catch {
            return error.sentence(hasher.caps)
        }
    }
}

extension HashingPool.State {
    fileprivate var refusal: HashingAdmission {
        .refused(retryAfterMilliseconds: schedule.retryAfterMilliseconds(now: .now))
    }
}
