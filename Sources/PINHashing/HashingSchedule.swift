import VoicemailModel

/// Decides what the hashing threads do next, and what is taken at all. It reads no clock and starts no thread.
///
/// A piece of work is *queued* until it is taken by a worker, taken back by its submitter, or found to be too late. Then it
/// is *late*: dropped with the PIN in it, and only its id stays, until its submitter takes that back. So every piece of
/// work ends in exactly one way: a worker took it, or `cancel` returned true.
struct HashingSchedule<Work> {
    typealias Instant = ContinuousClock.Instant

    private struct Entry {
        var work: Work
        var deadline: Instant
    }

    let workers: Int
    let capacity: Int
    private(set) var time: HashingTime
    private let timeWhenIdle: HashingTime
    private var queue = FairQueue<Entry>()
    private var late: Set<UInt64> = []
    private(set) var running = 0
    /// Flows that take turns, on average over the last pieces of work.
    private var meanFlows = 0.0
    private static var smoothing: Double { 32 }
    /// Up to when places have been promised to those who were refused.
    private var promisedUntil: Instant?
    /// The furthest that a place is promised. A caller does not hold the line for longer, and who is told more would wait for
    /// others who may never come back.
    static var longestPromise: Duration { .seconds(30) }

    init(workers: Int, capacity: Int, time: HashingTime) {
        self.workers = workers
        self.capacity = capacity
        self.time = time
        timeWhenIdle = time
    }

    /// Work that waits, or whose place has not been given back yet.
    var depth: Int { queue.count + late.count }

    /// Would work of `flow` be taken now? Nil stands for a flow with nothing queued.
    mutating func admission(flow: UInt64?, deadline: Instant, now: Instant) -> HashingAdmission {
        if running == 0, queue.isEmpty, latestStart(for: deadline) < now {
            // With everything refused, nothing would ever show that the machine is fast again.
            time = timeWhenIdle
        }
        let wait = wait(for: flow)
        let tooLate = latestStart(for: deadline).duration(to: now.advanced(by: wait))
        if tooLate <= .zero, hasPlace(for: flow) {
            // Half empty, although places were promised: those who were told of them do not come back.
            if depth < capacity / 2, wait < .zero - tooLate { promisedUntil = nil }
            return .accepted
        }
        return .refused(retryAfterMilliseconds: promisePlace(after: max(tooLate, timeForOne), now: now))
    }

    mutating func submit(
        _ work: Work, id: UInt64, flow: UInt64, deadline: Instant, now: Instant
    ) -> HashingAdmission {
        let admission = admission(flow: flow, deadline: deadline, now: now)
        if admission == .accepted {
            queue.append(Entry(work: work, deadline: deadline), id: id, flow: flow)
        }
        return admission
    }

    /// Takes the next work that can be done in time; the caller runs it and then says that it has `finished`.
    mutating func take(now: Instant) -> Work? {
        meanFlows += (Double(queue.flowCount) - meanFlows) / Self.smoothing
        // Nobody waits any longer: what comes next finds another crowd, or none.
        defer { if queue.isEmpty { meanFlows = 0 } }
        while let (id, entry) = queue.popFirst() {
            guard now <= latestStart(for: entry.deadline) else {
                late.insert(id)
                continue
            }
            running += 1
            return entry.work
        }
        return nil
    }

    mutating func finished(took duration: Duration) {
        running -= 1
        time.observe(duration)
    }

    mutating func cancel(_ id: UInt64) -> Bool {
        queue.remove(id) != nil || late.remove(id) != nil
    }

    func latestStart(for deadline: Instant) -> Instant {
        deadline.advanced(by: .zero - time.nearlyAlways)
    }

    /// When a client that was refused is worth hearing again: not before the place promised last.
    func retryAfterMilliseconds(now: Instant) -> Int64 {
        let promised = promisedUntil.map { now.duration(to: $0) } ?? .zero
        return max(1, min(max(promised, timeForOne), Self.longestPromise).millisecondsRoundedUp)
    }

    // MARK: Estimates

    /// The time in which the workers together do one piece of work.
    private var timeForOne: Duration { time.mean / workers }

    /// How long new work of `flow` waits for a worker.
    private func wait(for flow: UInt64?) -> Duration {
        let before = max(queue.count(before: flow), expectedCount(before: flow)) + running - workers + 1
        return timeForOne * max(0, before)
    }

    /// The first work of a flow waits for what is there. Each further one waits for as many rounds, in which flows take their turn
    /// that have nothing queued now. Taken on without regard to those it would be too late when its turn comes, and be told so
    /// then instead of now.
    private func expectedCount(before flow: UInt64?) -> Int {
        let own = flow.map(queue.count(of:)) ?? 0
        guard own > 0 else { return 0 }
        return Int(Double(own + 1) * max(meanFlows, Double(queue.flowCount))) - 1
    }

    /// The last eighth of the queue is kept for flows that hold less than an equal share of it, counting one flow that is
    /// still to come. A flood that has filled the rest leaves others a way in.
    private func hasPlace(for flow: UInt64?) -> Bool {
        guard depth < capacity else { return false }
        guard depth >= capacity - capacity / 8, let flow else { return true }
        let held = queue.count(of: flow)
        let flows = queue.flowCount + (held == 0 ? 1 : 0)
        return held < capacity / (flows + 1)
    }

    /// Each client that is refused is told a time later by one hash than the one before, so that they come back one by one
    /// and each finds the place it was told of.
    private mutating func promisePlace(after wait: Duration, now: Instant) -> Int64 {
        let earliest = now.advanced(by: wait)
        let next = promisedUntil?.advanced(by: timeForOne) ?? earliest
        promisedUntil = min(max(next, earliest), now.advanced(by: Self.longestPromise))
        return retryAfterMilliseconds(now: now)
    }
}

extension Duration {
    /// Never less than this, for it is told to somebody who then comes back.
    var millisecondsRoundedUp: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
    }
}
