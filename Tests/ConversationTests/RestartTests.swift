import Foundation
import LineClient
import Testing
import VoicemailTestKit

/// What survives a restart, and what stops a start.
@Suite("Restarts", .timeLimit(.minutes(5)))
struct RestartTests {
    @Test("failures, lockouts and settings survive a kill, for unknown mailboxes too")
    func survives() throws {
        let server = try ServerProcess(ServerProcess.cheap + ["--lockout-base-s", "900"])
        _ = try server.connectAsAdmin().say("ADD 1001 PIN 846273 voicemail_prompt=ja-JP")
        var client = try server.connect()
        for mailbox in ["1001", "4444"] {
            for _ in 1...2 { _ = try client.say("VERIFY \(mailbox) 111111") }
        }
        for _ in 1...5 { _ = try client.say("VERIFY 5555 111111") }
        server.killNow()
        try server.start()
        client = try server.connect()
        #expect(try client.say("ACCESS 1001").contains("attempts_left=3 language=ja-JP"))
        #expect(try client.say("ACCESS 4444").contains("attempts_left=3"))
        let locked = try client.call("ACCESS", "5555")
        #expect(locked.word == "LOCKED")
        #expect((890...900).contains(try #require(locked["retry_after_s"].flatMap { Int($0) })))
    }

    @Test("after a start all settings are in memory, and what is said is what was set, whatever happens meanwhile")
    func settingsInMemory() throws {
        let server = try ServerProcess(ServerProcess.cheap)
        var admin = try server.connectAsAdmin()
        _ = try admin.say("ADD 1001 PIN 846273 voicemail_prompt=ja-JP email=a@example.net")
        _ = try admin.say("ADD 1002 NOPIN voicemail_prompt=fr-CA")
        _ = try admin.say("ADD 1003 PIN 846273")
        _ = try server.connect().say("VERIFY 1003 111111")
        let before = try ["1001", "1002", "1003"].map { try admin.say("SETTINGS \($0)") }
        server.killNow()
        try server.start()
        admin = try server.connectAsAdmin()
        // Two are quiet; the one with a failure is read when it is asked for.
        try waitUntil("both are in memory") { try admin.call("INFO")["mailboxes_in_memory"] == "2" }
        #expect(try ["1001", "1002", "1003"].map { try admin.say("SETTINGS \($0)") } == before)
        #expect(try admin.say("PROMPT enter-pin FOR 1002").contains(" language=fr-CA "))
        _ = try admin.say("SET 1001 email= voicemail_prompt=it-IT")
        let changed = try admin.say("SETTINGS 1001")
        #expect(changed.contains("voicemail_prompt=it-IT") && !changed.contains("email="))
        for _ in 1...5 { _ = try server.connect().say("VERIFY 1002 111111") }
        #expect(try admin.say("SETTINGS 1002").hasSuffix("locked=true"))
        _ = try admin.say("REMOVE 1002")
        #expect(try admin.say("SETTINGS 1002").hasPrefix("-NOMAILBOX"))
    }

    @Test("a lockout ends, the next one is twice as long, and a right PIN sets everything back")
    func doubles() throws {
        let server = try ServerProcess(
            ServerProcess.cheap + ["--lockout-base-s", "1", "--lockout-max-attempts", "1"])
        _ = try server.connectAsAdmin().say("ADD 1001 PIN 846273")
        let client = try server.connect()
        #expect(try client.say("VERIFY 1001 111111").contains("retry_after_s=1 "))
        try waitUntil("the lockout ends") { try client.call("ACCESS", "1001").word != "LOCKED" }
        #expect(try client.say("VERIFY 1001 111111").contains("retry_after_s=2 "))
        try waitUntil("the lockout ends") { try client.call("ACCESS", "1001").word != "LOCKED" }
        #expect(try client.say("VERIFY 1001 846273").hasPrefix("+GRANTED"))
        #expect(try client.say("VERIFY 1001 111111").contains("retry_after_s=1 "))
    }

    @Test("after the last failure only an admin opens the mailbox")
    func permanent() throws {
        let server = try ServerProcess(
            ServerProcess.cheap + ["--lockout-max-attempts", "3", "--lockout-permanent-after", "3"])
        let admin = try server.connectAsAdmin()
        _ = try admin.say("ADD 1001 PIN 846273")
        let client = try server.connect()
        for _ in 1...2 { _ = try client.say("VERIFY 1001 111111") }
        #expect(try client.say("VERIFY 1001 111111").contains("retry_after_s=never"))
        server.killNow()
        try server.start()
        #expect(try server.connect().say("ACCESS 1001").contains("retry_after_s=never"))
        #expect(try server.connectAsAdmin().say("RESET 1001 PIN 846273").hasPrefix("+RESET"))
        #expect(try server.connect().say("VERIFY 1001 846273").hasPrefix("+GRANTED"))
    }

    @Test("a hash with other parameters is verified, and replaced at the first right PIN")
    func rehash() throws {
        let server = try ServerProcess()
        _ = try server.connectAsAdmin().say("ADD 1001 PIN 846273")
        #expect(server.stop() == 0)
        let before = try server.storedHash()
        #expect(before.contains("m=8192,t=1,"))
        let stronger = ServerProcess.cheap.map { $0 == "8MiB" ? "9MiB" : $0 }
        try server.start(stronger)
        #expect(try server.connect().say("VERIFY 1001 846273").hasPrefix("+GRANTED"))
        #expect(server.stop() == 0)
        #expect(try server.storedHash().contains("m=9216,t=1,"))
    }

