import Testing
import VoicemailModel

@Suite(.timeLimit(.minutes(1)))
struct MailboxIDTests {
    @Test(
        "a number with or without a context is a mailbox",
        arguments: [
            ("1001", "1001", "default"),
            ("1001@acme.example", "1001", "acme.example"),
            ("*97#+A.b_c-9", "*97#+A.b_c-9", "default"),
            (String(repeating: "9", count: 32), String(repeating: "9", count: 32), "default"),
            ("1@" + String(repeating: "x", count: 64), "1", String(repeating: "x", count: 64)),
        ])
    func accepts(text: String, number: String, context: String) throws {
        let id = try #require(MailboxID(text))
        #expect(id.number == number)
        #expect(id.context == context)
    }

    @Test(
        "anything else is not",
        arguments: [
            "", "@", "@acme", "1001@", "1001@a@b", "10 01", "1001\n", "1001@ac me", "1001@acme*", "1001@+1", "élan",
            "1001@münchen", "10\0", "１００１", "1/2", String(repeating: "9", count: 33),
            "1@" + String(repeating: "x", count: 65),
        ])
    func refuses(text: String) {
        #expect(MailboxID(text) == nil)
    }

    @Test(
        "the default context is left out when printed",
        arguments: [("1001", "1001"), ("1001@default", "1001"), ("1001@Default", "1001@Default"), ("1@a", "1@a")])
    func prints(text: String, printed: String) {
        #expect(MailboxID(text)?.description == printed)
    }

    @Test(
        "a name that is a word of replies, in any case, or has one in it that lets a caller in, is reserved",
        arguments: [
            "GRANTED", "granted", "GrAnTeD", "DENIED", "LOCKED", "PIN_REQUIRED", "pin_required", "CHANGED", "OK", "ok",
            "PONG",
            "ADDED", "RESET", "LIST", "MESSAGES", "ERR", "BUSY", "INTERNAL", "UNAVAILABLE", "1@GRANTED", "1@granted",
            "GRANTED@acme", "1@pin_required", "1@BUSY", "xGRANTED", "1granted", "+GRANTED", "GRANTED.1",
            "1@un-granted.example",
            "exchanged", "1@GRANTED" + String(repeating: "x", count: 57), String(repeating: "9", count: 25) + "GRANTED",
        ])
    func reserved(text: String) throws {
        #expect(try #require(MailboxID(text)).isReserved)
    }

    @Test(
        "other names are not",
        arguments: [
            "1001", "1001@default", "1001@acme", "alice", "grant", "GRANTE", "RANTED", "1@internal", "1@busy", "err",
            "denied1",
            "OK1", "1@ok.example", "PIN-REQUIRED", "*97#", "+15551234567@key.example", "G", "1@GRANT-ED",
        ])
    func notReserved(text: String) throws {
        #expect(try !#require(MailboxID(text)).isReserved)
    }

    @Test("with and without the default context it is the same mailbox, and case matters")
    func equality() {
        #expect(MailboxID("1001") == MailboxID("1001@default"))
        #expect(MailboxID("1001@acme") != MailboxID("1001@Acme"))
        #expect(MailboxID("a") != MailboxID("A"))
    }

    @Test("mailboxes are ordered by number, then by context, byte by byte")
    func order() throws {
        let ordered = ["#1@acme", "1@Acme", "1@acme", "1", "1@zed", "10@acme", "9@acme"]
        #expect(try ordered.shuffled().map { try #require(MailboxID($0)) }.sorted().map(\.description) == ordered)
    }
}
