import NIOCore
import Testing
import VoicemailModel
import Wire

@Suite(.timeLimit(.minutes(1)))
struct RequestDecoderTests {
    /// A request of every form and fault, each followed by a PING that tells whether the connection is still alive.
    static let streams: [[UInt8]] = {
        let requests = RequestParserTests.forms.map { Array(($0.request + "\r\n").utf8) }
        let others: [[UInt8]] = [
            array("VERIFY", "1001", "846273", "FROM", "x"), array("PING"), array("PING", "a\r\nb"), array("ACCESS", ""),
            Array("*0\r\n".utf8), Array("\n\r\n \t \r\n".utf8), Array("@t FROBNICATE 846273\n".utf8),
            Array("@t\r\n".utf8),
            Array("@!x PING\n".utf8), Array("VERIFY \"1001\" '84627\\'3'\n".utf8), Array("VERIFY \"1001\"x\n".utf8),
            Array("PI\rNG\n".utf8), Array("PING \u{0}\n".utf8), Array("PING ".utf8) + [0xC3, 0x28, 0x0A],
            Array("*1\r\n$04\r\nPING\r\n".utf8), Array("*1\r\n$4\r\nPINGx".utf8), Array("*-1\r\n".utf8),
            Array("*1\n$4\nPING\n".utf8), Array("GET / HTTP/1.1\r\nHost: x\r\n\r\n".utf8),
            Array("\u{16}\u{3}\u{1}\u{2}".utf8), Array("\r\n\r\n\u{0}\r\nQUIT\n".utf8),
            Array("POST /\(String(repeating: "x", count: 5000)) HTTP/1.1\r\n".utf8), Array("Cookie: a=\"b\r\n".utf8),
            Array("\"Host:\" x\r\n".utf8), Array("UNLOCK / HTTP/1.1\r\n".utf8), [0xFF, 0xFB, 0x1F, 0x0A],
        ]
        return (requests + others).map { $0 + Array("PING\n".utf8) }
    }()

    @Test("a request means the same however its bytes are split", arguments: streams, [false, true])
    func survivesSplits(stream: [UInt8], mustOpenWithCommand: Bool) {
        func decoded(_ chunks: [[UInt8]]) -> [String] {
            decode(chunks, ending: true, mustOpenWithCommand: mustOpenWithCommand)
        }
        let whole = decoded([stream])
        #expect(!whole.isEmpty)
        #expect(decoded(stream.map { [$0] }) == whole)
        // In a long line there is nothing but more of the same.
        for split in 0...stream.count where split < 200 || stream.count - split < 200 {
            #expect(decoded([Array(stream[..<split]), Array(stream[split...])]) == whole)
        }
    }

    @Test("a long pipeline means the same however its bytes are split")
    func survivesSplitsOfPipelines() {
        let stream = Self.streams.filter { !decode([$0]).contains { $0.contains("malformed") } }.flatMap { $0 }
        let whole = decode([stream], ending: true)
        for size in 1...200 {
            let chunks = stride(from: 0, to: stream.count, by: size).map { start in
                Array(stream[start..<min(start + size, stream.count)])
            }
            #expect(decode(chunks, ending: true) == whole)
        }
    }

    @Test("a line may have 4,096 bytes without its end, and is refused at the first byte more")
    func limitsLines() {
        let text = String(repeating: "x", count: Limits.requestBytes - 5)
        #expect(decode("PING \(text)\n") == ["ping(\(text))"])
        #expect(decode("PING \(text)\r\n") == ["ping(\(text))"])
        #expect(decode("PING \(text)\r") == [])
        #expect(decode("PING \(text)x") == ["malformed -ERR a line has at most 4096 bytes"])
        #expect(decode(String(repeating: " ", count: 4097)) == ["malformed -ERR a line has at most 4096 bytes"])
    }

    @Test("an array may have 4,096 bytes in 64 elements, and is refused when a length says more")
    func limitsArrays() {
        let text = String(repeating: "x", count: Limits.requestBytes - 4)
        #expect(decode([array("PING", text)]) == ["ping(\(text))"])
        let tooLong = "malformed -ERR an array's elements have at most 4096 bytes in all"
        #expect(decode("*2\r\n$4\r\nPING\r\n$4093") == [tooLong])
        #expect(decode("*1\r\n$4097") == [tooLong])
        #expect(decode("*1\r\n$99999999999999999999999999") == [tooLong])
        let tooMany = "malformed -ERR an array has at most 64 elements"
        #expect(decode("*64\r\n" + String(repeating: "$1\r\nx\r\n", count: 64)).map { $0.prefix(8) } == ["-UNKNOWN"])
        #expect(decode("*65") == [tooMany])
        #expect(decode("*18446744073709551617") == [tooMany])
    }