    @Test("a hash that is garbage, or dearer than is allowed, lets nobody in and is counted like a wrong PIN")
    func badHashes() throws {
        let server = try ServerProcess()
        _ = try server.connectAsAdmin().say("ADD 1001 PIN 846273")
        #expect(server.stop() == 0)
        let good = try server.storedHash()
        for bad in ["", "846273", "$argon2id$", good.replacing("m=8192", with: "m=4194304"), String(good.dropLast(3))] {
            try server.sql("UPDATE mailbox SET pin_hash = '\(bad)'; DELETE FROM attempt;")
            try server.start()
            let client = try server.connect()
            #expect(try client.say("VERIFY 1001 846273").contains("+DENIED mailbox=1001 attempts_left=4"), "\(bad)")
            #expect(server.stop() == 0)
        }
    }

    /// The disk takes no new row. A right PIN leaves no row, so that it alone could be written.
    @Test("while failures cannot be written, a right PIN is answered as a wrong one is, and neither is charged")
    func uncounted() throws {
        let server = try ServerProcess()
        _ = try server.connectAsAdmin().say("ADD 1001 PIN 846273")
        #expect(server.stop() == 0)
        try server.sql(
            "CREATE TRIGGER full BEFORE INSERT ON attempt BEGIN SELECT RAISE(ABORT, 'no space is left'); END")
        try server.start()
        let client = try server.connect()
        for pin in ["846273", "111111", "846273"] {
            #expect(try client.say("VERIFY 1001 \(pin)").hasPrefix("-UNAVAILABLE"), "\(pin)")
        }
        #expect(try client.say("CHANGE 1001 846273 730518").hasPrefix("-UNAVAILABLE"))
        #expect(try client.say("ACCESS 1001").contains("attempts_left=5"))
        try server.sql("DROP TRIGGER full")
        #expect(try client.say("VERIFY 1001 111111").contains("attempts_left=4"))
        #expect(try client.say("VERIFY 1001 846273").hasPrefix("+GRANTED"))
    }

    @Test("a source's window that lies in the future, as the clock was wrong, begins at the start")
    func futureWindow() throws {
        let server = try ServerProcess(ServerProcess.cheap + ["--source-max-failures", "3", "--source-window-s", "60"])
        #expect(server.stop() == 0)
        try server.sql("INSERT INTO source_failure VALUES ('far', 3, \(Int64.max)), ('near', 3, 4102444800000)")
        try server.start()
        let client = try server.connect()
        for source in ["far", "near"] {
            let reply = try client.call("VERIFY", "1001", "111111", "FROM", .text(source))
            #expect(reply["scope"] == "source")
            #expect((1...60).contains(try #require(reply["retry_after_s"].flatMap { Int($0) })))
        }
    }

    @Test(
        "what cannot work stops the start with one sentence and status 1",
        arguments: [
            (["--database", "/nonexistent/vm.db"], "/nonexistent"),
            (["--prompts", "/nonexistent"], "/nonexistent"),
            (["--database", "/dev/null"], "/dev/null"),
        ])
    func badStart(arguments: [String], names: String) throws {
        let (status, output) = try ServerProcess.run(["serve", "--listen", "127.0.0.1:0"] + arguments)
        #expect(status == 1)
        #expect(output.contains(names))
        #expect(output.split(separator: "\n").count == 1, "\(output)")
    }

    @Test(
        "an address other than loopback is refused without TLS and clients",
        arguments: ["0.0.0.0:8746", "[::]:8746", "192.0.2.1:8746"])
    func notLoopback(address: String) throws {
        let (status, output) = try ServerProcess.run(["serve", "--listen", address])
        #expect(status == 64)
        #expect(output.contains("can be reached from other machines without TLS"))
    }

    @Test("a port in use, a second server on the same database, and a corrupt database are said in one sentence")
    func inUse() throws {
        let server = try ServerProcess()
        let elsewhere = server.directory.appendingPathComponent("other.db").path
        let port = try ServerProcess.run(["serve", "--listen", "127.0.0.1:\(server.port)", "--database", elsewhere])
        #expect(port.status == 1)
        #expect(port.output.contains("in use"))
        let database = try ServerProcess.run(["serve", "--listen", "127.0.0.1:0", "--database", server.database])
        #expect(database.status == 1)
        #expect(database.output.contains(server.database))
        #expect(try server.connect().say("PING") == "+PONG")
        #expect(server.stop() == 0)
        try Data("this is not a database, whatever its name says".utf8).write(to: URL(fileURLWithPath: server.database))
        let corrupt = try ServerProcess.run(["serve", "--listen", "127.0.0.1:0", "--database", server.database])
        #expect(corrupt.status == 1)
        #expect(corrupt.output.contains(server.database))
    }

    @Test("files that the server writes are for its user alone")
    func modes() throws {
        let server = try ServerProcess()
        _ = try server.connectAsAdmin().say("ADD 1001 PIN 846273")
        for name in try FileManager.default.contentsOfDirectory(atPath: server.directory.path) where name != "log" {
            let attributes = try FileManager.default.attributesOfItem(
                atPath: server.directory.appendingPathComponent(name).path)
            let mode = try #require(attributes[.posixPermissions] as? NSNumber).intValue
            #expect(mode & 0o077 == 0, "\(name) has mode \(String(mode, radix: 8))")
        }
    }
}
