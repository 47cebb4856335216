import Foundation
import LineClient
import Testing
import VoicemailTestKit

/// What the audit has of clients, of trusted devices, and of keys.
@Suite("The audit of clients and keys", .timeLimit(.minutes(5)))
struct AuditOfClientsTests {
    @Test("AUTH has its row, with the reason, and with the name of a client only")
    func authentication() throws {
        let world = try ClientWorld()
        let client = try world.server.connect()
        let cases = [
            ("AUTH frontend secret", "+OK", "granted secret frontend"),
            ("AUTH frontend 975318", "-NOAUTH", "denied wrong_secret frontend"),
            ("AUTH 846273 secret", "-NOAUTH", "denied unknown_client -"),
            ("AUTH secret", "-NOAUTH", "denied unknown_client -"),
            ("AUTH elsewhere secret", "-NOAUTH", "denied wrong_network elsewhere"),
        ]
        for (request, answer, _) in cases { #expect(try client.say(request).hasPrefix(answer), "\(request)") }
        try world.tls.make("known", names: "URI:urn:certified")
        _ = try world.tls.talk(
            to: world.server.tlsPort, "PING\r\nQUIT\r\n",
            ["-cert", world.tls.path("known.pem"), "-key", world.tls.path("known.key")])
        #expect(world.server.stop() == 0)
        let rows = try world.server.auditRows("kind = 'client'", "outcome", "reason", "client")
        #expect(rows == cases.map(\.2) + ["granted certificate certified"])
        let texts = try world.server.auditRows("true", "mailbox", "source", "client", "detail").joined()
        for stranger in ["846273", "975318"] { #expect(!texts.contains(stranger)) }
    }

    @Test("a mailbox without PIN has a row for each device that was vouched for, and for each that was not")
    func devices() throws {
        let world = try ClientWorld(["--access-pinless", "trusted"])
        let admin = try world.server.connectAsAdmin()
        _ = try admin.say("ADD 1001 PIN 846273 enable_voicemail_pin=false")
        let client = try world.server.connect()
        for (name, request, answer) in [
            ("frontend", "ACCESS 1001 FROM 5 TRUSTED", "+PIN_REQUIRED"),
            ("trusted", "ACCESS 1001 FROM 6", "+PIN_REQUIRED"),
            ("trusted", "ACCESS 1001 FROM 7 TRUSTED", "+GRANTED"),
        ] {
            #expect(try client.say("AUTH \(name) secret") == "+OK")
            #expect(try client.say(request).hasPrefix(answer), "\(name): \(request)")
        }
        world.server.killNow()
        #expect(
            try world.server.auditRows("kind = 'access'", "outcome", "reason", "mailbox", "source", "client") == [
                "denied device_not_trusted 1001 5 frontend", "denied device_not_trusted 1001 6 trusted",
                "granted device_trusted 1001 7 trusted",
            ])
    }

    @Test("what a tenant does at a mailbox that is not its own is not in the audit under that one's name")
    func shadow() throws {
        let world = try ClientWorld(["--lockout-max-attempts", "2"])
        let admin = try world.server.connectAsAdmin()
        _ = try admin.say("ADD 1001 PIN 846273")
        let tenant = try world.server.connect()
        #expect(try tenant.say("AUTH tenant secret") == "+OK")
        for answer in ["+DENIED", "+LOCKED", "+LOCKED"] {
            #expect(try tenant.say("VERIFY 1001 935147").hasPrefix("\(answer) mailbox=1001 "))
        }
        let client = try world.server.connect()
        #expect(try client.say("AUTH frontend secret") == "+OK")
        #expect(try client.say("VERIFY 1001 846273").hasPrefix("+GRANTED"))
        let rows = try admin.say("AUDIT COUNT 100 MAILBOX 1001").matches(of: /kind=(\w+) outcome=(\w+)/)
        #expect(rows.map { "\($0.1) \($0.2)" } == ["mailbox_added done", "verify granted"])
        #expect(world.server.stop() == 0)
        let others = try world.server.auditRows("mailbox LIKE 'unknown:%'", "kind", "outcome", "client")
        #expect(
            others == ["verify denied tenant", "verify locked tenant", "lockout locked tenant", "verify locked tenant"])
    }

