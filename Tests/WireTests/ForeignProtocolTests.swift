import Testing
import Wire

/// What is made of bytes that were meant for others.
@Suite(.timeLimit(.minutes(1)))
struct ForeignProtocolTests {
    /// How connections of other protocols begin, and what they are taken for.
    static let openings: [(bytes: String, name: String)] = [
        ("POST / HTTP/1.1\r\n", "HTTP"), ("GET /x?y=\"z\" HTTP/1.1\r\n", "HTTP"), ("get / http/1.0\n", "HTTP"),
        ("OPTIONS * HTTP/1.1\r\n", "HTTP"), ("CONNECT pbx:8746 HTTP/1.1\r\n", "HTTP"), ("GET /\r\n", "HTTP"),
        ("PRI * HTTP/2.0\r\n", "HTTP"), ("HTTP/1.1 200 OK\r\n", "HTTP"), ("BREW /pot HTTP/1.1\r\n", "HTTP"),
        ("\r\nPOST / HTTP/1.1\r\n", "HTTP"), ("GET http://a/ HTTP/1.1\r\n", "HTTP"),
        ("Host: pbx.example\r\n", "HTTP"), ("X-Forwarded-For:10.0.0.1\r\n", "HTTP"), ("host:\r\n", "HTTP"),
        ("Cookie: a=\"b; c='d\r\n", "HTTP"), ("Content-Length: 5\r\n", "HTTP"),
        ("Sec-CH-UA: \"a\";v=\"8\"\r\n", "HTTP"),
        ("User-Agent: caf\u{E9}\r\n", "HTTP"), ("GET /\(String(repeating: "x", count: 5000)) HTTP/1.1\r\n", "HTTP"),
        ("UNLOCK / HTTP/1.1\r\n", "HTTP"), ("VERIFY /1001 HTTP/1.1\r\n", "HTTP"), ("SET / HTTP/1.0\r\n", "HTTP"),
        ("PROXY TCP4 192.0.2.1 192.0.2.2 5000 8746\r\n", "the PROXY protocol"),
        ("PROXY UNKNOWN\r\n", "the PROXY protocol"),
        ("\r\n\r\n\0\r\nQUIT\n", "the PROXY protocol"), ("\u{16}\u{3}\u{1}\u{2}\0\u{1}", "TLS"),
        ("INVITE sip:1001@acme SIP/2.0\r\n", "SIP"), ("INFO sip:1001@acme SIP/2.0\r\n", "SIP"),
        ("OPTIONS sip:pbx SIP/2.0\r\n", "SIP"), ("SIP/2.0 200 OK\r\n", "SIP"),
        ("ANNOUNCE rtsp://pbx/1 RTSP/1.0\r\n", "RTSP"), ("EHLO mail.example\r\n", "SMTP"), ("helo mail\r\n", "SMTP"),
        ("MAIL FROM:<a@b.example>\r\n", "SMTP"), ("RCPT TO:<a@b.example>\r\n", "SMTP"),
        ("SSH-2.0-OpenSSH_9.2\r\n", "SSH"),
        ("agi_network: yes\n", "FastAGI"), ("Action: Login\r\n", "the Asterisk Manager Interface"),
        ("set key 0 900 5\r\n", "memcached"), ("add key 0 0 5 noreply\r\n", "memcached"), ("@RSYNCD: 31.0\n", "rsync"),
    ]

    @Test("is named, whoever connects, and nothing behind it is decoded", arguments: openings, [false, true])
    func names(opening: (bytes: String, name: String), mustOpenWithCommand: Bool) throws {
        let results = decode(
            opening.bytes + "VERIFY 1001 111111\n", ending: true, mustOpenWithCommand: mustOpenWithCommand)
        #expect(results.count == 1)
        #expect(try #require(results.first).hasPrefix("malformed -ERR this looks like \(opening.name); "))
    }

    @Test(
        "ends a connection at any time, also behind commands",
        arguments: openings.filter { !$0.bytes.hasPrefix("\r\n") })
    func endsAnyTime(opening: (bytes: String, name: String)) throws {
        let results = decode(
            "PING\n\(opening.bytes)VERIFY 1001 111111\n", ending: true, mustOpenWithCommand: true)
        #expect(results.count == 2)
        #expect(results.first == "ping(-)")
        #expect(try #require(results.last).hasPrefix("malformed -ERR this looks like \(opening.name); "))
    }

