import Foundation
import LineClient
import Testing
import VoicemailTestKit

#if canImport(Glibc)
    import Glibc
#endif

/// A blocklist that is reread while the server runs.
@Suite("A blocklist that changes", .timeLimit(.minutes(5)))
struct BlocklistReloadTests {
    /// A server with a list, which goes with it.
    private struct World {
        let server: ServerProcess
        let list: URL

        /// - Parameter list: the list that the server is started with.
        init(_ list: String) throws {
            let file = FileManager.default.temporaryDirectory.appending(path: "vmgate-pins-\(UUID().uuidString)")
            try Data(list.utf8).write(to: file)
            self.list = file
            server = try ServerProcess(ServerProcess.cheap + ["--pin-policy-blocklist", file.path])
        }

        func hangUp() {
            kill(server.processIdentifier, SIGHUP)
        }

        func remove() {
            try? FileManager.default.removeItem(at: list)
        }
    }

    @Test("on SIGHUP a PIN that was added is refused on every connection, one that is gone is free, and old PINs go on")
    func reload() throws {
        let world = try World("112233\n846273\n")
        defer { world.remove() }
        let (client, admin) = (try world.server.connect(), try world.server.connectAsAdmin())
        #expect(try admin.say("ADD 1001 PIN 739528") == "+ADDED mailbox=1001")
        #expect(try client.say("CHECKPIN 846273").hasPrefix("+REJECTED rule=blocklist at=1 "))
        #expect(try client.say("CHECKPIN 935142") == "+ACCEPTABLE")

        try Data("# of today\n112233\n935142\n739528\n".utf8).write(to: world.list)
        #expect(try client.say("CHECKPIN 935142") == "+ACCEPTABLE")
        world.hangUp()
        let line = try world.server.logLine(with: "the blocklist was reloaded")
        #expect(line.contains(" notice the blocklist was reloaded "), "\(line)")
        #expect(line.contains("pins=3"), "\(line)")
        #expect(try client.say("CHECKPIN 846273") == "+ACCEPTABLE")
        #expect(try client.say("CHECKPIN 112233").hasPrefix("+REJECTED rule=blocklist at=1 "))
        #expect(try client.say("VERIFY 1001 739528").hasPrefix("+GRANTED mailbox=1001"))
        for answer in [
            try client.say("CHANGE 1001 739528 935142"), try admin.say("RESET 1001 PIN 935142"),
            try admin.say("ADD 1002 PIN 935142"),
        ] {
            #expect(answer.hasPrefix("-POLICY rule=blocklist at=1 "), "\(answer)")
        }
    }

    @Test(
        "a list that cannot be used leaves the old one in force, and the log says why, without the line",
        arguments: [
            (
                "846273\n84627x\n", "is not a PIN: a line has one of 6 to 10 digits, and comments begin with #.",
                "line 2 of "
            ),
            (
                "846273 739528\n", "is not a PIN: a line has one of 6 to 10 digits, and comments begin with #.",
                "line 1 of "
            ),
            (String(repeating: "#", count: (16 << 20) + 1), "is over 16 MiB.", "pin_policy.blocklist: "),
            (nil, "cannot be read: is the path right, and may this user read it?", "pin_policy.blocklist: "),
        ] as [(String?, String, String)])
    func refused(text: String?, words: String, place: String) throws {
        let world = try World("112233\n")
        defer { world.remove() }
        let client = try world.server.connect()
        world.remove()
        if let text { try Data(text.utf8).write(to: world.list) }
        world.hangUp()
        let line = try world.server.logLine(with: "the blocklist stays as it was")
        #expect(line.contains("\(place)\(world.list.path) \(words)"), "\(line)")
        #expect(try client.say("CHECKPIN 112233").hasPrefix("+REJECTED rule=blocklist at=1 "))
        #expect(try client.say("CHECKPIN 846273") == "+ACCEPTABLE")
        #expect(world.server.stop() == 0)
        #expect(try world.server.logLines().allSatisfy { !$0.contains("84627") })
    }

    @Test("clients are reread beside a list that cannot be used")
    func clientsBeside() throws {
        let list = FileManager.default.temporaryDirectory.appending(path: "vmgate-pins-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: list) }
        try Data("112233\n".utf8).write(to: list)
        let world = try ClientWorld(["--pin-policy-blocklist", list.path])
        try Data("nothing\n".utf8).write(to: list)
        try world.configure("clients:\n  newcomer:\n    role: frontend\n    secret: \"\(world.hash)\"\n")
        kill(world.server.processIdentifier, SIGHUP)
        _ = try world.server.logLine(with: "clients were reloaded")
        _ = try world.server.logLine(with: "the blocklist stays as it was")
        let client = try world.server.connect()
        #expect(try client.say("AUTH newcomer secret") == "+OK")
        #expect(try client.say("CHECKPIN 112233").hasPrefix("+REJECTED rule=blocklist at=1 "))
    }

    @Test("with nothing to reload, SIGHUP says so and changes nothing")
    func nothing() throws {
        let server = try ServerProcess()
        kill(server.processIdentifier, SIGHUP)
        _ = try server.logLine(with: "there is no certificate, settings file or blocklist to reload")
        #expect(try server.connect().say("PING") == "+PONG")
    }
}
