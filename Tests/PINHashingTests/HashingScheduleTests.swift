import Testing
import VoicemailModel

@testable import PINHashing

/// Two workers, 100 ms a hash with a margin of 50 ms, on a clock that stands still unless told.
@Suite(.timeLimit(.minutes(5)))
struct HashingScheduleTests {
    private let start = ContinuousClock.now

    private func schedule(workers: Int = 2, capacity: Int = 16) -> HashingSchedule<String> {
        HashingSchedule(workers: workers, capacity: capacity, time: HashingTime(first: .milliseconds(100)))
    }

    private func at(_ milliseconds: Int) -> ContinuousClock.Instant {
        start.advanced(by: .milliseconds(milliseconds))
    }

    private func fill(
        _ schedule: inout HashingSchedule<String>, _ ids: Range<UInt64>, flow: UInt64 = 1, deadline: Int = 60_000,
        isKnown: Bool = true
    ) -> Int {
        ids.filter { id in
            guard schedule.takePlace(id: id, flow: flow, deadline: at(deadline), now: start) == .accepted else {
                return false
            }
            return !isKnown || schedule.perform("\(id)", at: id, now: start)
        }.count
    }

    @Test("the queue is bounded, also when nothing is known of the work", arguments: [true, false])
    func bounded(isKnown: Bool) {
        var schedule = schedule(capacity: 4)
        #expect(fill(&schedule, 0..<10, isKnown: isKnown) == 4)
        #expect(schedule.depth == 4)
    }

    @Test("work that would not be done by its deadline is refused")
    func deadline() {
        var schedule = schedule()
        // Half a hash's time for each that is before it, then nearly always 150 ms.
        #expect(fill(&schedule, 0..<10, deadline: 149) == 0)
        #expect(fill(&schedule, 0..<10, deadline: 150) == 2)
        #expect(fill(&schedule, 10..<20, deadline: 250) == 2)
        #expect(schedule.take(now: start) != nil)
        #expect(schedule.take(now: start) != nil)
        #expect(fill(&schedule, 20..<30, deadline: 250) == 0)
        schedule.finished(took: .milliseconds(100))
        #expect(fill(&schedule, 30..<31, deadline: 250) == 1)
    }

    @Test("a flow is judged by its own turns, so that a flood ahead does not shut out others")
    func judgesFlows() {
        var schedule = schedule(capacity: 64)
        #expect(fill(&schedule, 0..<50, flow: 1, deadline: 1150) == 22)
        #expect(fill(&schedule, 50..<51, flow: 2, deadline: 250) == 1)
        #expect(schedule.take(now: start) == "0")
        #expect(schedule.take(now: start) == "50")
        #expect(schedule.admission(flow: nil, deadline: at(250), now: start) == .accepted)
    }

    @Test("one flow cannot take the last places of the queue", arguments: [true, false])
    func keepsPlaces(isKnown: Bool) {
        var schedule = schedule(capacity: 16)
        #expect(fill(&schedule, 0..<40, flow: 1, isKnown: isKnown) == 14)
        #expect(schedule.admission(flow: nil, deadline: at(60_000), now: start) == .accepted)
        #expect(fill(&schedule, 40..<50, flow: 2, isKnown: isKnown) == 2)
        #expect(schedule.depth == 16)
        guard case .refused = schedule.admission(flow: nil, deadline: at(60_000), now: start) else {
            Issue.record("a full queue took work")
            return
        }
    }

    @Test("work that can no longer be done in time is not begun, and waits to be taken back")
    func late() {
        var schedule = schedule(workers: 1)
        #expect(fill(&schedule, 0..<1, deadline: 200) == 1)
        #expect(fill(&schedule, 1..<2, deadline: 1000) == 1)
        #expect(schedule.take(now: at(51)) == "1")
        #expect(schedule.depth == 1)
        #expect(schedule.cancel(0) == true)
        #expect(schedule.cancel(0) == false)
        #expect(schedule.depth == 0)
    }

