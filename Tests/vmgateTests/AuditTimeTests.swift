import Testing
import VoicemailModel

@testable import vmgate

struct AuditTimeTests {
    private let now = UnixTime(seconds: 1_795_443_420)

    @Test(
        "a time is so long ago, as in RFC 3339, or Unix seconds",
        arguments: [
            ("-24h", 1_795_357_020_000), ("-90s", 1_795_443_330_000), ("-2m", 1_795_443_300_000),
            ("-1d", 1_795_357_020_000), ("0", 0), ("1795443420", 1_795_443_420_000),
            ("2026-11-23T14:17:00Z", 1_795_443_420_000), ("2026-11-23T15:17:00+01:00", 1_795_443_420_000),
            ("2026-11-23T14:17:00.250Z", 1_795_443_420_250),
        ])
    func accepts(text: String, milliseconds: Int64) {
        #expect(AuditTime.parse(text, now: now)?.milliseconds == milliseconds)
    }

    @Test(
        "anything else is not one", arguments: ["", "-", "-h", "-24", "-1.5h", "24h", "-9999999d", "yesterday", "--1h"])
    func refuses(text: String) {
        #expect(AuditTime.parse(text, now: now) == nil)
    }
}