    @Test("connections of one client that is known by its user share rows, and the first has its own at once")
    func users() throws {
        let world = try ClientWorld(clients: "clients:\n  local:\n    role: admin\n    uids: [\(geteuid())]\n")
        for _ in 1...50 { #expect(try world.server.connectAsAdmin().say("WHOAMI") == "+WHOAMI name=local role=admin") }
        #expect(try world.server.auditRows("kind = 'client'", "reason", "client").first == "peer_user local")
        #expect(world.server.stop() == 0)
        #expect(try world.server.sql("SELECT sum(repeats) FROM audit WHERE kind = 'client'") == "50")
        // At most one more for each window.
        #expect(try #require(Int(try world.server.sql("SELECT count(*) FROM audit WHERE kind = 'client'"))) <= 10)
    }

    @Test("a rotation and a tampered hash have their rows, and the audit verifies with the new key alone")
    func keys() throws {
        let keys = try KeyFolder()
        let server = try ServerProcess(ServerProcess.cheap + keys.flag)
        let admin = try server.connectAsAdmin()
        for number in 1001...1003 { _ = try admin.say("ADD \(number) pin_hash=\(KeyFolder.hash)") }
        let verify = ["audit", "verify", "--database", server.database]
        let old = try keys.text()
        let oldID = try keys.ids()[0]
        #expect(try server.sql("SELECT wrapped_in FROM audit_key") == oldID)
        let newID = try #require(try admin.call("KEY", "ROTATE")["active"])
        _ = try server.awaitSealing()
        #expect(try keys.ids() == [newID])
        #expect(try server.sql("SELECT wrapped_in FROM audit_key") == newID)
        // With the server running.
        #expect(try ServerProcess.run(verify + keys.flag).output.hasPrefix("The audit is intact: "))
        #expect(server.stop() == 0)
        try server.sql("UPDATE mailbox SET pin_hash = '\(KeyFolder.hash)' WHERE number = '1002'")
        try server.start()
        #expect(try server.connect().say("VERIFY 1002 \(KeyFolder.pin)").hasPrefix("+DENIED"))
        #expect(server.stop() == 0)

        let rows = try server.auditRows(
            "kind LIKE 'key_%' OR kind = 'seal_broken'", "kind", "outcome", "mailbox", "detail")
        #expect(
            rows == [
                "key_made done - key=\(oldID)", "key_rotated done - key=\(newID)", "key_dropped done - key=\(oldID)",
                "seal_broken refused 1002 objection=its hash is not sealed, so another program has written it",
            ])
        let intact = try ServerProcess.run(verify + keys.flag)
        #expect(intact.status == 0 && intact.output.hasPrefix("The audit is intact: "), "\(intact.output)")
        #expect(!intact.output.contains("Its key is in the database"))
        let unnamed = try ServerProcess.run(verify)
        #expect(unnamed.status == 1 && unnamed.output.split(separator: "\n").count == 1, "\(unnamed.output)")
        #expect(unnamed.output.contains("--seal-key-file FILE or VMGATE_SEAL_KEY_FILE."), "\(unnamed.output)")
        let config = keys.folder.appendingPathComponent("vmgate.yaml").path
        try "store:\n  database: \(server.database)\nseal:\n  key_file: \(keys.path)\n"
            .write(toFile: config, atomically: true, encoding: .utf8)
        #expect(
            try ServerProcess.run(["audit", "verify", "--config", config, "--json"]).output.contains(
                #""key":"key_file""#))
        try keys.write(old)
        let wrong = try ServerProcess.run(verify + keys.flag)
        #expect(
            wrong.output.contains("sealed with the key \(newID), which the key file does not have"), "\(wrong.output)")
    }

