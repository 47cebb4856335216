import Testing
import VoicemailModel

@Suite("What may go to a terminal", .timeLimit(.minutes(1)))
struct TerminalTextTests {
    @Test(
        "what a terminal would obey is shown as its number",
        arguments: [
            ("\u{1B}[2J", #"\u{1b}[2J"#), ("a\nb", #"a\u{a}b"#), ("a\r\nb", #"a\u{d}\u{a}b"#), ("\u{7F}", #"\u{7f}"#),
            ("\u{9B}31m", #"\u{9b}31m"#), ("\u{85}", #"\u{85}"#), ("\u{0}", #"\u{0}"#),
            ("a\u{202E}b", #"a\u{202e}b"#), ("\u{2066}a\u{2069}", #"\u{2066}a\u{2069}"#), ("\u{200F}", #"\u{200f}"#),
            ("a\u{2028}b\u{2029}", #"a\u{2028}b\u{2029}"#), ("\u{FEFF}\u{E0041}", #"\u{feff}\u{e0041}"#),
            ("e\u{301}\u{1B}", "e\u{301}" + #"\u{1b}"#),
        ])
    func cleaned(text: String, shown: String) {
        #expect(TerminalText.cleaned(text) == shown)
    }

    @Test(
        "what is only read stays",
        arguments: ["", "1001@acme", "Grüße, 東京, مرحبا", "می\u{200C}خواهم", "क\u{200D}ष", "👩‍👩‍👧"])
    func kept(text: String) {
        #expect(TerminalText.cleaned(text) == text)
    }
}
