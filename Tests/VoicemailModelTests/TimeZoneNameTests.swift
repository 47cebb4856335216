import Testing
import VoicemailModel

@Suite(.timeLimit(.minutes(1)))
struct TimeZoneNameTests {
    @Test(
        "what can name an IANA zone is taken as it is",
        arguments: ["UTC", "America/Toronto", "America/Argentina/Buenos_Aires", "Etc/GMT+5", "America/Port-au-Prince"])
    func accepts(text: String) {
        #expect(TimeZoneName(text)?.name == text)
    }

    @Test(
        "anything else is not",
        arguments: [
            "", "America/New York", "Europe/Zürich", "../etc/passwd", "UTC\n", "UTC\0",
            String(repeating: "z", count: 65),
        ])
    func refuses(text: String) {
        #expect(TimeZoneName(text) == nil)
    }
}
