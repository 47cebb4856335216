import Foundation
import LineClient
import Testing
import VoicemailTestKit

/// A server that has fewer files than it could use.
@Suite("Open files", .timeLimit(.minutes(5)))
struct OpenFilesTests {
    @Test("with no file left who is connected is served, and who waited gets in when there is one")
    func noneLeft() async throws {
        let server = try ServerProcess()
        let connected = try server.connect()
        #expect(try connected.say("PING") == "+PONG")
        try await Self.limitFiles(of: server, to: "8")
        let waiting = try server.connect()
        try waiting.send(bytes: Array("PING\r\n".utf8))
        #expect(try connected.say("VERIFY 4444 935147").hasPrefix("+DENIED"))
        #expect(try connected.say("PING") == "+PONG")
        try await Self.limitFiles(of: server, to: "1024")
        #expect(try waiting.receiveLine() == "+PONG")
    }

    @Test("a server with few files takes fewer front ends, so that the admin gets in")
    func few() throws {
        // Set for this process's child alone, by a shell that becomes the server.
        let server = try ServerProcess(ServerProcess.cheap, openFiles: 64)
        let clients = try (0..<64).map { _ in try server.connect() }
        let greetings = clients.map { client in
            do {
                return try client.say("PING")
            } catch {
                return "closed"
            }
        }
        #expect(greetings.filter { $0 == "+PONG" }.count >= 8)
        #expect(greetings.last != "+PONG")
        #expect(try server.connectAsAdmin().say("WHOAMI").contains("role=admin"))
    }

    /// Changes how many files the running server may have open; the limit up to which it may be raised again stays.
    private static func limitFiles(of server: ServerProcess, to count: String) async throws {
        let run = try await ProgramRun("prlimit", ["--pid", "\(server.processIdentifier)", "--nofile=\(count):"])
        try #require(run.status == 0, "\(run.errors)")
    }
}
