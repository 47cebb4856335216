import Foundation
import LineClient
import Testing
import VoicemailTestKit

@Suite("What strangers write into the log", .timeLimit(.minutes(5)))
struct StrangersLogTests {
    private static let times = 100

    /// What a stranger does, and the message that tells of it.
    static let deeds: [(message: String, act: @Sendable (ServerProcess) throws -> Void)] = [
        (
            "a client without TLS met the TLS port",
            { server in
                let connection = try RawConnection(port: server.tlsPort)
                connection.send(Array("PING\r\n".utf8))
                _ = try? connection.receiveAll()
            }
        ),
        (
            "a client speaks another protocol",
            { server in
                let connection = try RawConnection(port: server.port)
                connection.send(Array("GET / HTTP/1.1\r\n\r\n".utf8))
                _ = try? connection.receiveAll()
            }
        ),
        (
            "client not authenticated",
            { server in _ = try server.connect().say("AUTH frontend wrong") }
        ),
    ]

    /// How many events the log's lines with this message stand for, and how many lines there are.
    private static func counts(_ message: String, in server: ServerProcess) throws -> (lines: Int, events: Int) {
        let lines = try server.logLines().filter { $0.contains(message) }
        let count = /count=(\d+)/
        let events = lines.map { line in line.firstMatch(of: count).flatMap { Int($0.1) } ?? 1 }
        return (lines.count, events.reduce(0, +))
    }

    @Test("is five lines of each kind and then one a second, and each event is counted", arguments: 0..<deeds.count)
    func throttled(index: Int) throws {
        let world = try ClientWorld()
        let (message, act) = Self.deeds[index]
        let begun = ContinuousClock.now
        for _ in 0..<Self.times { try act(world.server) }
        #expect(world.server.stop() == 0)
        let seconds = Int((ContinuousClock.now - begun) / .seconds(1)) + 1
        let counts = try Self.counts(message, in: world.server)
        #expect(counts.events == Self.times)
        #expect((1...(5 + seconds)).contains(counts.lines), "\(counts.lines) lines in \(seconds) seconds")
    }

    @Test("metrics connections that are too many are counted, too")
    func metrics() throws {
        let server = try ServerProcess(ServerProcess.cheap + ["--metrics", "127.0.0.1:0"])
        let open = try (0..<Self.times).map { _ in
            let connection = try RawConnection(port: server.metricsPort)
            connection.send(Array("GET /he".utf8))
            return connection
        }
        #expect(try server.get("/healthz").status == 200)
        #expect(try server.get("/readyz").status == 200)
        #expect(server.stop() == 0)
        let counts = try Self.counts("a metrics connection was closed: too many are open", in: server)
        #expect(counts.events >= Self.times - 40)
        #expect((1...20).contains(counts.lines))
        withExtendedLifetime(open) {}
    }

    @Test("a handshake that fails writes nothing")
    func handshakes() throws {
        let world = try ClientWorld()
        for _ in 0..<Self.times {
            let connection = try RawConnection(port: world.server.tlsPort)
            // A handshake record with nothing that could be one in it.
            connection.send([22, 3, 1, 0, 4, 1, 2, 3, 4])
            _ = try? connection.receiveAll()
        }
        #expect(try world.tls.talk(to: world.server.tlsPort, "PING\r\nQUIT\r\n") == "+PONG\r\n+OK\r\n")
        #expect(world.server.stop() == 0)
        #expect(try world.server.logLines().count < Self.times / 2)
    }
}
