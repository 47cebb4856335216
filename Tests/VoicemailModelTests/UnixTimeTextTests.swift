import Testing
import VoicemailModel

@Suite(.timeLimit(.minutes(1)))
struct UnixTimeTextTests {
    @Test(
        "a moment is written as in RFC 3339, in UTC",
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
            (1_795_443_420_250, "2026-11-23T14:17:00.250Z"), (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (951_868_799_999, "2000-02-29T23:59:59.999Z"), (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
            (4_107_542_399_999, "2100-02-28T23:59:59.999Z"), (1_735_603_200_000, "2024-12-31T00:00:00.000Z"),
            (253_402_300_799_999, "9999-12-31T23:59:59.999Z"), (253_402_300_800_000, "253402300800000"),
            (-62_135_596_800_000, "0001-01-01T00:00:00.000Z"),
        ])
    func text(milliseconds: Int64, text: String) {
        #expect(UnixTime(milliseconds: milliseconds).internetText == text)
    }
}
