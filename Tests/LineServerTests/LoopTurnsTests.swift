import NIOCore
import NIOEmbedded
import Testing

@testable import LineServer

@Suite("Turns on an event loop", .timeLimit(.minutes(1)))
struct LoopTurnsTests {
    /// Has always more to do.
    private final class Busy: TurnTaker {
        let flow = Flow.client("pbx")
        var turn = TurnState()
        var turns = 0

        func takeTurn(at begin: NIODeadline, until end: NIODeadline) -> Bool {
            turns += 1
            return true
        }
    }

    @Test("while the loop does not look at its sockets it is asked less and less often, and then goes on as before")
    func samePass() throws {
        let loop = EmbeddedEventLoop()
        var (pass, looks) = (UInt64(1), 0)
        // Time passes with each look at the clock, so that turns end.
        var time = NIODeadline.uptimeNanoseconds(0)
        let turns = LoopTurns(on: loop) {
            looks += 1
            return pass
        } now: {
            time = time + .microseconds(100)
            return time
        }
        let busy = Busy()
        turns.arrive(busy)
        loop.advanceTime(by: .microseconds(1))
        let had = busy.turns
        #expect(had > 1)
        looks = 0
        loop.advanceTime(by: .seconds(1))
        #expect(busy.turns == had, "turns are given once in a pass")
        // 10 µs doubled until a second has passed; every 10 µs it would be a hundred thousand times.
        #expect((1...100).contains(looks), "\(looks)")
        pass = 2
        loop.advanceTime(by: .seconds(2))
        #expect(busy.turns > had)
        #expect(throws: Never.self) { try loop.syncShutdownGracefully() }
    }
}
