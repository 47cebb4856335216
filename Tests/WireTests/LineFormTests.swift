import Testing

@Suite(.timeLimit(.minutes(1)))
struct LineFormTests {
    @Test(
        "words are quoted as in Redis inline commands",
        arguments: [
            (#"a"#, "a"), (#""a b""#, "a b"), (#"'a b'"#, "a b"), (#""""#, ""), (#"''"#, ""),
            (#""a\"b""#, #"a"b"#), (#""a\\b""#, #"a\b"#), (#"'a\'b'"#, "a'b"), (#"'a\nb'"#, #"a\nb"#),
            (#"'a\\b'"#, #"a\\b"#), (#"'a"b'"#, #"a"b"#), (#""a'b""#, "a'b"), (#""\x41\x6a""#, "Aj"),
            (#""\x4""#, "x4"), (#""\xzz""#, "xzz"), (#""\q""#, "q"), (#"a\nb"#, #"a\nb"#), (#"a"b c""#, "ab c"),
            (#"a'b c'"#, "ab c"), (#""\xc3\xa9""#, "é"),
        ])
    func unquotes(word: String, meaning: String) {
        #expect(decode("PING \(word)\n") == ["ping(\(meaning))"])
        #expect(decode("\t PING \t \(word) \t\n") == ["ping(\(meaning))"])
    }

    @Test("escapes give the bytes that they name")
    func unescapes() {
        #expect(decode(#"CHECKPIN "\n\r\t\b\a\x00""# + "\n") == ["checkpin(\n\r\t\u{8}\u{7}\u{0})"])
    }

    @Test(
        "a quote that is not closed, or is closed within a word, is malformed",
        arguments: [#"""#, #"'"#, #""a"#, #"'a"#, #""a\""#, #"'a\'"#, #""a"b"#, #"'a'b"#, #""a""b""#, #""a\"#])
    func refusesUnbalancedQuotes(word: String) {
        #expect(
            decode("PING \(word)\n") == [
                "malformed -ERR a quoted word ends with its quote, followed by a space or the line's end"
            ])
    }
}
