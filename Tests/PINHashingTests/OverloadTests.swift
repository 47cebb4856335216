import Testing
import VoicemailModel
import VoicemailTestKit

@testable import PINHashing

/// Minutes of overload on a clock of their own: requests that come as they like, hashes that take as long as they do.
@Suite("Under overload", .timeLimit(.minutes(5)))
struct OverloadTests {
    private typealias Instant = ContinuousClock.Instant

    /// What became of the requests.
    private struct Outcome {
        var done = 0
        var doneByFlow: [UInt64: Int] = [:]
        /// Milliseconds after which each refusal was told, in their order.
        var refusals: [Int] = []

        func refused(percentile: Int) -> Int { refusals.isEmpty ? 0 : refusals[refusals.count * percentile / 100] }
    }

    private struct Load {
        var flows: Int
        var perSecond: Double
        /// The share of one flow that floods, beside the others.
        var flood = 0.0
        /// How long something else takes between a place and its work.
        var commit = Duration.zero
    }

    /// The flow that floods.
    private static let flood: UInt64 = 999_999
    private static let deadline = Duration.milliseconds(1975)
    private static let seconds = 60

    /// Two workers, 25 ms a hash: 80 a second.
    private func run(_ load: Load, seed: UInt64) -> Outcome {
        var random = Seeded(state: seed)
        var schedule = HashingSchedule<UInt64>(workers: 2, capacity: 256, time: HashingTime(first: .milliseconds(25)))
        let start = ContinuousClock.now
        var (now, nextArrival) = (start, start)
        var running: [(end: Instant, id: UInt64, took: Duration)] = []
        var waiting: [UInt64: (flow: UInt64, arrived: Instant)] = [:]
        var committing: [(end: Instant, id: UInt64)] = []
        var lastID: UInt64 = 0
        var outcome = Outcome()

        func refuse(arrived: Instant) { outcome.refusals.append(Int(arrived.duration(to: now) / .milliseconds(1))) }
        func arrive() {
            let isFlood = Double.random(in: 0..<1, using: &random) < load.flood
            let flow = isFlood ? Self.flood : UInt64.random(in: 0..<UInt64(load.flows), using: &random)
            lastID += 1
            let deadline = now.advanced(by: Self.deadline)
            if schedule.takePlace(id: lastID, flow: flow, deadline: deadline, now: now) == .accepted {
                waiting[lastID] = (flow, now)
                committing.append((now.advanced(by: load.commit), lastID))
            } else {
                refuse(arrived: now)
            }
            nextArrival = now.advanced(by: .seconds(Double.random(in: 0..<2, using: &random) / load.perSecond))
        }
        func giveWork() {
            let ended = committing.prefix { $0.end <= now }
            for (_, id) in ended where !schedule.perform(id, at: id, now: now) {
                if let arrived = waiting.removeValue(forKey: id)?.arrived { refuse(arrived: arrived) }
            }
            committing.removeFirst(ended.count)
        }
        func takeBackLate() {
            let lastInTime = now.advanced(by: schedule.time.nearlyAlways - Self.deadline)
            let late = waiting.filter { $0.value.arrived < lastInTime }.sorted { $0.key < $1.key }
            for (id, entry) in late where schedule.cancel(id) {
                waiting[id] = nil
                refuse(arrived: entry.arrived)
            }
        }
        while start.duration(to: now) < .seconds(Self.seconds) {
            giveWork()
            while running.count < 2, let id = schedule.take(now: now) {
                let took = Duration.milliseconds(Int.random(in: 22...28, using: &random))
                running.append((now.advanced(by: took), id, took))
            }
            takeBackLate()
            let nextEnd = (running.map(\.end) + committing.prefix(1).map(\.end)).min() ?? nextArrival
            now = min(nextArrival, nextEnd)
            if now == nextArrival { arrive() }
            for (index, work) in running.enumerated().reversed() where work.end <= now {
                running.remove(at: index)
                schedule.finished(took: work.took)
                if let flow = waiting.removeValue(forKey: work.id)?.flow {
                    outcome.done += 1
                    outcome.doneByFlow[flow, default: 0] += 1
                }
            }
        }
        outcome.refusals.sort()
        return outcome
    }

    @Test(
        "with three times as many requests as can be hashed, those that are refused are refused at once",
        arguments: [1, 2, 8, 16, 64, 128, 256, 5000], [UInt64(1), 2])
    func refusesAtOnce(flows: Int, seed: UInt64) {
        let outcome = run(Load(flows: flows, perSecond: 240), seed: seed)
        #expect(outcome.refused(percentile: 98) == 0)
        // Of 80 a second, none is lost for it.
        #expect(outcome.done > 80 * Self.seconds * 97 / 100)
    }

    @Test(
        "no time is lost while places have no work yet, and those that are refused are refused at once",
        arguments: [1, 64], [5, 100])
    func losesNoTime(flows: Int, commit: Int) {
        let outcome = run(Load(flows: flows, perSecond: 240, commit: .milliseconds(commit)), seed: 1)
        #expect(outcome.refused(percentile: 98) == 0)
        #expect(outcome.done > 80 * Self.seconds * 97 / 100)
    }

    @Test(
        "while one flow floods, the others have all that they ask for, and the flood what is left",
        arguments: [UInt64(1), 2])
    func leavesOthersTheirTurn(seed: UInt64) {
        let outcome = run(Load(flows: 20, perSecond: 300, flood: 0.8), seed: seed)
        let others = outcome.done - (outcome.doneByFlow[Self.flood] ?? 0)
        #expect(others > 60 * Self.seconds * 95 / 100)
        #expect(outcome.refused(percentile: 90) == 0)
        #expect(outcome.done > 80 * Self.seconds * 97 / 100)
    }

    @Test("a burst over one connection is taken whole when it can be hashed in time, also just after a crowd has gone")
    func takesBursts() {
        var schedule = HashingSchedule<UInt64>(workers: 2, capacity: 256, time: HashingTime(first: .milliseconds(25)))
        let start = ContinuousClock.now
        let deadline = start.advanced(by: Self.deadline)
        for id in UInt64(0)..<100 {
            #expect(schedule.submit(id, id: id, flow: id, deadline: deadline, now: start) == .accepted)
        }
        for _ in 0..<100 {
            _ = schedule.take(now: start)
            schedule.finished(took: .milliseconds(25))
        }
        for id in UInt64(100)..<200 {
            #expect(schedule.submit(id, id: id, flow: 7, deadline: deadline, now: start) == .accepted)
        }
    }
}
