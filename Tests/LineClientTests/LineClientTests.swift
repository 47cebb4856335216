import Foundation
import ScriptedServer
import Synchronization
import Testing
import VoicemailModel

@testable import LineClient

@Suite("The line client, over real sockets", .timeLimit(.minutes(5)))
struct LineClientTests {
    private func withServer(
        _ reply: @escaping @Sendable ([String]) -> String?, _ body: (ScriptedServer, LineEndpoint) throws -> Void
    ) throws {
        let server = try ScriptedServer(reply: reply)
        defer { server.stop() }
        try body(server, .unix(path: server.path))
    }

    @Test("a request reaches the server as it was given, and the reply comes back taken apart")
    func roundTrip() throws {
        try withServer({ _ in "+DENIED mailbox=1001 attempts_left=4\r\n" }) { server, endpoint in
            let client = try LineClient(connectingTo: endpoint)
            let pin = SecretBytes(copying: Array("846273".utf8))
            let reply = try client.call("VERIFY", "1001", .secret(pin), "FROM", "a b")
            #expect(reply.word == "DENIED")
            #expect(reply["attempts_left"] == "4")
            #expect(server.received == [["VERIFY", "1001", "846273", "FROM", "a b"]])
        }
    }

    @Test("one connection carries many requests, also several at once")
    func pipelining() throws {
        try withServer({ "+\($0[1])\r\n" }) { _, endpoint in
            let client = try LineClient(connectingTo: endpoint)
            for word in ["a", "b", "c"] { try client.send(["PING", .text(word)]) }
            #expect(try (0..<3).map { _ in try client.receive().word } == ["a", "b", "c"])
        }
    }

    @Test("several replies in one packet are told apart")
    func severalInOnePacket() throws {
        try withServer({ _ in "+A\r\n-B no\r\n+C\r\n" }) { _, endpoint in
            let client = try LineClient(connectingTo: endpoint)
            try client.send(["PING"])
            #expect(try (0..<3).map { _ in try client.receiveLine() } == ["+A", "-B no", "+C"])
        }
    }

    @Test(
        "what is no reply line is refused",
        arguments: ["+PONG\n", "PONG\r\n", "+\u{1}\n", String(repeating: "x", count: LineClient.replyBytes + 1)])
    func malformed(bytes: String) throws {
        try withServer({ _ in bytes }) { _, endpoint in
            let client = try LineClient(connectingTo: endpoint)
            let error = #expect(throws: LineClientError.self) { try client.call("PING") }
            guard case .malformedReply = error else {
                Issue.record("\(String(describing: error)) instead of a malformed reply")
                return
            }
        }
    }

    @Test("a server that closes without a reply is told as such")
    func closed() throws {
        try withServer({ _ in nil }) { _, endpoint in
            let client = try LineClient(connectingTo: endpoint)
            #expect(throws: LineClientError.closedByServer(endpoint)) { try client.call("PING") }
            #expect(throws: LineClientError.closedByServer(endpoint)) { try client.call("PING") }
        }
    }

    @Test("half a line and then nothing is a closed connection, not a reply")
    func halfALine() throws {
        let answers = Answers(["+GRANTED", nil])
        try withServer({ _ in answers.next() }) { _, endpoint in
            let client = try LineClient(connectingTo: endpoint)
            try client.send(["PING"])
            try client.send(["PING"])
            #expect(throws: LineClientError.closedByServer(endpoint)) { try client.receive() }
        }
    }

    @Test("a server that does not answer in time is told as such")
    func timeout() throws {
        try withServer({ _ in "" }) { _, endpoint in
            let client = try LineClient(connectingTo: endpoint, timeout: .milliseconds(50))
            #expect(throws: LineClientError.timedOut(endpoint, after: .milliseconds(50))) { try client.call("PING") }
        }
    }

    @Test("no server at a path, with or without an old socket there")
    func noServer() throws {
        try withServer({ _ in nil }) { server, endpoint in
            let nothing = LineEndpoint.unix(path: server.path + ".no")
            #expect(throws: LineClientError.noServer(nothing)) { try LineClient(connectingTo: nothing) }
            try #require(FileManager.default.createFile(atPath: server.path + ".old", contents: nil))
            let old = LineEndpoint.unix(path: server.path + ".old")
            #expect(throws: LineClientError.noServer(old)) { try LineClient(connectingTo: old) }
        }
    }

    @Test("a path that no socket can have is refused", arguments: ["", String(repeating: "p", count: 108)])
    func unusablePath(path: String) {
        let error = #expect(throws: LineClientError.self) { try LineClient(connectingTo: .unix(path: path)) }
        guard case .unusableAddress = error else {
            Issue.record("\(String(describing: error)) instead of an unusable address")
            return
        }
    }

    @Test("nobody listens at a TCP port")
    func noServerOverTCP() {
        // Port 1 (tcpmux) is nobody's on any machine that runs tests.
        let endpoint = LineEndpoint.tcp(host: "127.0.0.1", port: 1)
        #expect(throws: LineClientError.noServer(endpoint)) { try LineClient(connectingTo: endpoint) }
    }

    @Test("an endpoint shows an IPv6 address in brackets")
    func endpoints() {
        #expect(LineEndpoint.tcp(host: "::1", port: 8746).description == "[::1]:8746")
        #expect(LineEndpoint.tcp(host: "127.0.0.1", port: 8746).description == "127.0.0.1:8746")
    }
}

/// Answers in turn.
private final class Answers: Sendable {
    private let rest: Mutex<ArraySlice<String?>>

    init(_ answers: [String?]) {
        rest = Mutex(answers[...])
    }

    func next() -> String? {
        rest.withLock { $0.popFirst() ?? nil }
    }
}
