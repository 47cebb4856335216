import Foundation
import LineClient
import Testing
import VoicemailTestKit

/// What other protocols' bytes do to a server: nothing.
@Suite("Foreign traffic", .timeLimit(.minutes(5)))
struct ForeignTrafficTests {
    private static let guesses = String(repeating: "VERIFY 1001 111111\r\n", count: 5)

    private static func everything(_ client: LineClient) -> [String] {
        var lines: [String] = []
        while let line = try? client.receiveLine() { lines.append(line) }
        return lines
    }

    @Test(
        "guesses in the body of a web page's request are never made",
        arguments: [
            "POST / HTTP/1.1\r\nHost: pbx\r\nContent-Type: text/plain\r\n\r\n\(guesses)",
            "POST / HTTP/1.0\r\n\r\n\(guesses)",
            "Host: pbx\r\n\r\n\(guesses)", "\(guesses.replacing("VERIFY", with: "FROB"))\(guesses)",
            "PROXY TCP4 192.0.2.1 192.0.2.2 5000 8746\r\n\(guesses)", "@a FROB\r\n\(guesses)",
            "UNLOCK / HTTP/1.1\r\n\(guesses)", "EHLO pbx\r\n\(guesses)", "\u{16}\u{3}\u{1}\r\n\(guesses)",
        ])
    func bodies(bytes: String) throws {
        let server = try ServerProcess()
        let admin = try server.connectAsAdmin()
        #expect(try admin.say("ADD 1001 PIN 846273") == "+ADDED mailbox=1001")
        let client = try server.connect()
        try client.send(bytes: Array(bytes.utf8))
        let replies = Self.everything(client)
        #expect(replies.count == 1)
        #expect(try #require(replies.first).contains("ERR "))
        #expect(try server.connect().say("ACCESS 1001").contains("attempts_left=5"))
    }

    @Test("what was asked before is answered, and the connection then ends with what it looks like")
    func behindCommands() throws {
        let server = try ServerProcess()
        let client = try server.connect()
        try client.send(bytes: Array("VERIFY 4444 111111\r\nPING a\r\nHost: pbx\r\n\(Self.guesses)".utf8))
        let replies = Self.everything(client)
        #expect(replies.count == 3)
        #expect(replies[0].hasPrefix("+DENIED"))
        #expect(replies[1] == "+a")
        #expect(replies[2].hasPrefix("-ERR this looks like HTTP; "))
        #expect(server.stop() == 0)
        let log = try String(contentsOfFile: server.logFile, encoding: .utf8)
        #expect(log.contains("a client speaks another protocol"))
        #expect(!log.contains("pbx"))
    }

    @Test("a connection that has to say who it is ends the same, with TLS and without")
    func strangers() throws {
        let world = try ClientWorld()
        let client = try world.server.connect()
        try client.send(bytes: Array("GET / HTTP/1.1\r\nAUTH frontend secret\r\n".utf8))
        #expect(Self.everything(client).map { $0.prefix(26) } == ["-ERR this looks like HTTP; "].map { $0.prefix(26) })
        let port = world.server.tlsPort
        let reply = try world.tls.talk(to: port, "POST / HTTP/1.1\r\nHost: x\r\n\r\nAUTH frontend secret\r\nQUIT\r\n")
        #expect(reply.hasPrefix("-ERR this looks like HTTP; ") && reply.split(separator: "\r\n").count == 1)
    }

    @Test("on the Unix socket, where people type, a first line may be wrong, and HTTP is the end all the same")
    func unixSocket() throws {
        let server = try ServerProcess()
        let admin = try server.connectAsAdmin()
        #expect(try admin.say("FROBNICATE").hasPrefix("-UNKNOWN"))
        #expect(try admin.say("PING") == "+PONG")
        try admin.send(bytes: Array("POST / HTTP/1.1\r\n\r\nADD 1001 PIN 846273\r\n".utf8))
        #expect(Self.everything(admin).count == 1)
        #expect(try server.connectAsAdmin().say("LIST") == "+LIST mailboxes=\"\"")
    }

    @Test("arrays may ask for what is not known, from the first on")
    func arrays() throws {
        let server = try ServerProcess()
        let client = try server.connect()
        #expect(try client.call("COMMAND", .text("DOCS")).word == "UNKNOWN")
        #expect(try client.call("CONFIG", .text("GET"), .text("save")).word == "UNKNOWN")
        #expect(try client.call("PING").word == "PONG")
    }
}
