import Testing

@testable import Gatekeeping

@Suite("Turns to read", .timeLimit(.minutes(5)))
struct WorkLaneTests {
    private let start = ContinuousClock.now
    private var lane = WorkLane<String>(.init(atOnce: 2, waiting: 3))

    /// What begins, and with a question mark what is too late, until nothing more does.
    private mutating func turns(after seconds: Int = 0) -> [String] {
        var turns: [String] = []
        while let turn = lane.next(at: start + .seconds(seconds)) {
            switch turn {
            case .begins(let work): turns.append(work)
            case .isTooLate(let work): turns.append(work + "?")
            }
        }
        return turns
    }

    /// - Parameter work: its first letter is its flow.
    private mutating func arrive(_ work: String..., by seconds: Int = 10) -> [Bool] {
        work.map { lane.arrive($0, in: UInt64($0.utf8.first ?? 0), by: start + .seconds(seconds)) }
    }

    @Test("so many are under way at once; who leaves makes room for the next")
    mutating func bounded() {
        #expect(arrive("a1", "a2", "a3") == [true, true, true])
        #expect(turns() == ["a1", "a2"])
        #expect(turns() == [])
        lane.leave()
        #expect(turns() == ["a3"])
        lane.leave()
        lane.leave()
        #expect(turns() == [])
    }

    @Test("with another bound more begin, or fewer; what has begun goes on, and what has no deadline is never too late")
    mutating func rebounded() {
        for work in ["a1", "a2", "a3"] {
            let isTaken = lane.arrive(work, in: 1, by: nil)
            #expect(isTaken)
        }
        lane.bounds.atOnce = 1
        #expect(turns(after: 1_000_000) == ["a1"])
        lane.bounds.atOnce = 3
        #expect(turns(after: 1_000_000) == ["a2", "a3"])
        lane.bounds.atOnce = 1
        let isTaken = lane.arrive("a4", in: 1, by: nil)
        #expect(isTaken)
        lane.leave()
        lane.leave()
        #expect(turns() == [])
        lane.leave()
        #expect(turns() == ["a4"])
    }

    @Test("flows take turns, however many wait in the line of one, and each line keeps its order")
    mutating func fair() {
        _ = arrive("a1", "a2", "a3", "b1", "c1", "c2")
        var begun = turns()
        for _ in 0..<4 {
            lane.leave()
            begun += turns()
        }
        #expect(begun == ["a1", "b1", "c1", "a2", "c2", "a3"])
    }

    @Test("a line that is full takes nothing more, and others do")
    mutating func full() {
        #expect(arrive("a1", "a2", "a3", "a4", "b1") == [true, true, true, false, true])
        // What has begun waits no more.
        #expect(turns() == ["a1", "b1"])
        #expect(arrive("a5", "a6") == [true, false])
    }

    @Test("what is not begun in time is not begun, and takes no place of others")
    mutating func late() {
        _ = arrive("a1", "a2", by: 1)
        _ = arrive("a3", "b1", by: 2)
        #expect(turns(after: 1) == ["a1?", "b1", "a2?", "a3"])
        _ = arrive("a4", by: 2)
        #expect(turns(after: 2) == [])
        lane.leave()
        #expect(turns(after: 2) == ["a4?"])
    }
}
