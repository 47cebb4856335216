import Testing
import VoicemailModel

@Suite(.timeLimit(.minutes(1)))
struct PINTests {
    @Test("6 to 10 ASCII digits can be a PIN", arguments: ["402719", "4027195", "9583160274"])
    func accepts(text: String) {
        #expect(PIN(SecretBytes(copying: text.utf8)) != nil)
    }

    @Test(
        "anything else cannot",
        arguments: ["", "40271", "95831602749", "40271a", "402 719", "-402719", "402719\n", "４０２７１９", "40\u{0}719"])
    func refuses(text: String) {
        #expect(PIN(SecretBytes(copying: text.utf8)) == nil)
    }

    @Test("a PIN never shows in a print")
    func isRedacted() throws {
        let pin = try #require(PIN(SecretBytes(copying: "402719".utf8)))
        var dumped = ""
        dump(pin, to: &dumped)
        for text in ["\(pin)", String(reflecting: pin), String(describing: Optional(pin)), dumped] {
            #expect(!text.contains("402719"), "\(text)")
        }
    }
}
