import Testing
import VoicemailModel

@Suite(.timeLimit(.minutes(1)))
struct SourceTests {
    @Test(
        "1 to 64 printable ASCII characters are a source",
        arguments: ["1", "+15550100", "sip:alice@example.com", "!~\"\\=", String(repeating: "s", count: 64)])
    func accepts(text: String) {
        #expect(Source(text)?.token == text)
    }

    @Test(
        "anything else is not",
        arguments: ["", " ", "a b", "a\t", "a\n", "a\u{7F}", "a\0", "é", String(repeating: "s", count: 65)])
    func refuses(text: String) {
        #expect(Source(text) == nil)
    }
}
