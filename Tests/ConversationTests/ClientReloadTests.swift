import Foundation
import LineClient
import Testing
import VoicemailTestKit

#if canImport(Glibc)
    import Glibc
#endif

/// Clients that are reread while the server runs.
@Suite("Clients that change", .timeLimit(.minutes(5)))
struct ClientReloadTests {
    private static func entry(_ name: String, _ role: String, _ hash: String) -> String {
        "  \(name):\n    role: \(role)\n    secret: \"\(hash)\"\n"
    }

    private static func isClosed(_ client: LineClient) -> Bool {
        do {
            let line = try client.receiveLine()
            Issue.record("the connection says \(line)")
            return false
        } catch {
            if case .closedByServer = error { return true }
            return false
        }
    }

    @Test("on SIGHUP a client that is gone or changed is cut off, a new one gets in, and others stay connected")
    func reload() throws {
        let world = try ClientWorld()
        let server = world.server
        func connect(_ name: String) throws -> LineClient {
            let client = try server.connect()
            #expect(try client.say("AUTH \(name) secret") == "+OK")
            return client
        }
        let (gone, demoted, same) = (try connect("frontend"), try connect("admin"), try connect("monitor"))
        let nobody = try server.connect()
        #expect(try nobody.say("AUTH newcomer secret").hasPrefix("-NOAUTH"))
        // Whoever runs the server is an admin there, and not the client of that name.
        let onSocket = try server.connectAsAdmin()

        let kept = "clients:\n" + Self.entry("monitor", "monitor", world.hash)
        let clients =
            kept + Self.entry("admin", "frontend", world.hash) + Self.entry("newcomer", "frontend", world.hash)
        try world.configure(clients)
        kill(server.processIdentifier, SIGHUP)
        let line = try server.logLine(with: "clients were reloaded")
        #expect(line.contains("changed=admin,certified,elsewhere,frontend,newcomer,tenant,trusted"), "\(line)")
        #expect(Self.isClosed(gone))
        #expect(Self.isClosed(demoted))
        #expect(try same.say("WHOAMI") == "+WHOAMI name=monitor role=monitor")
        #expect(try onSocket.say("WHOAMI") == "+WHOAMI name=admin role=admin")
        #expect(try nobody.say("AUTH frontend secret").hasPrefix("-NOAUTH"))
        #expect(try nobody.say("AUTH newcomer secret") == "+OK")
        #expect(try connect("admin").say("LIST").hasPrefix("-NOPERM"))
    }

    @Test(
        "a file that cannot be used leaves the clients in force, and the log says why in one sentence",
        arguments: [
            ("clients:\n  monitor:\n    secret: x\n", "clients.monitor in ", "has no role"),
            ("clients:\n  monitor:\n    role: monitor\n", "clients.monitor", "no secret, no certificates and no uids"),
            ("clinets:\n  monitor:\n    role: monitor\n", "there is no setting", "clinets"),
            ("clients: [", "is not well-formed", "vmgate.yaml"),
            ("", "no longer has any clients", "vmgate.yaml"),
            ("log:\n  level: info\n", "no longer has any clients", "vmgate.yaml"),
        ])
    func refused(text: String, words: String, more: String) throws {
        let world = try ClientWorld()
        let client = try world.server.connect()
        #expect(try client.say("AUTH monitor secret") == "+OK")
        try world.configure(text)
        kill(world.server.processIdentifier, SIGHUP)
        let line = try world.server.logLine(with: "clients stay as they were")
        #expect(line.contains(words) && line.contains(more), "\(line)")
        #expect(try client.say("WHOAMI") == "+WHOAMI name=monitor role=monitor")
        #expect(try world.server.connect().say("AUTH frontend secret") == "+OK")
    }

    @Test("with the first client, the connections of nobody are cut off")
    func first() throws {
        let world = try ClientWorld(clients: "log:\n  level: info\n")
        let unnamed = try world.server.connect()
        #expect(try unnamed.say("WHOAMI") == "+WHOAMI name=frontend role=frontend")
        try world.configure("clients:\n" + Self.entry("monitor", "monitor", world.hash))
        kill(world.server.processIdentifier, SIGHUP)
        #expect(Self.isClosed(unnamed))
        #expect(try world.server.connect().say("WHOAMI").hasPrefix("-NOAUTH"))
    }
}
