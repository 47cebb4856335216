import Testing
import VoicemailModel
import VoicemailTestKit

@testable import PINHashing

/// One worker, 100 ms a hash with a margin of 50 ms, on a clock that stands still unless told.
@Suite("A place before its work is known", .timeLimit(.minutes(5)))
struct PlaceTests {
    /// What is done to a schedule, with what comes of it.
    enum Event {
        case takes(UInt64, flow: UInt64 = 1, deadline: Int = 60_000)
        case gives(UInt64, isTaken: Bool = true)
        /// A worker comes for work.
        case comes(finds: UInt64?)
        case cancels(UInt64, Bool = true)
        case clock(Int)
    }

    private let start = ContinuousClock.now

    private func at(_ milliseconds: Int) -> ContinuousClock.Instant {
        start.advanced(by: .milliseconds(milliseconds))
    }

    private func schedule(capacity: Int = 16) -> HashingSchedule<UInt64> {
        HashingSchedule(workers: 1, capacity: capacity, time: HashingTime(first: .milliseconds(100)))
    }

    /// What each row shows, what happens, and how many places are left.
    static let table: [(name: String, events: [Event], left: Int)] = [
        ("without work nothing is found", [.takes(1), .comes(finds: nil)], 1),
        ("with it, it is found once", [.takes(1), .gives(1), .comes(finds: 1), .comes(finds: nil)], 0),
        (
            "others go past a place that has no work",
            [.takes(1), .takes(2), .gives(2), .comes(finds: 2), .comes(finds: nil)], 1
        ),
        (
            "once it has, it is before all that are queued",
            [
                .takes(1), .takes(2), .takes(3), .takes(9, flow: 2), .gives(9), .gives(3), .gives(2), .comes(finds: 9),
                .gives(1), .comes(finds: 1), .comes(finds: 2), .comes(finds: 3),
            ], 0
        ),
        (
            "those that others went past keep the order of their turns",
            [
                .takes(1), .takes(2), .takes(3), .takes(4), .gives(3), .comes(finds: 3), .gives(4), .gives(2),
                .gives(1), .comes(finds: 1), .comes(finds: 2), .comes(finds: 4),
            ], 0
        ),
        (
            "of those, one with work does not wait for one without",
            [
                .takes(1), .takes(2), .takes(3), .gives(3), .comes(finds: 3), .gives(2), .comes(finds: 2),
                .comes(finds: nil), .gives(1), .comes(finds: 1),
            ], 0
        ),
        (
            "when there is nothing to go past it, a place keeps its turn",
            [
                .takes(1), .takes(2), .takes(3, flow: 2), .comes(finds: nil), .gives(2), .gives(3), .gives(1),
                .comes(finds: 1), .comes(finds: 3), .comes(finds: 2),
            ], 0
        ),
        (
            "it is given up before it has work",
            [.takes(1), .cancels(1), .cancels(1, false), .gives(1, isTaken: false), .comes(finds: nil)], 0
        ),
        (
            "it is given up after others went past it",
            [
                .takes(1), .takes(2), .gives(2), .comes(finds: 2), .cancels(1), .cancels(1, false),
                .gives(1, isTaken: false), .comes(finds: nil),
            ], 0
        ),
        (
            "it is given up after others went past it, with its work",
            [
                .takes(1), .takes(2), .gives(2), .comes(finds: 2), .gives(1), .cancels(1), .cancels(1, false),
                .comes(finds: nil),
            ], 0
        ),
        (
            "what a worker took is not given up",
            [.takes(1), .takes(2), .gives(2), .comes(finds: 2), .gives(1), .comes(finds: 1), .cancels(1, false)], 0
        ),
        ("nobody's place takes no work", [.gives(1, isTaken: false), .comes(finds: nil)], 0),
        (
            "its work comes at the last moment",
            [.takes(1, deadline: 200), .clock(50), .gives(1), .comes(finds: 1)], 0
        ),
        (
            "its work comes too late",
            [.takes(1, deadline: 200), .clock(51), .gives(1, isTaken: false), .cancels(1, false)], 0
        ),
        (
            "its work comes too late after others went past it",
            [
                .takes(1, deadline: 200), .takes(2), .gives(2), .comes(finds: 2), .clock(51),
                .gives(1, isTaken: false), .cancels(1, false), .comes(finds: nil),
            ], 0
        ),
        (
            "its turn comes too late",
            [.takes(1, deadline: 200), .takes(2), .gives(2), .clock(51), .comes(finds: 2), .cancels(1)], 0
        ),
        (
            "its turn came too late when its work comes",
            [
                .takes(1, deadline: 200), .takes(2), .gives(2), .clock(51), .comes(finds: 2),
                .gives(1, isTaken: false), .cancels(1, false),
            ], 0
        ),
        (
            "its turn comes too late for the work that it has",
            [
                .takes(1, deadline: 200), .takes(2), .gives(2), .comes(finds: 2), .gives(1), .clock(51),
                .comes(finds: nil), .cancels(1), .cancels(1, false),
            ], 0
        ),
        (
            "until it is given up, one that is late holds its place",
            [.takes(1, deadline: 200), .gives(1), .clock(51), .comes(finds: nil)], 1
        ),
    ]

