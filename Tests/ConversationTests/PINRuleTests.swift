import Foundation
import LineClient
import Testing
import VoicemailTestKit

/// PIN rules that are configured, on real servers.
@Suite("Configured PIN rules", .timeLimit(.minutes(5)))
struct PINRuleTests {
    private static let everyRule = ["--pin-policy-profile", "strict", "--pin-policy-history", "3"]

    @Test("with the strict profile, CHECKPIN, CHANGE, ADD and RESET refuse alike, and generated PINs pass")
    func strict() throws {
        let server = try ServerProcess(ServerProcess.cheap + Self.everyRule)
        let admin = try server.connectAsAdmin()
        let client = try server.connect()
        #expect(try admin.say("ADD 1001 PIN 846273") == "+ADDED mailbox=1001")
        for (pin, rule, position) in [
            ("121122", "distinct", 1), ("408408", "groups", 1), ("846357", "keypad", 4), ("241190", "dates", 1),
            ("810014", "extension", 2),
        ] {
            let end = " rule=\(rule) at=\(position) text=\"*\" prompt=pin-rejected-guessable"
            for (line, word) in [
                ("CHECKPIN \(pin) FOR 1001", "+REJECTED"), ("CHANGE 1001 846273 \(pin)", "-POLICY"),
            ] {
                #expect(try Self.shape(of: client.say(line)) == word + end)
            }
            for line in ["RESET 1001 PIN \(pin)", "ADD 1001@\(rule) PIN \(pin)"] {
                #expect(try Self.shape(of: admin.say(line)) == "-POLICY" + end)
            }
        }
        for _ in 0..<20 {
            let pin = try #require(try admin.call("RESET", "1001")["pin"])
            #expect(try client.say("CHECKPIN \(pin) FOR 1001") == "+ACCEPTABLE")
        }
    }

