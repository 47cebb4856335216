import Testing

@testable import LoadBench

@Suite("The schedule of an open loop", .timeLimit(.minutes(5)))
struct SendScheduleTests {
    private func times(_ schedule: SendSchedule) -> [Double] {
        var schedule = schedule
        var times: [Double] = []
        while let time = schedule.next() { times.append(time.seconds) }
        return times
    }

    @Test("at a constant rate, requests are equally far apart, from the beginning to the end")
    func constant() {
        let times = times(SendSchedule(rate: 4, arrivals: .constant, duration: .seconds(2)))
        #expect(times == [0, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75])
    }

    @Test("times do not drift: the millionth request is due exactly when it should be")
    func drift() {
        var schedule = SendSchedule(rate: 1000, arrivals: .constant, duration: .seconds(2000))
        for _ in 0..<1_000_000 { _ = schedule.next() }
        #expect(schedule.next() == .seconds(1000))
    }

    @Test("while the rate grows, the n-th request is due where the area under the rate is n")
    func ramp() {
        // Over 4 s up to 10/s: 20 requests in the ramp; the n-th at √(2·n·4/10).
        let times = times(SendSchedule(rate: 10, arrivals: .constant, duration: .seconds(6), ramp: .seconds(4)))
        #expect(times.count == 40)
        #expect(abs(times[5] - 2) < 1e-6)
        #expect(times[20] == 4)
        #expect(abs(times[21] - 4.1) < 1e-6)
        #expect(zip(times, times.dropFirst()).allSatisfy { $0 < $1 })
    }

    @Test("Poisson arrivals have the rate on average, and the spread of the exponential distribution")
    func poisson() {
        let times = times(SendSchedule(rate: 100, arrivals: .poisson, duration: .seconds(1000), seed: 7))
        // A Poisson count of mean 100,000 has a deviation of 316; five of them are never seen.
        #expect((98_400...101_600).contains(times.count))
        let gaps = zip(times.dropFirst(), times).map { $0 - $1 }
        let mean = gaps.reduce(0, +) / Double(gaps.count)
        let variance = gaps.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(gaps.count)
        #expect(abs(variance / (mean * mean) - 1) < 0.05)
    }

    @Test("a seed always gives the same times, and another seed others")
    func seeds() {
        func make(_ seed: UInt64) -> [Double] {
            times(SendSchedule(rate: 10, arrivals: .poisson, duration: .seconds(10), seed: seed))
        }
        #expect(make(1) == make(1))
        #expect(make(1) != make(2))
    }
}
