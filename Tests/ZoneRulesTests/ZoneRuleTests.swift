import Foundation
import Testing

@testable import ZoneRules

@Suite("A rule in a zone file's footer", .timeLimit(.minutes(5)))
struct ZoneRuleTests {
    /// A rule, a moment in UTC, and the seconds that clocks are ahead of UTC there.
    struct Case: Sendable, CustomTestStringConvertible {
        let rule: String
        let moment: String
        let offset: Int

        init(_ rule: String, _ moment: String, _ offset: Int) {
            self.rule = rule
            self.moment = moment
            self.offset = offset
        }

        var testDescription: String { "\(rule) at \(moment)" }
    }

    static let berlin = "CET-1CEST,M3.5.0,M10.5.0/3"
    static let nuuk = "<-02>2<-01>,M3.5.0/-1,M10.5.0/0"
    static let sydney = "AEST-10AEDT,M10.1.0,M4.1.0/3"
    static let dublin = "IST-1GMT0,M10.5.0,M3.5.0/1"
    static let gaza = "EET-2EEST,M3.4.4/50,M10.4.4/50"

    static let cases = [
        Case("UTC0", "2026-01-01T00:00:00Z", 0), Case("<+0545>-5:45", "2026-01-01T00:00:00Z", 20_700),
        Case("<-12>12", "2026-01-01T00:00:00Z", -43_200), Case("LMT0:01:15", "2026-01-01T00:00:00Z", -75),
        Case("XXX+5:30:15", "2026-01-01T00:00:00Z", -19_815),
        Case(berlin, "2050-03-27T00:59:59Z", 3600), Case(berlin, "2050-03-27T01:00:00Z", 7200),
        Case(berlin, "2050-10-30T00:59:59Z", 7200), Case(berlin, "2050-10-30T01:00:00Z", 3600),
        // Two years whose last Sundays are the 31st and the 25th.
        Case(berlin, "2052-03-31T00:59:59Z", 3600), Case(berlin, "2052-03-31T01:00:00Z", 7200),
        Case(berlin, "2057-03-25T00:59:59Z", 3600), Case(berlin, "2057-03-25T01:00:00Z", 7200),
        // An hour before the day begins is the evening before.
        Case(nuuk, "2050-03-27T00:59:59Z", -7200), Case(nuuk, "2050-03-27T01:00:00Z", -3600),
        Case(nuuk, "2050-10-30T00:59:59Z", -3600), Case(nuuk, "2050-10-30T01:00:00Z", -7200),
        // The year begins and ends in summer.
        Case(sydney, "2050-01-01T00:00:00Z", 39_600), Case(sydney, "2050-07-01T00:00:00Z", 36_000),
        Case(sydney, "2050-12-31T23:59:59Z", 39_600), Case(sydney, "2050-04-02T15:59:59Z", 39_600),
        Case(sydney, "2050-04-02T16:00:00Z", 36_000), Case(sydney, "2050-10-01T16:00:00Z", 39_600),
        // What is called daylight saving is winter, and behind.
        Case(dublin, "2050-01-01T00:00:00Z", 0), Case(dublin, "2050-07-01T00:00:00Z", 3600),
        Case(dublin, "2050-03-27T00:59:59Z", 0), Case(dublin, "2050-03-27T01:00:00Z", 3600),
        // Fifty hours after the fourth Thursday begins is a Saturday, two o'clock.
        Case(gaza, "2050-03-25T23:59:59Z", 7200), Case(gaza, "2050-03-26T00:00:00Z", 10_800),
        Case(gaza, "2050-10-28T22:59:59Z", 10_800), Case(gaza, "2050-10-29T23:00:00Z", 7200),
        // Daylight saving all year: RFC 9636 §3.3.1 has both.
        Case("EST5EDT,0/0,J365/25", "2050-01-01T04:30:00Z", -14_400),
        Case("EST5EDT,0/0,J365/25", "2050-01-01T05:00:00Z", -14_400),
        Case("EST5EDT,0/0,J365/25", "2050-07-01T00:00:00Z", -14_400),
        Case("EST5EDT,0/0,J365/25", "2052-12-31T23:59:59Z", -14_400),
        Case("XXX3EDT4,0/0,J365/23", "2050-01-01T00:00:00Z", -14_400),
        Case("XXX3EDT4,0/0,J365/23", "2051-01-01T03:00:00Z", -14_400),
        // Days of the year: J60 is always the 1st of March, 59 is the 29th of February where there is one.
        Case("AAA0BBB,J60/0,J300/0", "2052-02-29T23:59:59Z", 0),
        Case("AAA0BBB,J60/0,J300/0", "2052-03-01T00:00:00Z", 3600),
        Case("AAA0BBB,J60/0,J300/0", "2051-03-01T00:00:00Z", 3600),
        Case("AAA0BBB,59/0,300/0", "2052-02-28T23:59:59Z", 0),
        Case("AAA0BBB,59/0,300/0", "2052-02-29T00:00:00Z", 3600),
        Case("AAA0BBB,59/0,300/0", "2051-03-01T00:00:00Z", 3600),
        // A week before the year begins, and a week after it has ended.
        Case("AAA0BBB,0/-167,J200/0", "2050-12-25T00:59:59Z", 0),
        Case("AAA0BBB,0/-167,J200/0", "2050-12-25T01:00:00Z", 3600),
        Case("AAA0BBB,J200/0,J365/167", "2051-01-06T21:59:59Z", 3600),
        Case("AAA0BBB,J200/0,J365/167", "2051-01-06T22:00:00Z", 0),
        // The largest times of all kinds.
        Case("AAA24:59:59BBB-24:59:59,M1.1.0/167:59:59,M12.5.6/-167:59:59", "2050-06-01T00:00:00Z", 89_999),
    ]