    @Test(
        "bytes that are neither form are answered once, and nothing is decoded after them",
        arguments: [
            ("*-1\r\n", "an array starts with * and its length in digits"),
            ("*+1\r\n", "an array starts with * and its length in digits"),
            ("*01\r\n", "an array starts with * and its length in digits"),
            ("*00\r\n", "an array starts with * and its length in digits"),
            ("*\r\n", "an array starts with * and its length in digits"),
            ("*1\n", "an array starts with * and its length in digits"),
            ("*1\rx", "an array starts with * and its length in digits"),
            ("* 1\r\n", "an array starts with * and its length in digits"),
            ("*1\r\n:1\r\n", "an array's element starts with $ and its length in digits"),
            ("*1\r\n$-1\r\n", "an array's element starts with $ and its length in digits"),
            ("*1\r\n*1\r\n", "an array's element starts with $ and its length in digits"),
            ("*1\r\n$04\r\n", "an array's element starts with $ and its length in digits"),
            ("*1\r\n$4\r\nPINGS\n", "an array's element ends with CR LF after its length"),
            ("*1\r\n$4\r\nPING\rS", "an array's element ends with CR LF after its length"),
            ("*1\r\n$4\r\nPING\n", "an array's element ends with CR LF after its length"),
            ("PI\rNG\n", "a carriage return is allowed only before a line feed"),
            ("PING\r\r\n", "a carriage return is allowed only before a line feed"),
            ("PING \u{0}\n", "a line may have no control characters except tabs"),
            ("PING \u{1B}[2J\n", "a line may have no control characters except tabs"),
            ("PING \u{7F}\n", "a line may have no control characters except tabs"),
            ("PING\u{B}a\n", "a line may have no control characters except tabs"),
            ("PING \"a\n", "a quoted word ends with its quote, followed by a space or the line's end"),
            ("VERIFY 1001 '846273\n", "a quoted word ends with its quote, followed by a space or the line's end"),
            ("@t PING \"a\"b\n", "a quoted word ends with its quote, followed by a space or the line's end"),
        ])
    func refusesMalformed(stream: String, sentence: String) {
        #expect(decode("PING\n" + stream + "PING\n", ending: true) == ["ping(-)", "malformed -ERR " + sentence])
    }

    @Test(
        "a line that is not UTF-8 is malformed", arguments: [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xE2, 0x82]])
    func refusesOtherEncodings(bytes: [UInt8]) {
        #expect(decode([Array("PING ".utf8) + bytes + [0x0A]]) == ["malformed -ERR a line is UTF-8"])
    }

    @Test("empty lines and empty arrays ask nothing")
    func ignoresEmptyRequests() {
        #expect(decode("\n\r\n  \t\r\n*0\r\n*0\r\nPING\n", ending: true) == ["ping(-)"])
    }

    @Test("input that ends within a request is malformed, unless only blanks are left")
    func noticesTheEnd() {
        let error = "malformed -ERR the input ended in the middle of a request"
        #expect(decode("PING\nPING", ending: true) == ["ping(-)", error])
        #expect(decode("*1\r\n$4\r\nPI", ending: true) == [error])
        #expect(decode("PING\n \t\r", ending: true) == ["ping(-)"])
        #expect(decode("", ending: true) == [])
    }

    @Test("a tag is 1 to 32 plain characters before a line's command")
    func readsTags() {
        let longest = String(repeating: "x", count: 32)
        #expect(decode("  @aZ9._- \t PING\n@\(longest) PING\n") == ["@aZ9._- ping(-)", "@\(longest) ping(-)"])
        let refusal = "-BADVALUE field=tag a tag is 1 to 32 of A-Z a-z 0-9 . _ - after its @"
        for tag in ["@", "@\(longest)x", "@a!b", "@\"ab\"", "@a\"b", "@é", "@@a"] {
            #expect(decode("\(tag) PING\nPING\n") == [refusal, "ping(-)"])
        }
        #expect(decode("@t\n@t  \r\n") == Array(repeating: "@t -SYNTAX usage: [@tag] command [argument ...]", count: 2))
        #expect(decode("@t FROB\n") == ["@t -UNKNOWN there is no such command; HELP lists them"])
        let unknown = "-UNKNOWN there is no such command; HELP lists them"
        #expect(decode("\"@t\" PING\n") == [unknown])
        #expect(decode([array("@t", "PING")]) == [unknown])
    }

    @Test(
        "random bytes never trap, are held within bounds, and mean the same in any chunks",
        arguments: 0..<200 as Range<UInt64>)
    func survivesRandomBytes(seed: UInt64) {
        var generator = SplitMix(state: seed)
        let pieces: [[UInt8]] = [
            "PING", "VERIFY 1001 ", "ADD 1 ", "@t ", "*2\r\n", "$4\r\n", "$0\r\n\r\n", "\r\n", "\n", "\r", " ", "\"",
            "'",
            "\\x", "\\", "=", "email=", "é", "846273", "FROM",
        ].map { Array($0.utf8) }
        var stream: [UInt8] = []
        for _ in 0..<Int.random(in: 1...400, using: &generator) {
            if Int.random(in: 0..<12, using: &generator) == 0 {
                stream.append(UInt8.random(in: 0...255, using: &generator))
            } else if Int.random(in: 0..<200, using: &generator) == 0 {
                stream += Array(repeating: UInt8(ascii: "x"), count: 3000)
            } else {
                stream += pieces.randomElement(using: &generator) ?? []
            }
        }
        var decoder = RequestDecoder()
        var results: [String] = []
        var rest = stream[...]
        while !rest.isEmpty {
            let chunk = rest.prefix(Int.random(in: 1...100, using: &generator))
            rest = rest.dropFirst(chunk.count)
            decoder.append(ByteBuffer(bytes: chunk))
            while let decoded = decoder.next() { results.append(transcript(of: decoded)) }
            #expect(decoder.heldBytes <= Limits.requestBytes + 10 * (Limits.requestElements + 1))
        }
        if let decoded = decoder.finish() { results.append(transcript(of: decoded)) }
        #expect(results == decode([stream], ending: true))
    }
}

/// A small generator with a seed, so that a failure can be seen again.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
