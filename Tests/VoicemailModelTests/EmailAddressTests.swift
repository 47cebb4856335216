import Testing
import VoicemailModel

@Suite(.timeLimit(.minutes(1)))
struct EmailAddressTests {
    @Test(
        "an RFC 5321 mailbox with a dot-string and a domain is taken as it is",
        arguments: [
            "a@b", "first.last@example.com", "x!#$%&'*+-/=?^_`{|}~x@example.com", "a@xn--mnchen-3ya.de",
            "a@1-2.3", String(repeating: "l", count: 64) + "@example.com",
            "a@" + String(repeating: "d", count: 63) + ".com",
        ])
    func accepts(text: String) {
        #expect(EmailAddress(text)?.text == text)
    }

    @Test(
        "anything else is not",
        arguments: [
            "", "a", "@b", "a@", "a@b@c", ".a@b", "a.@b", "a..b@c", "a b@c", "a@-b", "a@b-", "a@b..c", "a@.b", "a@b.",
            "\"a b\"@c", "a@[127.0.0.1]", "a@b_c", "ä@b", "a@münchen.de", "a@b\r\n", "a@b\0", "a,b@c", "a<b@c",
            String(repeating: "l", count: 65) + "@example.com", "a@" + String(repeating: "d", count: 64),
            "a@" + Array(repeating: String(repeating: "d", count: 63), count: 4).joined(separator: "."),
        ])
    func refuses(text: String) {
        #expect(EmailAddress(text) == nil)
    }
}