    private static func shape(of reply: String) throws -> String {
        reply.replacing(/text="[^"]+"/, with: "text=\"*\"")
    }

    @Test("CHECKPIN FOR answers for an unknown mailbox as for a known one, and knows no PIN used before")
    func noOracle() throws {
        let server = try ServerProcess(ServerProcess.cheap + Self.everyRule)
        _ = try server.connectAsAdmin().say("ADD 1001 PIN 846273")
        let client = try server.connect()
        for pin in ["846273", "810014", "111222", "735904"] {
            let known = try client.say("CHECKPIN \(pin) FOR 1001")
            #expect(try client.say("CHECKPIN \(pin) FOR 1001@nowhere") == known)
        }
        #expect(try client.say("CHECKPIN 846273 FOR 1001") == "+ACCEPTABLE")
        #expect(try client.say("CHECKPIN 810014") == "+ACCEPTABLE")
        #expect(try client.say("CHECKPIN 810014 FOR") == "-SYNTAX usage: CHECKPIN pin [FOR mailbox]")
    }

    @Test("a history survives kills and restarts, grows and shrinks with its setting, and goes with its mailbox")
    func history() throws {
        let server = try ServerProcess(ServerProcess.cheap + Self.everyRule)
        let admin = try server.connectAsAdmin()
        _ = try admin.say("ADD 1001 PIN 846273")
        #expect(try server.connect().say("CHANGE 1001 846273 739528") == "+CHANGED mailbox=1001")
        #expect(try server.connect().say("CHANGE 1001 739528 935142") == "+CHANGED mailbox=1001")
        server.killNow()
        try server.start()
        // Without the setting nothing is refused, and the next change forgets.
        #expect(try server.connect().say("VERIFY 1001 935142").hasPrefix("+GRANTED"))
        #expect(server.stop() == 0)
        #expect(try server.sql("SELECT count(*) FROM pin_history") == "2")
        try server.start(ServerProcess.cheap + Self.everyRule)
        for used in ["846273", "739528", "935142"] {
            #expect(try server.connect().say("CHANGE 1001 935142 \(used)").hasPrefix("-POLICY rule=history at=1"))
        }
        server.killNow()
        try server.start(ServerProcess.cheap)
        #expect(try server.connect().say("CHANGE 1001 935142 846273") == "+CHANGED mailbox=1001")
        #expect(server.stop() == 0)
        #expect(try server.sql("SELECT count(*) FROM pin_history") == "0")
    }

    @Test(
        "the PIN of a reset expires while the server is down too; the log says why the caller is denied, and no digit")
    func resetExpires() throws {
        let server = try ServerProcess(ServerProcess.cheap + ["--metrics", "127.0.0.1:0"])
        _ = try server.connectAsAdmin().say("ADD 1001 PIN 846273")
        _ = try server.connectAsAdmin().say("RESET 1001 PIN 739528")
        #expect(try server.connect().say("VERIFY 1001 739528").contains("must_change=true"))
        #expect(server.stop() == 0)
        try server.sql("UPDATE mailbox SET pin_set_at_ms = pin_set_at_ms - 24 * 3600 * 1000")
        try server.start()
        let client = try server.connect()
        #expect(
            try client.say("VERIFY 1001 739528")
                == "+DENIED mailbox=1001 attempts_left=4 language=en-US prompt=incorrect-pin")
        #expect(try client.say("CHANGE 1001 739528 935142").contains("attempts_left=3"))
        #expect(try server.metric("vmgate_expired_reset_pins_total") == 2)
        #expect(server.stop() == 0)
        let log = try String(contentsOfFile: server.logFile, encoding: .utf8)
        #expect(log.contains("reset which has expired"))
        #expect(!log.contains("739528"))
        try server.start(ServerProcess.cheap + ["--pin-reset-valid-h", "0"])
        #expect(try server.connect().say("VERIFY 1001 739528").contains("must_change=true"))
    }

    @Test("at a mailbox whose reset has expired, its PIN, another PIN and an unknown mailbox take the same work")
    func resetExpiresInTheSameTime() throws {
        let slow = ["--hash-memory", "64MiB", "--hash-operations", "2", "--hash-deadline-ms", "60000"]
        let server = try ServerProcess(slow + ["--lockout-max-attempts", "100"])
        _ = try server.connectAsAdmin().say("ADD 1001 PIN 846273")
        _ = try server.connectAsAdmin().say("RESET 1001 PIN 739528")
        #expect(server.stop() == 0)
        try server.sql("UPDATE mailbox SET pin_set_at_ms = 0")
        try server.start()
        let client = try server.connect()
        var costs: [String: Double] = [:]
        for _ in 0..<12 {
            for attempt in ["1001 739528", "1001 935142", "4444 739528"] {
                let before = try server.processorSeconds()
                #expect(try client.say("VERIFY \(attempt)").hasPrefix("+DENIED"))
                let cost = try server.processorSeconds() - before
                costs[attempt] = min(cost, costs[attempt] ?? cost)
            }
        }
        let (dearest, cheapest) = (try #require(costs.values.max()), try #require(costs.values.min()))
        #expect(dearest / cheapest < 1.25, "\(costs)")
    }

    @Test("the least and the greatest age hold over restarts")
    func ages() throws {
        let server = try ServerProcess(ServerProcess.cheap + ["--pin-min-age-h", "24", "--pin-max-age-d", "30"])
        _ = try server.connectAsAdmin().say("ADD 1001 PIN 846273")
        #expect(try server.connect().say("CHANGE 1001 846273 739528") == "+CHANGED mailbox=1001")
        server.killNow()
        try server.start()
        #expect(try server.connect().say("CHANGE 1001 739528 935142").hasPrefix("-POLICY rule=min_age at=1 "))
        #expect(server.stop() == 0)
        try server.sql("UPDATE mailbox SET pin_set_at_ms = pin_set_at_ms - 30 * 24 * 3600 * 1000")
        try server.start()
        #expect(try server.connect().say("VERIFY 1001 739528").contains("must_change=true prompt=must-change-pin"))
        #expect(try server.connect().say("CHANGE 1001 739528 935142") == "+CHANGED mailbox=1001")
        #expect(!(try server.connect().say("VERIFY 1001 935142").contains("must_change")))
    }

    @Test("a blocklist's PINs are refused; a bad line stops the start with file and line, and is shown nowhere")
    func blocklist() throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "vmgate-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let list = directory.appending(path: "list").path
        try Data("# common\n112233\n0846273 # too\n".utf8).write(to: URL(filePath: list))
        let server = try ServerProcess(ServerProcess.cheap + ["--pin-policy-blocklist", list])
        let client = try server.connect()
        #expect(try client.say("CHECKPIN 112233").hasPrefix("+REJECTED rule=blocklist at=1 "))
        #expect(try client.say("CHECKPIN 0846273").hasPrefix("+REJECTED rule=blocklist at=1 "))
        #expect(try client.say("CHECKPIN 846273") == "+ACCEPTABLE")
        #expect(server.stop() == 0)

        try Data("112233\n84627x\n".utf8).write(to: URL(filePath: list))
        for path in [list, list + ".none"] {
            let (status, output) = try ServerProcess.run([
                "serve", "--listen", "127.0.0.1:0", "--database", server.database, "--pin-policy-blocklist", path,
            ])
            #expect(status == 1)
            #expect(output.contains("pin_policy.blocklist") && output.contains(path))
            #expect(output.contains("line 2") == (path == list))
            #expect(!output.contains("84627"))
            #expect(output.split(separator: "\n").count == 1, "\(output)")
        }
    }
}
