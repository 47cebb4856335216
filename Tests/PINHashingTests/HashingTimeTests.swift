import Testing

@testable import PINHashing

@Suite(.timeLimit(.minutes(5)))
struct HashingTimeTests {
    @Test("the mean follows what hashes take, and the margin shrinks when they take the same")
    func follows() {
        var time = HashingTime(first: .milliseconds(100))
        for _ in 0..<60 { time.observe(.milliseconds(50)) }
        #expect((.milliseconds(49))...(.milliseconds(51)) ~= time.mean)
        #expect(time.nearlyAlways < .milliseconds(55))
    }

    @Test("hashes that stray widen the margin")
    func widens() {
        var time = HashingTime(first: .milliseconds(50))
        for index in 0..<60 { time.observe(.milliseconds(index.isMultiple(of: 2) ? 30 : 70)) }
        #expect((.milliseconds(40))...(.milliseconds(60)) ~= time.mean)
        #expect(time.nearlyAlways > .milliseconds(100))
    }

    @Test("one moment in which the machine stood still does not stop the service")
    func survivesPause() {
        var time = HashingTime(first: .milliseconds(50))
        for _ in 0..<60 { time.observe(.milliseconds(50)) }
        time.observe(.seconds(60))
        #expect(time.nearlyAlways < .milliseconds(250))
    }

    @Test("no time at all is still some")
    func neverNothing() {
        var time = HashingTime(first: .zero)
        for _ in 0..<100 { time.observe(.zero) }
        #expect(time.mean > .zero)
    }
}