    @Test("Telnet's negotiation, which is no text, is named")
    func telnet() {
        #expect(
            decode([[0xFF, 0xFB, 0x1F, 0x0D, 0x0A]])
                == ["malformed -ERR this looks like Telnet; this port does not speak it; use nc, or a raw connection"])
    }

    private static let notFirst =
        "malformed -ERR the first line is not a vmgate command, so nothing after it is read; HELP lists the commands"

    @Test(
        "a first line that is not a command ends a stranger's connection, whatever it is",
        arguments: [
            "FROBNICATE x", "<stream:stream to=acme>", "{}", "USER root", "a001 CAPABILITY", "+OK",
            "$4", ":1", "stats", "GET key", "\"Host:\" x", "846273", "\"\" PING", "@ FROB", "@bad!tag FROB",
        ])
    func first(line: String) {
        for blanks in ["", "\r\n", "\n \t\n"] {
            #expect(decode("\(blanks)\(line)\r\nPING\r\n", ending: true, mustOpenWithCommand: true) == [Self.notFirst])
        }
        // Where people type, and behind a command, it is an error like any other.
        let results = decode("\(line)\r\nPING\r\n", ending: true)
        #expect(results.count == 2 && results.last == "ping(-)")
        #expect(decode("PING\n\(line)\nPING\n", ending: true, mustOpenWithCommand: true) == ["ping(-)"] + results)
    }

    @Test(
        "a first line that is none at all is the end like everywhere",
        arguments: ["{\"jsonrpc\":\"2.0\"}", "it's", "\u{4}\u{1}"])
    func malformed(line: String) {
        let results = decode("\(line)\r\nPING\r\n", ending: true, mustOpenWithCommand: true)
        #expect(results.count == 1 && results.allSatisfy { $0.hasPrefix("malformed -ERR ") })
    }

    @Test("its tag comes back")
    func tagged() {
        #expect(decode("@a FROB\nPING\n", mustOpenWithCommand: true) == ["@a " + Self.notFirst])
        #expect(decode("@a\nPING\n", mustOpenWithCommand: true) == ["@a " + Self.notFirst])
    }

    @Test(
        "a command that is wrong otherwise proves what a right one does",
        arguments: [
            "VERIFY", "VERIFY 1001", "@bad!tag PING", "ACCESS 10/01", "SET 1001", "PING a b", "HELLO 4", "ACCESS Host:",
        ])
    func wrong(line: String) {
        let results = decode("\(line)\r\nFROB\r\nPING\r\n", mustOpenWithCommand: true)
        #expect(results.count == 3 && results.last == "ping(-)")
        #expect(!results.contains { $0.contains("malformed") })
    }

    @Test("no argument is taken for a header or for a request line")
    func arguments() {
        #expect(decode("PING Host:\n", mustOpenWithCommand: true) == ["ping(Host:)"])
        #expect(decode("PING \"GET / HTTP/1.1\"\n", mustOpenWithCommand: true) == ["ping(GET / HTTP/1.1)"])
        #expect(decode("VERIFY 1001 HTTP/1.1\n", mustOpenWithCommand: true) == ["verify(1001, HTTP/1.1, -)"])
        #expect(decode("ACCESS 1001 FROM sip:1@b\n", mustOpenWithCommand: true) == ["access(1001 from sip:1@b)"])
    }

    @Test("arrays are not screened: clients open with commands that are not known here")
    func arrays() {
        let unknown = "-UNKNOWN there is no such command; HELP lists them"
        let results = decode(
            [array("COMMAND", "DOCS"), array("Host:", "x"), array("GET", "/", "HTTP/1.1"), array("PING")],
            mustOpenWithCommand: true)
        #expect(results == [unknown, unknown, unknown, "ping(-)"])
        // They prove nothing either.
        #expect(
            decode([array("PING"), Array("FROB\n".utf8)], mustOpenWithCommand: true) == ["ping(-)", Self.notFirst])
    }
}