    @Test("killed between a rotation and its end, the audit opens at the next start, over and over", arguments: 0..<4)
    func killed(round: Int) throws {
        let keys = try KeyFolder()
        let server = try ServerProcess(ServerProcess.cheap + keys.flag)
        let admin = try server.connectAsAdmin()
        for number in 0..<(20 * round) { _ = try admin.say("ADD \(1001 + number) pin_hash=\(KeyFolder.hash)") }
        var all = try keys.ids()
        for _ in 0..<3 {
            let rotated = try server.connectAsAdmin().call("KEY", "ROTATE")
            let active = try #require(rotated["active"])
            // Not while what the start has found is still being sealed.
            if rotated["rotated"] == "true" { all.append(active) }
            server.killNow()
            // Whatever the audit's key is sealed with is still in the file.
            let sealing = try server.sql("SELECT wrapped_in FROM audit_key")
            #expect(try keys.ids().contains(sealing))
            #expect(try keys.ids()[0] == active)
            #expect(
                try ServerProcess.run(["audit", "verify", "--database", server.database] + keys.flag).status == 0)
            try server.start()
            _ = try server.awaitSealing()
            #expect(try keys.ids() == [active])
            #expect(try server.sql("SELECT wrapped_in FROM audit_key") == active)
        }
        #expect(server.stop() == 0)
        #expect(try ServerProcess.run(["audit", "verify", "--database", server.database] + keys.flag).status == 0)
        // Each key came once and, except for the last, went once, wherever the kills fell.
        let came = try server.auditRows("kind IN ('key_made', 'key_rotated')", "kind", "detail")
        #expect(
            came
                == zip(["key_made"] + Array(repeating: "key_rotated", count: all.count - 1), all).map {
                    "\($0) key=\($1)"
                })
        #expect(try server.auditRows("kind = 'key_dropped'", "detail") == all.dropLast().map { "key=\($0)" })
    }

    @Test("the first start with a key has its row, and a later start the row of one whose going a kill has kept out")
    func startWithKey() throws {
        let keys = try KeyFolder()
        let id = try keys.ids()[0]
        let server = try ServerProcess(ServerProcess.cheap + keys.flag)
        server.killNow()
        try server.start()
        #expect(server.stop() == 0)
        let rows = { try server.auditRows("kind LIKE 'key_%'", "kind", "detail") }
        #expect(try rows() == ["key_made key=\(id)"])
        // As it is when the process ends once the key file is written: the file has not the key, and no row says so.
        try server.sql("INSERT INTO audited_key VALUES ('0badc0de')")
        for _ in 0..<2 {
            try server.start()
            #expect(server.stop() == 0)
            #expect(try rows() == ["key_made key=\(id)", "key_dropped key=0badc0de"])
        }
        #expect(try ServerProcess.run(["audit", "verify", "--database", server.database] + keys.flag).status == 0)
    }

    @Test("a key that stood plain before there was a key file is sealed by the start with one")
    func adopted() throws {
        let keys = try KeyFolder()
        let server = try ServerProcess()
        _ = try server.connectAsAdmin().say("ADD 1001 PIN 846273")
        #expect(server.stop() == 0)
        let verify = ["audit", "verify", "--database", server.database]
        #expect(try ServerProcess.run(verify).output.contains("Its key is in the database"))
        try server.start(ServerProcess.cheap + keys.flag)
        #expect(server.stop() == 0)
        #expect(try server.sql("SELECT wrapped_in FROM audit_key") == keys.ids()[0])
        #expect(try ServerProcess.run(verify).status == 1)
        #expect(try ServerProcess.run(verify + keys.flag).status == 0)
    }
}

extension ServerProcess {
    /// These columns of the audit's rows, with a dash where there is nothing.
    func auditRows(_ condition: String, _ columns: String...) throws -> [String] {
        let text = columns.map { "ifnull(\($0), '-')" }.joined(separator: " || ' ' || ")
        return try sql("SELECT \(text) FROM audit WHERE \(condition) ORDER BY id").split(separator: "\n").map(
            String.init)
    }
}
