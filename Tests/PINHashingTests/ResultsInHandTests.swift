import Synchronization
import Testing

@testable import PINHashing

@Suite("When a hashing thread tells of its results")
struct ResultsInHandTests {
    private let start = ContinuousClock.now

    private final class Told: Sendable {
        private let numbers = Mutex<[Int]>([])
        var all: [Int] { numbers.withLock { $0 } }

        func append(_ number: Int) { numbers.withLock { $0.append(number) } }
    }

    /// Adds a result for each of the times after `start`, in milliseconds, of a hash that took `duration`.
    private func results(at times: [Int], of duration: Duration) -> ResultsInHand {
        var results = ResultsInHand()
        for time in times { results.add(at: start + .milliseconds(time), after: duration) {} }
        return results
    }

    @Test(
        "a result waits for the next one as long as that will not be late",
        arguments: [
            (times: [Int](), hash: 2, now: 100, areDue: false),
            ([0], 2, 0, false), ([0], 5, 0, false), ([0], 6, 0, true), ([0], 50, 0, true),
            ([0, 2], 2, 2, false), ([0, 2], 2, 3, false), ([0, 2, 4], 2, 4, true), ([0, 1, 2, 3], 1, 4, false),
            // The thread stood still.
            ([0], 1, 5, true),
        ])
    func due(times: [Int], hash: Int, now: Int, areDue: Bool) {
        #expect(
            results(at: times, of: .milliseconds(hash)).areDue(now: start + .milliseconds(now)) == areDue)
    }

    @Test("all are told together, in their order, and once")
    func take() throws {
        let told = Told()
        var results = ResultsInHand()
        for number in 1...3 {
            results.add(at: start, after: .milliseconds(1)) { told.append(number) }
        }
        let taken = results.take()
        let tell = try #require(taken)
        #expect(told.all == [])
        tell()
        #expect(told.all == [1, 2, 3])
        let rest = results.take()
        #expect(rest == nil)
        #expect(!results.areDue(now: start + .seconds(1)))
    }
}
