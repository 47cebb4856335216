import Foundation
import LineClient
import Testing
import VoicemailTestKit

/// A server whose PINs are sealed, and what somebody who can write to its database does to it.
@Suite("Sealed PINs", .timeLimit(.minutes(5)))
struct SealedServerTests {
    private let keys: KeyFolder

    init() throws {
        keys = try KeyFolder()
    }

    private func start(_ more: [String] = []) throws -> ServerProcess {
        try ServerProcess(ServerProcess.cheap + keys.flag + more)
    }

    @Test("what is stored is sealed, an admin's own hash too, and PINs are checked as ever")
    func logins() throws {
        let server = try start()
        let admin = try server.connectAsAdmin()
        _ = try admin.say("ADD 1001 PIN 846273")
        _ = try admin.say("ADD 1002 pin_hash=\(KeyFolder.hash)")
        let client = try server.connect()
        #expect(try client.say("VERIFY 1001 846274").hasPrefix("+DENIED"))
        #expect(try client.say("VERIFY 1001 846273").hasPrefix("+GRANTED"))
        #expect(try client.say("CHANGE 1001 846273 730518").hasPrefix("+CHANGED"))
        #expect(try client.say("VERIFY 1001 730518").hasPrefix("+GRANTED"))
        let info = try admin.call("INFO")
        #expect(info["sealed"] == "true")
        #expect(info["key"]?.count == 8)
        server.killNow()
        #expect(try server.sql("SELECT count(*) FROM mailbox WHERE pin_hash LIKE '$vmgate-seal$1$________$%'") == "2")
        #expect(try server.sql("SELECT count(*) FROM mailbox WHERE pin_hash LIKE '%argon2%'") == "0")
        try server.start()
        #expect(try server.connect().say("VERIFY 1001 730518").hasPrefix("+GRANTED"))
        #expect(try server.connect().say("VERIFY 1001 846273").hasPrefix("+DENIED"))
    }

