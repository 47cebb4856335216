import Logging
import Testing

@testable import vmgate

@Suite("Log lines that come again and again", .timeLimit(.minutes(5)))
struct LogRepeatsTests {
    private let begin = ContinuousClock.now

    private func at(_ milliseconds: Int) -> ContinuousClock.Instant { begin + .milliseconds(milliseconds) }

    private func line(_ value: Int, _ message: String = "x", level: Logger.Level = .notice) -> LogRepeats.Line {
        LogRepeats.Line(level: level, message: message, metadata: ["value": "\(value)"])
    }

    @Test("five are written as they come, and then one a second, with the last values and how many it stands for")
    func burst() {
        var repeats = LogRepeats()
        let areAdmitted = (1...7).map { repeats.admits(line($0), now: at(0)) }
        #expect(areAdmitted == [true, true, true, true, true, false, false])
        #expect(repeats.holdsLines)
        #expect(repeats.due(now: at(999)).isEmpty)
        var expected = line(7)
        expected.metadata["count"] = "2"
        #expect(repeats.due(now: at(1000)) == [expected])
        #expect(!repeats.holdsLines)
        #expect(repeats.due(now: at(3000)).isEmpty)
    }

    @Test("one that was held alone is written as it is, and nothing of its kind goes before it")
    func held() {
        var repeats = LogRepeats()
        for value in 1...5 { _ = repeats.admits(line(value), now: at(0)) }
        let isSixthAdmitted = repeats.admits(line(6), now: at(500))
        #expect(!isSixthAdmitted)
        #expect(repeats.due(now: at(1100)) == [line(6)])
        let areMoreAdmitted = [1200, 1300, 2500].map { repeats.admits(line($0), now: at($0)) }
        #expect(areMoreAdmitted == [false, false, false])
        #expect(repeats.due(now: at(2600)).map { $0.metadata["count"] } == ["3"])
    }

    @Test("a flood of ten minutes is five lines and one a second, and each of it is counted once")
    func flood() {
        var repeats = LogRepeats()
        var written = 0
        var stoodFor = 0
        for millisecond in stride(from: 0, to: 600_000, by: 10) {
            if repeats.admits(line(millisecond), now: at(millisecond)) {
                (written, stoodFor) = (written + 1, stoodFor + 1)
            }
            guard millisecond.isMultiple(of: 1000) else { continue }
            for line in repeats.due(now: at(millisecond)) {
                written += 1
                stoodFor += Int("\(line.metadata["count"] ?? "1")") ?? 0
            }
        }
        stoodFor += repeats.takeAll().reduce(0) { $0 + (Int("\($1.metadata["count"] ?? "1")") ?? 0) }
        #expect((600...605).contains(written))
        #expect(stoodFor == 60_000)
    }

    @Test("each message has lines of its own, and gets them back with time")
    func messages() {
        var repeats = LogRepeats()
        for value in 1...9 { _ = repeats.admits(line(value, "a"), now: at(0)) }
        let isOtherAdmitted = repeats.admits(line(1, "b"), now: at(0))
        #expect(isOtherAdmitted)
        #expect(repeats.due(now: at(60_000)).map(\.message) == ["a"])
        let ofFirst = (1...6).map { repeats.admits(line($0, "a"), now: at(60_000)) }
        #expect(ofFirst == [true, true, true, true, false, false])
        let ofSecond = (1...6).map { repeats.admits(line($0, "b"), now: at(60_000)) }
        #expect(ofSecond == [true, true, true, true, true, false])
    }

    @Test("what is held at the end is not lost")
    func end() {
        var repeats = LogRepeats()
        for message in ["b", "a"] {
            for value in 1...6 { _ = repeats.admits(line(value, message), now: at(0)) }
        }
        #expect(repeats.takeAll() == [line(6, "a"), line(6, "b")])
        #expect(repeats.takeAll().isEmpty)
    }

    @Test("whoever asks for more than is usual gets every line of it", arguments: [Logger.Level.trace, .debug])
    func debugging(level: Logger.Level) {
        var repeats = LogRepeats()
        let areAdmitted = (1...100).map { repeats.admits(line($0, level: level), now: at(0)) }
        #expect(areAdmitted == Array(repeating: true, count: 100))
    }
}
