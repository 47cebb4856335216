import Testing

@testable import LoadBench

@Suite("The search for the capacity", .timeLimit(.minutes(5)))
struct CapacitySearchTests {
    /// What a server of this capacity shows when a rate is offered for four seconds.
    private func observation(
        _ rate: Double, capacity: Double, answered: Int = 1, p99: Duration = .milliseconds(60)
    ) -> CapacityObservation {
        CapacityObservation(
            offered: rate, due: rate * 4, verified: Int(min(rate, capacity) * 4), answered: answered,
            window: .seconds(4), p99: p99, busy: 0)
    }

    /// Shows it what it asks for, until it has found the capacity: in fewer than 60 steps.
    private func run(
        _ search: inout CapacitySearch, _ observe: (_ rate: Double) -> CapacityObservation
    ) throws {
        var steps = 0
        while let rate = search.nextRate {
            try #require(steps < 60, "the search goes on at \(rate)")
            search.observe(observe(rate))
            steps += 1
        }
    }

    @Test("the capacity is found to a few percent, wherever it is", arguments: [0.5, 3, 37, 140, 757, 20_000])
    func finds(capacity: Double) throws {
        var search = CapacitySearch(from: 10, deadline: .seconds(2))
        try run(&search) { observation($0, capacity: capacity) }
        let found = try #require(search.capacity)
        // A count may be off by two at low rates: that is the window's doing, not the search's.
        #expect(found <= capacity + 0.01)
        #expect(found >= capacity * 0.93 - 0.5)
    }

    @Test("answers that come too late end the climb as missing ones do")
    func late() throws {
        var search = CapacitySearch(from: 10, deadline: .seconds(2))
        try run(&search) { observation($0, capacity: 1000, p99: $0 > 50 ? .seconds(3) : .seconds(1)) }
        let found = try #require(search.capacity)
        #expect((45...50).contains(found))
        #expect(search.steps.contains { $0.verdict == .late })
    }

    @Test("a rate that fails once and is carried the second time does not end the climb")
    func hiccup() {
        var search = CapacitySearch(from: 10, deadline: .seconds(2))
        search.observe(observation(10, capacity: 1))
        #expect(search.nextRate == 10)
        search.observe(observation(10, capacity: 1000))
        #expect(search.nextRate == 20)
        #expect(search.steps.map(\.verdict) == [.behind, .carried])
    }

    @Test("what is caught up from before a step does not make the capacity look greater than the rate")
    func caughtUp() {
        var search = CapacitySearch(from: 10, deadline: .seconds(2))
        search.observe(
            CapacityObservation(
                offered: 10, due: 40, verified: 55, answered: 55, window: .seconds(4), p99: .milliseconds(60), busy: 0))
        #expect(search.capacity == 10)
    }

    @Test("a step without any answer ends the search at once, whether or not something was carried before")
    func silent() {
        var search = CapacitySearch(from: 10, deadline: .seconds(2))
        #expect(!search.hasMetSilence)
        search.observe(observation(10, capacity: 100))
        search.observe(observation(20, capacity: 0, answered: 0))
        #expect(search.nextRate == nil)
        #expect(search.hasMetSilence)
        #expect(search.steps.map(\.verdict) == [.carried, .silent])
    }

    @Test("a step in which everything was refused is no silence")
    func refused() {
        var search = CapacitySearch(from: 10, deadline: .seconds(2))
        search.observe(observation(10, capacity: 0, answered: 40))
        #expect(search.nextRate == 10)
        #expect(search.steps.map(\.verdict) == [.behind])
    }

    @Test("a server that carries nothing ends the search without a capacity")
    func nothing() throws {
        var search = CapacitySearch(from: 10, deadline: .milliseconds(1))
        try run(&search) { observation($0, capacity: 100) }
        #expect(search.capacity == nil)
        #expect(search.steps.map(\.offered).min() ?? 0 >= LoadPlan.rates.lowerBound)
    }

    @Test("a server that carries everything ends the search at the highest rate")
    func everything() throws {
        var search = CapacitySearch(from: 10, deadline: .seconds(2))
        try run(&search) { observation($0, capacity: 1e9) }
        #expect(search.capacity == LoadPlan.rates.upperBound)
    }
}
