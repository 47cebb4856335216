import Testing
import VoicemailTestKit

/// UNLOCK SOURCE and the audit's conditions, on real servers with clients and tenants.
@Suite("Sources that an admin unlocks", .timeLimit(.minutes(5)))
struct UnlockSourceTests {
    @Test("a source that is unlocked may try at once, also after a restart, and only an admin may unlock it")
    func unlocks() throws {
        let server = try ServerProcess(ServerProcess.cheap + ["--source-max-failures", "2"])
        let (admin, client) = (try server.connectAsAdmin(), try server.connect())
        for mailbox in ["5", "6"] { _ = try client.say("VERIFY \(mailbox) 111111 FROM +1555") }
        #expect(try client.say("VERIFY 7 111111 FROM +1555").contains("scope=source"))
        #expect(try client.say("UNLOCK SOURCE +1555").hasPrefix("-NOPERM"))
        #expect(try admin.say("UNLOCK SOURCE +1555") == "+UNLOCKED source=+1555")
        server.killNow()
        #expect(try server.sql("SELECT count(*) FROM source_failure") == "0")
        try server.start()
        let again = try server.connect()
        #expect(try again.say("VERIFY 7 111111 FROM +1555").hasPrefix("+DENIED"))
        let run = try ServerProcess.run(["unlock", "--source", "+1555", "--admin-socket", server.adminSocket])
        #expect(run.output == "Unlocked source +1555.\n" && run.status == 0)
        let rows = try ServerProcess.run(
            ["audit", "show", "--kind", "unlock", "--source", "+1555", "--admin-socket", server.adminSocket]
        ).output.split(separator: "\n")
        #expect(
            rows.count == 2 && rows.allSatisfy { $0.contains("  unlock  done  source=+1555  client=admin  ") },
            "\(rows)")
    }

    @Test("an admin who sees one tenant lists, shows and unlocks what is that tenant's, and nothing else")
    func tenants() throws {
        let hash = try ClientWorld.hash()
        func client(_ name: String, _ role: String, _ context: String) -> String {
            "  \(name):\n    role: \(role)\n    secret: \"\(hash)\"\n    contexts: [\(context)]\n"
        }
        let world = try ClientWorld(
            ["--source-max-failures", "2"],
            clients: "clients:\n" + client("acme-pbx", "frontend", "acme") + client("acme-admin", "admin", "acme")
                + client("globex-pbx", "frontend", "globex"))
        let admin = try world.server.connectAsAdmin()
        for mailbox in ["1@acme", "2@globex", "3@acme", "4"] { _ = try admin.say("ADD \(mailbox) NOPIN") }
        let tenant = try world.server.connect()
        #expect(try tenant.say("AUTH acme-admin secret") == "+OK")
        #expect(try tenant.say("LIST") == "+LIST mailboxes=1@acme,3@acme")
        #expect(try tenant.say("LIST COUNT 1 WHERE no_pin") == "+LIST next=1@acme mailboxes=1@acme")
        #expect(try tenant.say("LIST WHERE context=globex") == #"+LIST mailboxes="""#)
        #expect(try tenant.say("LIST WHERE context=globex FIELDS") == "+LIST")
        #expect(!(try tenant.say("LIST FIELDS").contains("globex")))
        #expect(try tenant.say("SHOW 1@acme").hasPrefix("+SHOW mailbox=1@acme "))
        #expect(try tenant.say("SHOW 2@globex").hasPrefix("-NOMAILBOX"))
        for request in ["INFO", "AUDIT KIND verify"] { #expect(try tenant.say(request).hasPrefix("-NOPERM")) }

        for (name, context) in [("acme-pbx", "acme"), ("globex-pbx", "globex")] {
            let pbx = try world.server.connect()
            #expect(try pbx.say("AUTH \(name) secret") == "+OK")
            for number in 5...6 { _ = try pbx.say("VERIFY \(number)@\(context) 111111 FROM trunk") }
            #expect(try pbx.say("VERIFY 7@\(context) 111111 FROM trunk").contains("scope=source"))
        }
        #expect(try tenant.say("UNLOCK SOURCE trunk") == "+UNLOCKED source=trunk")
        for (name, context, isLocked) in [("acme-pbx", "acme", false), ("globex-pbx", "globex", true)] {
            let pbx = try world.server.connect()
            #expect(try pbx.say("AUTH \(name) secret") == "+OK")
            #expect(try pbx.say("VERIFY 8@\(context) 111111 FROM trunk").contains("scope=source") == isLocked)
        }
        #expect(try admin.say("UNLOCK SOURCE trunk") == "+UNLOCKED source=trunk")
        let pbx = try world.server.connect()
        #expect(try pbx.say("AUTH globex-pbx secret") == "+OK")
        #expect(try pbx.say("VERIFY 9@globex 111111 FROM trunk").hasPrefix("+DENIED"))
        #expect(try admin.say("AUDIT KIND client OUTCOME granted CLIENT acme-admin").contains("client=acme-admin"))
    }
}
