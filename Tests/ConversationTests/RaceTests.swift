import Foundation
import LineClient
import Testing
import VoicemailTestKit

/// One mailbox, many connections at once.
@Suite("Races", .timeLimit(.minutes(5)))
struct RaceTests {
    @Test("forty wrong PINs at once buy five guesses")
    func fortyWrong() async throws {
        let server = try ServerProcess(ServerProcess.cheap + ["--lockout-base-s", "900"])
        _ = try server.connectAsAdmin().say("ADD 1001 PIN 846273")
        let replies = try await Self.atOnce(40, on: server) { _ in "VERIFY 1001 111111" }
        #expect(replies.count { $0.hasPrefix("+DENIED") } == 4)
        #expect(replies.count { $0.hasPrefix("+LOCKED") } == 36)
    }

    @Test("forty wrong PINs at once on an unknown mailbox buy as many")
    func fortyWrongOnUnknown() async throws {
        let server = try ServerProcess(ServerProcess.cheap + ["--lockout-base-s", "900"])
        let replies = try await Self.atOnce(40, on: server) { _ in "VERIFY 4444 111111" }
        #expect(replies.count { $0.hasPrefix("+DENIED") } == 4)
        #expect(replies.count { $0.hasPrefix("+LOCKED") } == 36)
    }

    @Test("ten right PINs at once all get in, also with one attempt left")
    func tenRight() async throws {
        let server = try ServerProcess()
        _ = try server.connectAsAdmin().say("ADD 1001 PIN 846273")
        let client = try server.connect()
        for _ in 1...4 { _ = try client.say("VERIFY 1001 111111") }
        let replies = try await Self.atOnce(10, on: server) { _ in "VERIFY 1001 846273" }
        #expect(replies.count { $0.hasPrefix("+GRANTED") } == 10)
        #expect(try client.say("ACCESS 1001").contains("attempts_left=5"))
    }

    @Test("one source guessing at many mailboxes at once gets its limit and no more")
    func source() async throws {
        let server = try ServerProcess(ServerProcess.cheap + ["--source-max-failures", "7"])
        let replies = try await Self.atOnce(20, on: server) { "VERIFY 50\(10 + $0) 111111 FROM +4930123456" }
        #expect(replies.count { $0.hasPrefix("+DENIED") } == 7)
        #expect(replies.count { $0.contains("scope=source") } == 13)
        server.killNow()
        try server.start()
        let reply = try server.connect().say("VERIFY 6000 111111 FROM +4930123456")
        #expect(reply.contains("scope=source"), "the count survives a restart")
    }

    @Test("tries that found the mailbox locked are charged to no source, also after a restart")
    func refusedAreNotCharged() async throws {
        let server = try ServerProcess(
            ServerProcess.cheap + ["--lockout-base-s", "900", "--source-max-failures", "50"])
        let replies = try await Self.atOnce(40, on: server) { _ in "VERIFY 4444 111111 FROM +4930123456" }
        #expect(replies.count { $0.contains("scope=mailbox") } == 36)
        #expect(server.stop() == 0)
        #expect(try server.sql("SELECT failures FROM source_failure") == "5")
    }

    @Test("two admins adding one mailbox at once: one adds it, the other is told that it exists")
    func add() async throws {
        let server = try ServerProcess()
        let replies = try await Self.atOnce(8, asAdmin: true, on: server) { _ in "ADD 1001 PIN 846273" }
        #expect(replies.count { $0.hasPrefix("+ADDED") } == 1)
        #expect(replies.count { $0.hasPrefix("-EXISTS") } == 7)
    }

    private static func atOnce(
        _ count: Int, asAdmin: Bool = false, on server: ServerProcess, _ line: (Int) -> String
    ) async throws -> [String] {
        var clients: [LineClient] = []
        for _ in 0..<count {
            clients.append(asAdmin ? try server.connectAsAdmin() : try server.connect())
        }
        for (index, client) in clients.enumerated() {
            try client.send(bytes: Array((line(index) + "\r\n").utf8))
        }
        return try clients.map { try $0.receiveLine() }
    }
}