    @Test("clocks are as far from UTC as it says", arguments: cases)
    func offsets(row: Case) throws {
        let seconds = Int64(try Date.ISO8601FormatStyle(timeZone: .gmt).parse(row.moment).timeIntervalSince1970)
        let rule = try ZoneRule(Array(row.rule.utf8))
        let period = rule.period(at: seconds)
        #expect(period.offset == row.offset)
        #expect(period.contains(seconds))
        // The whole period is of one mind.
        for edge in [period.start, period.end - 1] where edge > -(1 << 40) && edge < 1 << 40 {
            #expect(rule.period(at: edge) == period)
        }
    }

    @Test(
        "a text that is no rule is none",
        arguments: [
            "A0", "UTC", "UTC25", "UTC-25", "UTC0:60", "UTC0:0:60", "UTC+", "UTC0 ", " UTC0", "<UTC0", "<A>0",
            "UTC0000",
            "CET-1CEST", "CET-1CEST,M3.5.0", "CET-1CEST,M3.5.0,", "CET-1CEST,M3.5.0,M10.5.0/3,",
            "CET-1CEST,M0.1.0,M1.1.0",
            "CET-1CEST,M13.1.0,M1.1.0", "CET-1CEST,M3.6.0,M1.1.0", "CET-1CEST,M3.0.0,M1.1.0", "CET-1CEST,M3.5.7,M1.1.0",
            "CET-1CEST,J0,J1", "CET-1CEST,J366,J1", "CET-1CEST,366,1", "CET-1CEST,-1,1", "CET-1CEST,J1/168,J2",
            "CET-1CEST,J1/,J2", "CET-1CEST,M3.5.0;M10.5.0", "CET-1CEST,99999999999999999999,1", ":Europe/Berlin",
            "<+1>-1", "ÄÖÜ0", "AAA24BBB,J1,J2x",
        ])
    func refused(text: String) {
        #expect(throws: TZifError.self) { try ZoneRule(Array(text.utf8)) }
    }

    @Test(
        "no moment is too far away to be asked for",
        arguments: [Int64.min, .min + 1, -(1 << 51), 1 << 51, .max - 1, .max])
    func extremes(seconds: Int64) throws {
        #expect(try ZoneRule(Array(Self.berlin.utf8)).period(at: seconds).offset == 3600)
    }
}