    @Test("what becomes of a place", arguments: table.indices)
    func becomes(row: Int) {
        let (name, events, left) = Self.table[row]
        var schedule = schedule()
        var now = start
        for (step, event) in events.enumerated() {
            var happens = true
            switch event {
            case .takes(let id, let flow, let deadline):
                happens = schedule.takePlace(id: id, flow: flow, deadline: at(deadline), now: now) == .accepted
            case .gives(let id, let isTaken): happens = schedule.perform(id, at: id, now: now) == isTaken
            case .comes(let id): happens = schedule.take(now: now) == id
            case .cancels(let id, let isGivenUp): happens = schedule.cancel(id) == isGivenUp
            case .clock(let milliseconds): now = at(milliseconds)
            }
            #expect(happens, "\(name): step \(step + 1), \(event)")
        }
        #expect(schedule.depth == left, "\(name)")
    }

    @Test(
        "one that others went past is still before a newcomer, whether its work is known or not",
        arguments: [true, false])
    func countsBeforeNewcomers(isKnown: Bool) {
        var schedule = schedule()
        for id: UInt64 in 1...2 {
            #expect(schedule.takePlace(id: id, flow: 1, deadline: at(60_000), now: start) == .accepted)
        }
        #expect(schedule.perform(2, at: 2, now: start) == true)
        #expect(schedule.take(now: start) == 2)
        if isKnown { #expect(schedule.perform(1, at: 1, now: start) == true) }
        // The one that runs, the one that was called, and then nearly always 150 ms.
        for flow: UInt64 in [1, 2] {
            let refusal = schedule.admission(flow: flow, deadline: at(349), now: start)
            #expect(refusal != .accepted)
            #expect(schedule.admission(flow: flow, deadline: at(350), now: start) == .accepted)
        }
    }

    @Test("places that others went past are held by their flows, when the last of the queue are given away")
    func countsAsHeld() {
        var schedule = schedule(capacity: 16)
        func take(_ ids: ClosedRange<UInt64>, flow: UInt64) -> Int {
            ids.count { schedule.takePlace(id: $0, flow: flow, deadline: at(60_000), now: start) == .accepted }
        }
        #expect(take(1...4, flow: 1) == 4)
        #expect(schedule.perform(4, at: 4, now: start) == true)
        #expect(schedule.take(now: start) == 4)
        #expect(take(11...13, flow: 1) == 3)
        #expect(take(21...28, flow: 2) == 8)
        // Flow 1 holds 6 of 14, and a third of 16 would be its share.
        #expect(schedule.depth == 14)
        #expect(schedule.admission(flow: 1, deadline: at(60_000), now: start) != .accepted)
        for id: UInt64 in 11...12 { #expect(schedule.cancel(id) == true) }
        #expect(take(31...32, flow: 3) == 2)
        #expect(schedule.admission(flow: 1, deadline: at(60_000), now: start) != .accepted)
        #expect(take(33...33, flow: 4) == 1)
    }

    @Test("every place ends in exactly one way, whatever is done to it")
    func endsOnce() {
        var generator = Seeded(state: 0x9CE5)
        var schedule = schedule(capacity: 64)
        var open: Set<UInt64> = []
        var known: Set<UInt64> = []
        var now = start
        for id in UInt64(0)..<20_000 {
            now = now.advanced(by: .milliseconds(Int.random(in: 0..<40, using: &generator)))
            let deadline = now.advanced(by: .milliseconds(Int.random(in: 150..<3000, using: &generator)))
            if schedule.takePlace(id: id, flow: id % 5, deadline: deadline, now: now) == .accepted { open.insert(id) }
            let other = id &- UInt64.random(in: 0..<20, using: &generator)
            switch Int.random(in: 0..<4, using: &generator) {
            case 0:
                #expect(schedule.cancel(other) == (open.remove(other) != nil))
            case 1:
                if let taken = schedule.take(now: now) {
                    #expect(known.contains(taken) && open.remove(taken) != nil)
                    schedule.finished(took: .milliseconds(100))
                }
            default:
                guard !open.contains(other) || known.insert(other).inserted else { continue }
                if !schedule.perform(other, at: other, now: now) { open.remove(other) }
            }
            #expect(schedule.depth == open.count)
        }
        for id in open { #expect(schedule.cancel(id) == true) }
        #expect(schedule.depth == 0)
    }
}