    @Test("work begins at its latest start, and not a moment later", arguments: [(850, true), (851, false)])
    func latestStart(now: Int, begins: Bool) {
        var schedule = schedule()
        #expect(fill(&schedule, 0..<1, deadline: 1000) == 1)
        #expect(schedule.latestStart(for: at(1000)) == at(850))
        #expect((schedule.take(now: at(now)) != nil) == begins)
    }

    @Test("what was taken cannot be taken back, what was taken back is never taken")
    func cancels() {
        var schedule = schedule()
        #expect(fill(&schedule, 0..<3) == 3)
        #expect(schedule.take(now: start) == "0")
        #expect(schedule.cancel(0) == false)
        #expect(schedule.cancel(1) == true)
        #expect(schedule.cancel(1) == false)
        #expect(schedule.cancel(99) == false)
        #expect(schedule.take(now: start) == "2")
        #expect(schedule.take(now: start) == nil)
    }

    @Test("whoever waits as long as told is taken, when nobody else comes")
    func honest() {
        var schedule = schedule(workers: 1, capacity: 64)
        let admitted = UInt64(fill(&schedule, 0..<9, deadline: 1000))
        #expect(admitted == 9)
        guard
            case .refused(let wait) = schedule.submit("late", id: 100, flow: 1, deadline: at(1000), now: start)
        else {
            Issue.record("taken")
            return
        }
        // The worker does one after the other until the time has come.
        var now = 0
        var done: UInt64 = 0
        while now + 100 <= Int(wait), schedule.take(now: at(now)) != nil {
            schedule.finished(took: .milliseconds(100))
            now += 100
            done += 1
        }
        #expect(done < admitted)
        let again = schedule.submit("late", id: 100, flow: 1, deadline: at(Int(wait) + 1000), now: at(Int(wait)))
        #expect(again == .accepted)
    }

    @Test("those who are refused are told to come back one after the other, for thirty seconds")
    func spreads() {
        var schedule = schedule(workers: 1, capacity: 7)
        #expect(fill(&schedule, 0..<7) == 7)
        let waits = refusals(400, of: &schedule)
        #expect(Array(waits.prefix(300)) == (1...300).map { $0 * 100 })
        #expect(waits.dropFirst(300).allSatisfy { $0 == 30_000 })
        #expect(schedule.retryAfterMilliseconds(now: start) == 30_000)
        // Time passes, and with it what was promised.
        #expect(schedule.retryAfterMilliseconds(now: at(29_000)) == 1000)
        #expect(schedule.retryAfterMilliseconds(now: at(31_000)) == 100)
    }

    @Test("places that were promised to clients who do not come back are promised again once the queue is half empty")
    func promisesEnd() {
        for (left, next) in [(3, 5100), (2, 100)] as [(Int, Int64)] {
            var schedule = schedule(workers: 1, capacity: 7)
            #expect(fill(&schedule, 0..<7) == 7)
            #expect(refusals(50, of: &schedule).last == 5000)
            for id in UInt64(0)..<UInt64(7 - left) { _ = schedule.cancel(id) }
            #expect(fill(&schedule, 10..<UInt64(17 - left)) == 7 - left)
            #expect(refusals(1, of: &schedule) == [next], "\(left) left")
        }
    }

    /// What those who come to a full queue are told.
    private func refusals(_ count: Int, of schedule: inout HashingSchedule<String>) -> [Int64] {
        (0..<count).compactMap { index in
            guard
                case .refused(let wait) = schedule.submit(
                    "", id: UInt64(1000 + index), flow: 1, deadline: at(60_000), now: start)
            else { return nil }
            return wait
        }
    }

    @Test("a machine that has become slow is tried again when nothing is left to do")
    func recovers() {
        var schedule = schedule(workers: 1)
        for id in UInt64(0)..<40 {
            _ = schedule.submit("", id: id, flow: 1, deadline: at(600_000), now: start)
            _ = schedule.take(now: start)
            schedule.finished(took: .seconds(60))
        }
        #expect(schedule.time.nearlyAlways > .seconds(2))
        #expect(schedule.admission(flow: nil, deadline: at(2000), now: start) == .accepted)
    }
}
