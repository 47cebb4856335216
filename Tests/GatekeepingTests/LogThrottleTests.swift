import Testing
import VoicemailModel

@testable import Gatekeeping

@Suite("Log lines that strangers bring about", .timeLimit(.minutes(5)))
struct LogThrottleTests {
    @Test("one a second is written, and says how many it stands for")
    func throttled() {
        var throttle = LogThrottle()
        // Milliseconds, and what is written then. A clock that is set back holds nothing up.
        let table: [(Int64, Int?)] = [
            (5000, 1), (5000, nil), (5400, nil), (5999, nil), (6000, 4), (6999, nil), (9000, 2), (10_000, 1), (3000, 1),
            (3001, nil),
        ]
        for (milliseconds, count) in table {
            #expect(throttle.pass(now: UnixTime(milliseconds: milliseconds)) == count, "\(milliseconds)")
        }
    }
}
