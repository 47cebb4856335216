import ArgumentParser
import Testing
import VoicemailModel

@testable import vmgate

@Suite("A time on the command line of the audit", .timeLimit(.minutes(5)))
struct AuditTimeTests {
    private let now = UnixTime(seconds: 1_795_443_420)

    @Test(
        "a time is so long ago, a day, as in RFC 3339, or Unix seconds",
        arguments: [
            ("-24h", 1_795_357_020_000), ("-90s", 1_795_443_330_000), ("-2m", 1_795_443_300_000),
            ("-1d", 1_795_357_020_000), ("24h", 1_795_357_020_000), ("90m", 1_795_438_020_000),
            ("7d", 1_794_838_620_000), ("1w", 1_794_838_620_000), ("0s", 1_795_443_420_000), ("0", 0),
            ("1795443420", 1_795_443_420_000), ("2026-11-23T14:17:00Z", 1_795_443_420_000),
            ("2026-11-23T15:17:00+01:00", 1_795_443_420_000), ("2026-11-23T14:17:00.250Z", 1_795_443_420_250),
            ("2026-11-23", 1_795_392_000_000), ("1970-01-01", 0),
        ])
    func accepts(text: String, milliseconds: Int64) throws {
        #expect(try AuditTime.parse(text, now: now).milliseconds == milliseconds)
    }

    @Test("a day counts whole where it is the end")
    func endOfDay() throws {
        #expect(try AuditTime.parse("2026-11-23", now: now, endsDay: true).milliseconds == 1_795_478_399_999)
        #expect(try AuditTime.parse("1h", now: now, endsDay: true).milliseconds == 1_795_439_820_000)
    }

    @Test(
        "what is no time is told why",
        arguments: [
            ("24", "it has no unit: 24h is 24 hours ago, 24d as many days."),
            ("-24", "it has no unit: 24h is 24 hours ago, 24d as many days."),
            ("9999999d", "that is too long ago; at most 1000000 of a unit."),
            ("2026-11-23T14:17:00", "it has no offset: write Z after a time in UTC, or an offset such as +01:00."),
            ("2026-11-23T14:17", "it has no offset: write Z after a time in UTC, or an offset such as +01:00."),
        ])
    func explains(text: String, sentence: String) {
        let error = #expect(throws: ValidationError.self) { try AuditTime.parse(text, now: now) }
        #expect(error?.message == sentence)
    }

    @Test(
        "and of anything else the forms that there are",
        arguments: [
            "", "-", "-h", "h", "-1.5h", "1.5h", "yesterday", "--1h", "24y", "2026-13-01", "2026-02-30", "23.11.2026",
            "+24h",
        ])
    func refuses(text: String) {
        let error = #expect(throws: ValidationError.self) { try AuditTime.parse(text, now: now) }
        #expect(error?.message == "a time is \(AuditTime.forms).")
    }
}
