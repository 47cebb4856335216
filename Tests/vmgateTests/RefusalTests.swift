import LineClient
import Testing

@testable import vmgate

@Suite("What an admin reads", .timeLimit(.minutes(5)))
struct RefusalTests {
    static let codes = [
        "ERR", "UNKNOWN", "SYNTAX", "BADVALUE", "NOAUTH", "NOPERM", "NOMAILBOX", "EXISTS", "POLICY", "BUSY",
        "UNAVAILABLE", "INTERNAL", "NEW",
    ]

    @Test("every error code becomes one sentence, with and without the server's words", arguments: codes)
    func sentences(code: String) {
        for text in ["", "some words", "a sentence."] {
            for mailbox in [nil, "1001"] {
                let reply = ReplyLine(ok: false, word: code, text: text)
                let sentence = RefusedReply.sentence(for: reply, mailbox: mailbox)
                #expect(sentence.hasSuffix(".") && !sentence.hasSuffix(".."), "\(sentence)")
                #expect(!sentence.contains("\n"))
            }
        }
    }

    static let exact: [(ReplyLine, String)] = [
        (
            ReplyLine(ok: false, word: "NOMAILBOX", text: "no such mailbox"),
            "there is no mailbox 1001: `vmgate mailbox list` lists all mailboxes."
        ),
        (
            ReplyLine(ok: false, word: "EXISTS"),
            "mailbox 1001 exists already: change it with `vmgate mailbox set`."
        ),
        (
            ReplyLine(ok: false, word: "POLICY", fields: [.init(key: "rule", value: "sequential")]),
            "the PIN was refused, and nothing was changed: it may not have three or more digits in a row that step by"
                + " one, up or down. Choose another PIN."
        ),
        (
            ReplyLine(
                ok: false, word: "BADVALUE", fields: [.init(key: "field", value: "voicemail_prompt")],
                text: "not a BCP 47 language tag"),
            "the server refused the value of voicemail_prompt: not a BCP 47 language tag."
        ),
        (
            ReplyLine(ok: false, word: "BUSY", fields: [.init(key: "retry_after_ms", value: "120")]),
            "the server is busy, and has done nothing: try again in 120 ms."
        ),
    ]

    @Test("the common refusals read as they should", arguments: exact)
    func exactSentences(reply: ReplyLine, sentence: String) {
        #expect(RefusedReply.sentence(for: reply, mailbox: "1001") == sentence)
    }

    static let outcomes: [(String, [ReplyLine.Field], String)] = [
        ("GRANTED", [.init(key: "pin", value: "verified")], "Granted."),
        ("GRANTED", [.init(key: "must_change", value: "true")], "Granted; the caller must choose a new PIN."),
        ("GRANTED", [.init(key: "pin", value: "not_required")], "Granted: the mailbox requires no PIN."),
        ("DENIED", [.init(key: "attempts_left", value: "4")], "Denied; attempts left: 4."),
        ("LOCKED", [.init(key: "retry_after_s", value: "900")], "The mailbox is locked for another 900 s."),
        (
            "LOCKED", [.init(key: "retry_after_s", value: "never")],
            "The mailbox is locked until an admin unlocks it: `vmgate unlock`."
        ),
        (
            "LOCKED", [.init(key: "scope", value: "source"), .init(key: "retry_after_s", value: "60")],
            "This source is locked for another 60 s."
        ),
    ]

    @Test("what came of VERIFY is one sentence", arguments: outcomes)
    func verifyOutcomes(word: String, fields: [ReplyLine.Field], sentence: String) {
        #expect(PINVerifyCommand.sentence(for: ReplyLine(ok: true, word: word, fields: fields)) == sentence)
    }

    @Test("a reply as JSON: names stay text, numbers and Booleans are such")
    func json() {
        let reply = ReplyLine(
            ok: true, word: "X",
            fields: [
                .init(key: "mailbox", value: "1001"), .init(key: "pin", value: "084627"),
                .init(key: "attempts_left", value: "4"), .init(key: "locked", value: "true"),
                .init(key: "retry_after_s", value: "never"), .init(key: "text", value: "a \"b\"\\ é\u{1}"),
            ])
        #expect(
            JSONText.object(reply.members).text
                == #"{"mailbox":"1001","pin":"084627","attempts_left":4,"locked":true,"retry_after_s":"never","#
                + #""text":"a \"b\"\\ é\u0001"}"#)
    }

    @Test("a reply as a table has its values in one column")
    func table() {
        let reply = ReplyLine(
            ok: true, word: "X", fields: [.init(key: "mailbox", value: "1001"), .init(key: "pin_set", value: "true")])
        #expect(reply.table == "mailbox  1001\npin_set  true\n")
    }
}
