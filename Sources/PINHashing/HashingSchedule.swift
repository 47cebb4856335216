import OrderedCollections
import VoicemailModel

/// Decides what the hashing threads do next, and what is taken at all. It reads no clock and starts no thread.
///
/// A place is taken first and given its work later. It is
/// - *queued* until its turn comes. Then a worker takes its work; when it has none and others have, it becomes called;
/// - *called*, while others go past it. Once it has work, that comes before everything that is queued;
/// - *late* when a worker found it too late. Its work is dropped with the PIN in it; its id stays until somebody asks for it.
///
/// So every place ends in exactly one way: a worker takes its work, `cancel` returns true, or `perform` finds it too late.
struct HashingSchedule<Work> {
    typealias Instant = ContinuousClock.Instant

    private struct Place {
        let flow: UInt64
        let deadline: Instant
    }

    let workers: Int
    let capacity: Int
    private(set) var time: HashingTime
    private let timeWhenIdle: HashingTime
    private var queue = FairQueue<Place>()
    /// In the order in which their turns came.
    private var called: OrderedDictionary<UInt64, Place> = [:]
    private var late: Set<UInt64> = []
    /// The work of those places, queued or called, that have some.
    private var works: [UInt64: Work] = [:]
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

    /// Places that have been taken and have not ended.
    var depth: Int { waiting + late.count }

    /// Places for whose work a worker may still come.
    private var waiting: Int { queue.count + called.count }

    /// Would a place be given to `flow` now? Nil stands for a flow that holds none.
    mutating func admission(flow: UInt64?, deadline: Instant, now: Instant) -> HashingAdmission {
        if running == 0, waiting == 0, latestStart(for: deadline) < now {
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

    mutating func takePlace(id: UInt64, flow: UInt64, deadline: Instant, now: Instant) -> HashingAdmission {
        precondition(called[id] == nil && !late.contains(id), "an id has one place")
        let admission = admission(flow: flow, deadline: deadline, now: now)
        if admission == .accepted { queue.append(Place(flow: flow, deadline: deadline), id: id, flow: flow) }
        return admission
    }

    /// Gives a place its work. False when there is no such place, or it is too late: then there is none any more.
    mutating func perform(_ work: Work, at id: UInt64, now: Instant) -> Bool {
        guard let place = queue[id] ?? called[id], now <= latestStart(for: place.deadline) else {
            _ = cancel(id)
            return false
        }
        precondition(works[id] == nil, "a place is given its work once")
        works[id] = work
        return true
    }

    /// Takes the next work that can be done in time; the caller runs it and then says that it has `finished`.
    mutating func take(now: Instant) -> Work? {
        let flows = Double(queue.flowCount)
        // Nobody waits any longer: what comes next finds another crowd, or none.
        defer { if waiting == 0 { meanFlows = 0 } }
        while let (id, place, work) = popFirst() {
            if now > latestStart(for: place.deadline) {
                late.insert(id)
            } else if let work {
                running += 1
                meanFlows += (flows - meanFlows) / Self.smoothing
                return work
            } else {
                called[id] = place
            }
        }
        return nil
    }

    /// The place whose turn it is. None when there is no work at all: with nothing to go past them, places keep their turns.
    private mutating func popFirst() -> (id: UInt64, place: Place, work: Work?)? {
        guard !works.isEmpty else { return nil }
        if let (id, place) = called.first(where: { works[$0.key] != nil }) {
            called[id] = nil
            return (id, place, works.removeValue(forKey: id))
        }
        return queue.popFirst().map { ($0.id, $0.element, works.removeValue(forKey: $0.id)) }
    }

    mutating func finished(took duration: Duration) {
        running -= 1
        time.observe(duration)
    }

    /// Gives up a place, with or without work. False when there is no such place.
    mutating func cancel(_ id: UInt64) -> Bool {
        works[id] = nil
        return queue.remove(id) != nil || called.removeValue(forKey: id) != nil || late.remove(id) != nil
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

    /// How long work at a new place of `flow` waits for a worker.
    private func wait(for flow: UInt64?) -> Duration {
        let queued = max(queue.count(before: flow), expectedCount(before: flow))
        return timeForOne * max(0, called.count + queued + running - workers + 1)
    }

    /// The first place of a flow waits for what is there. Each further one waits for as many rounds, in which flows take their
    /// turn that have nothing queued now. Taken on without regard to those it would be too late when its turn comes, and be told
    /// so then instead of now.
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
        let flowsOfCalled = called.values.map(\.flow)
        let held = queue.count(of: flow) + flowsOfCalled.count { $0 == flow }
        let others = queue.flowCount + Set(flowsOfCalled).count { queue.count(of: $0) == 0 } - (held == 0 ? 0 : 1)
        return held < capacity / (others + 2)
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
