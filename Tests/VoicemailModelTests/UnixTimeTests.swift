import Testing
import VoicemailModel

@Suite("Moments at the ends of what there is", .timeLimit(.minutes(1)))
struct UnixTimeTests {
    private static let ends = [Int64.min, .min + 1, -1, 0, 1, .max - 1, .max]

    @Test("nothing that is reckoned with them overflows: what would lie beyond is the last moment, or the first")
    func overflows() {
        for first in Self.ends {
            let time = UnixTime(milliseconds: first)
            _ = (time.seconds, time.internetText, UnixTime(seconds: first))
            for second in Self.ends {
                let other = UnixTime(milliseconds: second)
                _ = (time.adding(milliseconds: second), time.adding(seconds: second), time.milliseconds(since: other))
                #expect((time.milliseconds(since: other) > 0) == (time > other))
            }
        }
        let (earliest, latest) = (UnixTime(milliseconds: .min), UnixTime(milliseconds: .max))
        #expect(latest.adding(milliseconds: 1) == latest && earliest.adding(milliseconds: -1) == earliest)
        #expect(latest.adding(seconds: .max) == latest && earliest.adding(seconds: .min) == earliest)
        #expect(latest.milliseconds(since: earliest) == .max && earliest.milliseconds(since: latest) == .min)
        #expect(UnixTime(seconds: .max) == latest && UnixTime(seconds: .min) == earliest)
    }

    @Test("whole seconds are rounded down, also before 1970")
    func seconds() {
        for (milliseconds, seconds) in [
            (0, 0), (999, 0), (1000, 1), (-1, -1), (-999, -1), (-1000, -1), (-1001, -2), (.min, -9_223_372_036_854_776),
        ] as [(Int64, Int64)] {
            #expect(UnixTime(milliseconds: milliseconds).seconds == seconds, "\(milliseconds)")
        }
    }

    @Test("a moment of a year that RFC 3339 cannot write is a number")
    func text() {
        for milliseconds in [Int64.min, -62_167_219_200_001, 253_402_300_800_000, .max] {
            #expect(UnixTime(milliseconds: milliseconds).internetText == "\(milliseconds)")
        }
        #expect(UnixTime(milliseconds: Limits.storedMilliseconds.lowerBound).internetText == "0000-01-01T00:00:00.000Z")
        #expect(UnixTime(milliseconds: Limits.storedMilliseconds.upperBound).internetText == "9999-12-31T23:59:59.999Z")
    }
}
