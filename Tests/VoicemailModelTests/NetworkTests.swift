import Testing
import VoicemailModel

@Suite("Addresses and networks", .timeLimit(.minutes(1)))
struct NetworkTests {
    @Test(
        "an address is read in its canonical form, and in no other",
        arguments: [
            ("127.0.0.1", "127.0.0.1"), ("255.255.255.255", "255.255.255.255"), ("::1", "0:0:0:0:0:0:0:1"),
            ("2001:DB8::a", "2001:db8:0:0:0:0:0:a"), ("::", "0:0:0:0:0:0:0:0"), ("1::", "1:0:0:0:0:0:0:0"),
            ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"), ("::ffff:10.1.2.3", "10.1.2.3"), ("::ffff:a01:203", "10.1.2.3"),
            ("64:ff9b::10.1.2.3", "64:ff9b:0:0:0:0:a01:203"),
        ])
    func addresses(text: String, canonical: String) throws {
        #expect(try #require(IPAddress(text)).description == canonical)
    }

    @Test(
        "what is not an address is none",
        arguments: [
            "", "1", "1.2.3", "1.2.3.4.5", "01.2.3.4", "256.1.1.1", "1.2.3.-4", "+1.2.3.4", "1.2.3.4 ", "localhost",
            ":", ":::",
            "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", "12345::", "::g", "fe80::1%eth0", "1:2:3:4:5:6:7:8::",
            "1.2.3.4::", "::1.2.3.4:5", "[::1]",
        ])
    func noAddresses(text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test(
        "a network holds its addresses and no others",
        arguments: [
            ("10.20.0.0/16", "10.20.255.1", true), ("10.20.0.0/16", "10.21.0.0", false), ("0.0.0.0/0", "9.9.9.9", true),
            ("0.0.0.0/0", "::9", false), ("::/0", "::9", true), ("::/0", "10.0.0.1", false),
            ("192.0.2.7", "192.0.2.7", true), ("192.0.2.7", "192.0.2.6", false), ("10.0.0.0/9", "10.127.0.1", true),
            ("10.0.0.0/9", "10.128.0.1", false), ("2001:db8::/33", "2001:db8:7fff::1", true),
            ("2001:db8::/33", "2001:db8:8000::1", false), ("127.0.0.0/8", "::ffff:127.0.0.1", true),
        ])
    func membership(network: String, address: String, isMember: Bool) throws {
        #expect(try Network(network).contains(#require(IPAddress(address))) == isMember)
    }

    @Test(
        "a network that parses to nothing is refused with the reason",
        arguments: [
            ("", Network.Objection.form), ("10.0.0.0/", .form), ("10.0.0.0/08", .form), ("10.0.0.0/-1", .form),
            ("10.0.0.0/8/8", .form), ("10.0.0.0/33", .prefix), ("::/129", .prefix), ("10.0.0.1/8", .hostBits),
            ("2001:db8::1/32", .hostBits), ("::ffff:10.0.0.0/104", .form), ("anywhere", .form),
            ("10.0.0.0/999", .prefix),
        ])
    func objections(text: String, objection: Network.Objection) {
        #expect(throws: objection) { try Network(text) }
    }
}

@Suite("Shadows", .timeLimit(.minutes(1)))
struct ShadowTests {
    @Test("a shadow prints its mailbox, is another one, and cannot be named", arguments: ["1001", "1001@acme"])
    func shadow(text: String) throws {
        let mailbox = try #require(MailboxID(text))
        let shadow = mailbox.shadow
        #expect(shadow.description == text)
        #expect(shadow != mailbox)
        #expect(shadow.isShadow && !mailbox.isShadow)
        #expect(shadow.number == mailbox.number && shadow.context != mailbox.context)
        #expect(shadow.shadow == shadow)
        #expect(MailboxID("\(shadow.number)@\(shadow.context)") == nil)
    }
}