    struct Tampering: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var sql: String
        var reason: String
        /// Whether the seals do not add up any more.
        var isInSum = false
    }

    static let tamperings = [
        Tampering(
            testDescription: "the hash of a mailbox whose PIN is known, copied",
            sql: "UPDATE mailbox SET pin_hash = (SELECT pin_hash FROM mailbox WHERE number = '1002')",
            reason: "moved from another mailbox"),
        Tampering(
            testDescription: "its seal copied too",
            sql: """
                UPDATE mailbox SET pin_hash = (SELECT pin_hash FROM mailbox WHERE number = '1002');
                UPDATE hash_seal SET generation = 2, mark = (SELECT mark FROM hash_seal WHERE number = '1002');
                """, reason: "seal was altered", isInSum: true),
        Tampering(
            testDescription: "a plain hash of a PIN that is known",
            sql: "UPDATE mailbox SET pin_hash = '\(KeyFolder.hash)'", reason: "not sealed"),
        Tampering(
            testDescription: "a plain hash, and no seal",
            sql: "UPDATE mailbox SET pin_hash = '\(KeyFolder.hash)'; DELETE FROM hash_seal", reason: "not sealed",
            isInSum: true),
        Tampering(
            testDescription: "no seal", sql: "DELETE FROM hash_seal WHERE number = '1001'", reason: "is missing",
            isInSum: true),
        Tampering(
            testDescription: "truncated",
            sql: "UPDATE mailbox SET pin_hash = substr(pin_hash, 1, length(pin_hash) - 4)", reason: "its sealed hash"),
        Tampering(
            testDescription: "damaged", sql: "UPDATE mailbox SET pin_hash = pin_hash || '='", reason: "is damaged"),
    ]

    @Test(
        "a hash that was tampered with lets nobody in, is logged and counted, and a reset repairs it",
        arguments: tamperings)
    func tampering(_ tampering: Tampering) throws {
        let server = try start()
        let admin = try server.connectAsAdmin()
        _ = try admin.say("ADD 1001 PIN 846273")
        _ = try admin.say("ADD 1002 pin_hash=\(KeyFolder.hash)")
        #expect(server.stop() == 0)
        try server.sql(tampering.sql)
        try server.start()
        let client = try server.connect()
        #expect(try client.say("VERIFY 1001 846273").hasPrefix("+DENIED mailbox=1001 attempts_left=4"))
        #expect(try client.say("VERIFY 1001 \(KeyFolder.pin)").hasPrefix("+DENIED"))
        // One for each attempt, and one where the seals do not add up, which is found out beside the service.
        let found = try server.connectAsAdmin().say("AUDIT MAILBOX 1001 KIND seal_broken")
        #expect(found.matches(of: /kind=seal_broken/).count == 2, "\(found)")
        let failures = 2 + (tampering.isInSum ? 1 : 0)
        try waitUntil("the seals are added up") {
            try server.connectAsAdmin().call("INFO")["seal_failures"] == "\(failures)"
        }
        let line = try server.logLine(with: "does not open", "mailbox=1001")
        #expect(line.contains(tampering.reason), "\(line)")
        // A change of something else does not seal what was put there.
        _ = try server.connectAsAdmin().say("SET 1001 email=a@example.com")
        #expect(try client.say("VERIFY 1001 \(KeyFolder.pin)").hasPrefix("+DENIED"))
        #expect(try server.connectAsAdmin().say("RESET 1001 PIN 846273").hasPrefix("+RESET"))
        #expect(try client.say("VERIFY 1001 846273").hasPrefix("+GRANTED"))
    }

    @Test("an older hash, put back, lets nobody in; with its seal it is seen when all seals are added up")
    func rollback() throws {
        let server = try start()
        _ = try server.connectAsAdmin().say("ADD 1001 PIN 846273")
        #expect(server.stop() == 0)
        try server.sql(
            "CREATE TABLE old AS SELECT pin_hash FROM mailbox; CREATE TABLE old_seal AS SELECT * FROM hash_seal")
        try server.start()
        #expect(try server.connect().say("CHANGE 1001 846273 730518").hasPrefix("+CHANGED"))
        #expect(server.stop() == 0)
        try server.sql("UPDATE mailbox SET pin_hash = (SELECT pin_hash FROM old)")
        try server.start()
        #expect(try server.connect().say("VERIFY 1001 846273").hasPrefix("+DENIED"))
        #expect(server.stop() == 0)
        #expect(try !server.logLines().contains { $0.contains("put back as they were") })
        try server.sql("DELETE FROM hash_seal; INSERT INTO hash_seal SELECT * FROM old_seal")
        try server.start()
        let admin = try server.connectAsAdmin()
        try waitUntil("a failure is counted") { try admin.call("INFO")["seal_failures"] != "0" }
        // The log is written by a thread of its own; it is whole once the server has stopped.
        #expect(server.stop() == 0)
        #expect(try server.logLines().contains { $0.contains("put back as they were") })
    }

    @Test("a mailbox that was removed and added again does not take its old hash")
    func addedAgain() throws {
        let server = try start()
        _ = try server.connectAsAdmin().say("ADD 1001 PIN 846273")
        #expect(server.stop() == 0)
        let old = try server.storedHash()
        try server.start()
        let admin = try server.connectAsAdmin()
        _ = try admin.say("REMOVE 1001")
        _ = try admin.say("ADD 1001 PIN 730518")
        #expect(server.stop() == 0)
        try server.sql("UPDATE mailbox SET pin_hash = '\(old)'")
        try server.start()
        #expect(try server.connect().say("VERIFY 1001 846273").hasPrefix("+DENIED"))
    }

    @Test("a database that had PINs before it had a key is sealed while it serves, and stays so")
    func adoption() throws {
        let server = try ServerProcess()
        let admin = try server.connectAsAdmin()
        for number in 1...40 { _ = try admin.say("ADD \(1000 + number) pin_hash=\(KeyFolder.hash)") }
        #expect(try admin.say("KEY STATUS") == "+KEY sealed=false")
        #expect(try admin.say("KEY ROTATE").hasPrefix("-BADVALUE field=command"))
        #expect(try admin.call("INFO")["sealed"] == "false")
        #expect(try server.logLine(with: "not sealed").contains("seal.key_file"))
        #expect(server.stop() == 0)
        try server.start(ServerProcess.cheap + keys.flag)
        #expect(try server.connect().say("VERIFY 1040 \(KeyFolder.pin)").hasPrefix("+GRANTED"))
        let status = try server.awaitSealing()
        #expect(status["plain"] == "0")
        #expect(status["keys"]?.hasSuffix(":40") == true)
        #expect(server.stop() == 0)
        #expect(try server.sql("SELECT count(*) FROM mailbox WHERE pin_hash LIKE '%argon2%'") == "0")
        try server.sql("UPDATE mailbox SET pin_hash = '\(KeyFolder.hash)' WHERE number = '1001'")
        try server.start(ServerProcess.cheap + keys.flag)
        #expect(try server.connect().say("VERIFY 1001 \(KeyFolder.pin)").hasPrefix("+DENIED"))
        #expect(try server.connect().say("VERIFY 1002 \(KeyFolder.pin)").hasPrefix("+GRANTED"))
    }

    @Test("a rotation that a kill cuts short goes on at the next start, and the old key goes with its last hash")
    func rotation() throws {
        let server = try start()
        let admin = try server.connectAsAdmin()
        for number in 1...300 { _ = try admin.say("ADD \(1000 + number) pin_hash=\(KeyFolder.hash)") }
        _ = try server.awaitSealing()
        let old = try #require(try admin.call("KEY", "STATUS")["active"])
        let rotated = try admin.call("KEY", "ROTATE")
        #expect(rotated["rotated"] == "true")
        let new = try #require(rotated["active"])
        #expect(new != old)
        #expect(try admin.call("KEY", "ROTATE")["rotated"] == "false")
        server.killNow()
        let left = Int(try server.sql("SELECT count FROM hash_seal_count WHERE key = '\(old)'")) ?? 0
        #expect(left > 0)
        #expect(try keys.ids() == [new, old])
        try server.start()
        let client = try server.connect()
        #expect(try client.say("VERIFY 1300 \(KeyFolder.pin)").hasPrefix("+GRANTED"))
        #expect(try client.say("VERIFY 1300 111111").hasPrefix("+DENIED"))
        let status = try server.awaitSealing()
        #expect(status["keys"] == "\(new):300")
        #expect(status["failed"] == "0")
        #expect(try keys.ids() == [new])
        #expect(server.stop() == 0)
        #expect(try server.sql("SELECT count(*) FROM mailbox WHERE pin_hash LIKE '$vmgate-seal$1$\(new)$%'") == "300")
        try server.start()
        // Failures are where they were.
        #expect(try server.connect().say("ACCESS 1300").contains("attempts_left=4"))
        #expect(try server.connect().say("VERIFY 1001 \(KeyFolder.pin)").hasPrefix("+GRANTED"))
        #expect(try !server.logLines().contains { $0.contains("does not open") })
    }

    @Test("the commands show what is sealed, and rotate the key")
    func commands() throws {
        let server = try start()
        _ = try server.connectAsAdmin().say("ADD 1001 PIN 846273")
        let socket = ["--admin-socket", server.adminSocket]
        let before = try ServerProcess.run(["key", "status"] + socket)
        #expect(before.output.contains("  1 PINs, active\nnot sealed    0 PINs\n"), "\(before.output)")
        let rotated = try ServerProcess.run(["key", "rotate"] + socket)
        #expect(rotated.status == 0, "\(rotated.output)")
        let status = try server.awaitSealing()
        let after = try ServerProcess.run(["key", "status", "--json"] + socket)
        #expect(after.output.contains(#""keys":{"\#(status["active"] ?? "")":1}"#), "\(after.output)")
        let again = try ServerProcess.run(["key", "new", keys.path])
        #expect(again.status == 1)
        #expect(again.output.contains("exists already"))
    }
}

extension ServerProcess {
    /// The state of the keys, once everything is sealed with the active one.
    func awaitSealing() throws -> ReplyLine {
        let admin = try connectAsAdmin()
        return try waitFor("everything is sealed with one key") {
            let status = try admin.call("KEY", "STATUS")
            let keys = status["keys"]?.split(separator: ",") ?? []
            return status["state"] == "idle" && status["plain"] == "0" && keys.count == 1 ? status : nil
        }
    }
}
