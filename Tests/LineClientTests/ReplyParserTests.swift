import Testing

@testable import LineClient

@Suite("Reply lines", .timeLimit(.minutes(5)))
struct ReplyParserTests {
    static let wellFormed: [(String, ReplyLine)] = [
        ("+PONG", ReplyLine(ok: true, word: "PONG")),
        ("+OK", ReplyLine(ok: true, word: "OK")),
        (
            "+GRANTED mailbox=1001 pin=not_required language=fr-CA",
            ReplyLine(
                ok: true, word: "GRANTED",
                fields: [
                    .init(key: "mailbox", value: "1001"), .init(key: "pin", value: "not_required"),
                    .init(key: "language", value: "fr-CA"),
                ])
        ),
        ("+@call-7 PONG", ReplyLine(ok: true, tag: "call-7", word: "PONG")),
        (
            "-@a BUSY retry_after_ms=120 try again",
            ReplyLine(
                ok: false, tag: "a", word: "BUSY", fields: [.init(key: "retry_after_ms", value: "120")],
                text: "try again"
            )
        ),
        (
            "-SYNTAX usage: VERIFY mailbox pin [FROM source]",
            ReplyLine(ok: false, word: "SYNTAX", text: "usage: VERIFY mailbox pin [FROM source]")
        ),
        (
            #"+X text="a \"b\" = \\c" empty="" next=1"#,
            ReplyLine(
                ok: true, word: "X",
                fields: [
                    .init(key: "text", value: #"a "b" = \c"#), .init(key: "empty", value: ""),
                    .init(key: "next", value: "1"),
                ])
        ),
        (
            #"+PROMPT text="Geben Sie Ihre PIN ein. 📞""#,
            ReplyLine(ok: true, word: "PROMPT", fields: [.init(key: "text", value: "Geben Sie Ihre PIN ein. 📞")])
        ),
        ("+X a=b=c", ReplyLine(ok: true, word: "X", fields: [.init(key: "a", value: "b=c")])),
        ("+X Key=1", ReplyLine(ok: true, word: "X", text: "Key=1")),
    ]

    @Test("a well-formed reply is taken apart", arguments: wellFormed)
    func takesApart(line: String, expected: ReplyLine) throws {
        #expect(try ReplyParser.parse(line) == expected)
    }

    @Test(
        "a malformed reply is refused",
        arguments: [
            "", "PONG", "*1", "+", "+ PONG", "+@ PONG", "+@tag", #"+X a="b"#, #"+X a="b"c"#, #"+X a="\n""#, #"+X a="\"#,
        ])
    func refuses(line: String) {
        #expect(throws: LineClientError.self) { try ReplyParser.parse(line) }
    }

    @Test("a malformed reply's error never repeats the reply")
    func errorHidesTheReply() {
        let error = #expect(throws: LineClientError.self) { try ReplyParser.parse(#"+ADDED pin="846273"#) }
        #expect(error.map { "\($0)".contains("846273") } == false)
    }

    @Test("a field is found by its key, the first one where there are two")
    func subscriptFindsTheFirst() throws {
        let reply = try ReplyParser.parse("+X a=1 b=2 a=3")
        #expect(reply["a"] == "1")
        #expect(reply["b"] == "2")
        #expect(reply["c"] == nil)
    }
}
