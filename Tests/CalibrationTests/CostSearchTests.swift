import Testing

@testable import Calibration

@Suite("The search for a cost", .timeLimit(.minutes(1)))
struct CostSearchTests {
    /// Runs the search on a machine whose hashes take this long.
    private func search(
        target: Duration, most: Int, time: (CandidateCost) -> Duration
    ) -> (search: CostSearch, measured: [CandidateCost]) {
        var search = CostSearch(target: target, mostMebibytes: most)
        var measured: [CandidateCost] = []
        while let cost = search.next, measured.count < 100 {
            measured.append(cost)
            search.observe(time(cost))
        }
        return (search, measured)
    }

    /// Microseconds for each mebibyte and pass, and a part that does not grow.
    private func machine(_ microseconds: Int, fixed: Duration = .zero) -> (CandidateCost) -> Duration {
        { .microseconds(microseconds * $0.mebibytes * $0.operations) + fixed }
    }

    @Test(
        "as much memory is found as fits in the time with two passes",
        arguments: [(50, 500), (50, 2000), (100, 700), (20, 400), (1000, 800)])
    func memory(target: Int, microseconds: Int) throws {
        let (search, measured) = search(
            target: .milliseconds(target), most: 4096, time: machine(microseconds, fixed: .milliseconds(1)))
        let best = try #require(search.best)
        let time = machine(microseconds, fixed: .milliseconds(1))(best)
        #expect(best.operations == 2)
        #expect(time <= .milliseconds(target))
        #expect(time >= .milliseconds(target) * 0.9)
        #expect(measured.count <= 10)
    }

    @Test("with all the memory that may be used, more passes are taken")
    func passes() throws {
        let best = try #require(search(target: .milliseconds(100), most: 16, time: machine(500)).search.best)
        #expect(best == CandidateCost(mebibytes: 16, operations: 12))
    }

    @Test("a slow machine gets one pass, and the least memory when it must be")
    func slow() throws {
        let best = try #require(search(target: .milliseconds(50), most: 1024, time: machine(4000)).search.best)
        #expect(best.operations == 1)
        #expect((11...12).contains(best.mebibytes))
    }

    @Test("a machine that is too slow for the least gets nothing, and is told what it would take")
    func tooSlow() {
        let (search, _) = search(target: .milliseconds(5), most: 1024, time: machine(2000))
        #expect(search.best == nil)
        #expect(search.leastTime == .milliseconds(16))
    }

    @Test("whatever a noisy machine says, the search ends, within its memory, and with what did fit")
    func noise() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<500 {
            var fits: [CandidateCost] = []
            let (search, measured) = search(target: .milliseconds(50), most: 300) { cost in
                let factor = Double.random(in: 0.3...3, using: &generator)
                let time = Duration.microseconds(400 * cost.mebibytes * cost.operations) * factor
                if time <= .milliseconds(50) { fits.append(cost) }
                return time
            }
            #expect(measured.count <= 16)
            #expect(measured.allSatisfy { (8...300).contains($0.mebibytes) && $0.operations >= 1 })
            #expect(search.best.map { fits.contains($0) } ?? fits.isEmpty)
        }
    }

    @Test("with memory for the least alone, that is what is measured")
    func leastMemory() throws {
        let (search, measured) = search(target: .milliseconds(50), most: 8, time: machine(1000))
        #expect(measured.allSatisfy { $0.mebibytes == 8 })
        #expect(search.best == CandidateCost(mebibytes: 8, operations: 6))
    }
}
