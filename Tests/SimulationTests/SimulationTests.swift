import Foundation
import Testing

/// Some thousand seeds. `make simulate` runs as many as it is given time for, or tells all that happens with one.
@Suite("Simulation", .timeLimit(.minutes(60)))
struct SimulationTests {
    @Test("whatever goes wrong, the four rules hold")
    func rules() {
        let run = SimulationRun(ProcessInfo.processInfo.environment)
        run.run()
        print(run.summary)
        #expect(run.failures.isEmpty, "\(run.report)")
    }

    @Test("mailboxes that do not exist are told the same, at the same moment, as if they did", arguments: 1...150)
    func twins(seed: UInt64) {
        let told = [true, false].map { isKnown in
            let world = World(seed: seed, World.Options(twin: isKnown))
            #expect(world.run() == nil)
            return world.witness.requests.map { request in
                "\(request.number): \(request.answer.map { "\($0.result) after \($0.time)" } ?? "nothing")"
            }
        }
        let difference = zip(told[0], told[1]).first { $0 != $1 }
        #expect(difference == nil)
        #expect(told[0].count == told[1].count)
        #expect(told[0].count > 5)
    }

    @Test("a seed is the same simulation each time", arguments: [1, 2, 3, 5, 8, 13, 21, 34, 55, 89])
    func replay(seed: UInt64) {
        let stories = (1...2).map { _ in
            let world = World(seed: seed, World.Options(tells: true))
            _ = world.run()
            return world.witness.story
        }
        let difference = zip(stories[0], stories[1]).first { $0 != $1 }
        #expect(difference == nil)
        #expect(stories[0].count == stories[1].count)
        #expect(stories[0].count > 20)
    }
}
