import Foundation
import LineClient
import Testing
import VoicemailModel
import VoicemailTestKit

/// What a running server keeps of whom it has let in and refused.
@Suite("The audit of a real server", .timeLimit(.minutes(5)))
struct AuditTests {
    /// One request, and the rows that must be there when its reply is: kind, outcome, reason, mailbox.
    struct Case: CustomTestStringConvertible {
        var says: String
        var isAdmin = false
        var rows: [String]

        var testDescription: String { says }
    }

    /// One conversation, in this order.
    static let conversation: [Case] = [
        Case(says: "ADD 1001 PIN 846273 voicemail_prompt=ja-JP", isAdmin: true, rows: ["mailbox_added done - 1001"]),
        Case(says: "ADD 1002 NOPIN enable_voicemail_pin=false", isAdmin: true, rows: ["mailbox_added done - 1002"]),
        Case(says: "ADD 1003 NOPIN", isAdmin: true, rows: ["mailbox_added done - 1003"]),
        Case(says: "ADD 1003 NOPIN", isAdmin: true, rows: []),
        Case(says: "ACCESS 1001", rows: []),
        Case(says: "SETTINGS 1001", rows: []),
        Case(says: "CHECKPIN 975318", rows: []),
        Case(says: "ACCESS 1002", rows: ["access granted pin_not_required 1002"]),
        Case(says: "VERIFY 1002 864209 FROM a", rows: ["verify granted pin_not_required 1002"]),
        Case(says: "VERIFY 1001 846273 FROM a", rows: ["verify granted pin_verified 1001"]),
        Case(says: "VERIFY 1001 935147 FROM a", rows: ["verify denied wrong_pin 1001"]),
        Case(says: "VERIFY 1003 935147 FROM a", rows: ["verify denied no_pin_set 1003"]),
        Case(says: "VERIFY 9999 935147 FROM a", rows: ["verify denied unknown_mailbox (unknown)"]),
        Case(says: "CHANGE 1001 846273 730518", rows: ["change granted pin_verified 1001"]),
        Case(says: "CHANGE 1001 730518 123456", rows: ["change refused policy_sequential 1001"]),
        Case(says: "CHANGE 1001 846273 951482", rows: ["change denied wrong_pin 1001"]),
        Case(
            says: "VERIFY 1001 846273",
            rows: ["verify locked wrong_pin 1001", "lockout locked mailbox_locked 1001"]),
        Case(says: "VERIFY 1001 730518", rows: ["verify locked mailbox_locked 1001"]),
        Case(says: "ACCESS 1001", rows: []),
        Case(says: "UNLOCK 1001", isAdmin: true, rows: ["unlock done - 1001"]),
        Case(says: "SET 1001 email=a@example.org time_zone=", isAdmin: true, rows: ["settings done - 1001"]),
        Case(says: "RESET 1001 PIN 628405", isAdmin: true, rows: ["reset done - 1001"]),
        Case(says: "RESET 1001", isAdmin: true, rows: ["reset done - 1001"]),
        Case(says: "RESET 1001 PIN 111111", isAdmin: true, rows: []),
        Case(
            says: "VERIFY 1003 935147 FROM a",
            rows: [
                "verify locked no_pin_set 1003", "lockout locked mailbox_locked 1003", "lockout locked source_locked -",
            ]),
        Case(says: "VERIFY 1001 628405 FROM a", rows: ["verify locked source_locked 1001"]),
        Case(says: "REMOVE 1002", isAdmin: true, rows: ["mailbox_removed done - 1002"]),
        Case(says: "ACCESS 1002", rows: []),
    ]

    /// The rows behind `id`, and the last one's number.
    private static func rows(_ admin: LineClient, after id: Int64) throws -> (rows: [[String: String]], last: Int64) {
        let reply = try admin.call(["AUDIT", "AFTER", .text("\(id)"), "COUNT", "100"])
        #expect(reply["more"] == "false")
        let rows = try reply.fields.filter { $0.key == "row" }.map { row in
            Dictionary(uniqueKeysWithValues: try ReplyLine.fields(of: row.value).map { ($0.key, $0.value) })
        }
        return (rows, try #require(reply["next"].flatMap { Int64($0) }))
    }

    /// An unknown mailbox has another name for each server.
    private static func short(_ row: [String: String]) -> String {
        ["kind", "outcome", "reason", "mailbox"].map { row[$0] ?? "-" }.joined(separator: " ")
            .replacing(/unknown:[0-9a-f]{16}$/, with: "(unknown)")
    }

    @Test("every answer that lets in, refuses or changes has its row when it comes, and no digit of a PIN is in any")
    func everyKind() throws {
        let server = try ServerProcess(
            ServerProcess.cheap + ["--lockout-max-attempts", "2", "--source-max-failures", "4"])
        let admin = try server.connectAsAdmin()
        let client = try server.connect()
        var (rows, last) = try Self.rows(admin, after: 0)
        #expect(rows.map(Self.short) == ["server_started done - -"])
        var pins: Set<String> = []
        for step in Self.conversation {
            let reply = try (step.isAdmin ? admin : client).call(step.says.split(separator: " ").map { .text("\($0)") })
            if let pin = reply["pin"], pin.allSatisfy(\.isNumber) { pins.insert(pin) }
            (rows, last) = try Self.rows(admin, after: last)
            // The source's lockout is committed behind the attempt that led to it.
            try waitUntil("there are \(step.rows.count) rows of \(step.says)") {
                let more = try Self.rows(admin, after: last)
                rows += more.rows
                last = more.last
                return rows.count >= step.rows.count
            }
            #expect(rows.map(Self.short) == step.rows, "\(step.says)")
            let source: String? = step.says.hasSuffix("FROM a") ? "a" : nil
            for row in rows {
                #expect(row["client"] == (step.isAdmin ? "admin" : "frontend"))
                #expect(row["connection"] == (step.isAdmin ? "1" : "2"))
                #expect(row["source"] == source)
            }
            for word in step.says.split(separator: " ")
            where (6...10).contains(word.count) && word.allSatisfy(\.isNumber) {
                pins.insert(String(word))
            }
        }
        #expect(server.stop() == 0)
        #expect(try server.sql("SELECT kind FROM audit ORDER BY id DESC LIMIT 1") == "server_stopped")
        #expect(try verify(server).status == 0)
        try expectNo(pins, in: server)
    }

    private func expectNo(_ pins: Set<String>, in server: ServerProcess) throws {
        #expect(pins.count >= 9)
        let columns =
            "quote(reason) || quote(mailbox) || quote(source) || quote(client) || quote(detail) || kind || outcome"
        let texts = try server.sql("SELECT group_concat(\(columns)) FROM audit")
        let database = try Data(contentsOf: URL(filePath: server.database))
        for pin in pins {
            let base64 = Data(pin.utf8).base64EncodedString().prefix { $0 != "=" }
            for form in [pin, pin.utf8.map { String($0, radix: 16) }.joined(), String(base64)] {
                #expect(!texts.contains(form), "\(form)")
                #expect(database.firstRange(of: Data(form.utf8)) == nil, "\(form)")
            }
        }
    }

    private func verify(_ server: ServerProcess, _ arguments: String...) throws -> (status: Int32, output: String) {
        try ServerProcess.run(["audit", "verify", "--database", server.database] + arguments)
    }

    @Test("a flood of tries at what is locked makes a row at once, and one that says how many there were")
    func flood() throws {
        let server = try ServerProcess(
            ServerProcess.cheap + ["--lockout-base-s", "900", "--lockout-max-attempts", "1"])
        let client = try server.connect()
        let admin = try server.connectAsAdmin()
        _ = try admin.say("ADD 1001 NOPIN")
        #expect(try client.say("VERIFY 1001 111111").hasPrefix("+LOCKED"))
        let lines = String(repeating: "VERIFY 1001 111111\r\n", count: 1000)
        try client.send(bytes: Array(lines.utf8))
        for _ in 1...1000 { #expect(try client.receive().word == "LOCKED") }
        func counted() throws -> [Int] {
            try Self.rows(admin, after: 0).rows.filter { $0["reason"] == "mailbox_locked" && $0["kind"] == "verify" }
                .map { Int($0["repeats"] ?? "1") ?? 0 }
        }
        try waitUntil("all are counted") { try counted().reduce(0, +) >= 1000 }
        #expect(try counted().reduce(0, +) == 1000)
        #expect(try counted().count < 10)
        let shown = try ServerProcess.run(["audit", "show", "--mailbox", "1001", "--admin-socket", server.adminSocket])
        #expect(
            shown.output.contains(
                /verify  locked  reason=mailbox_locked  .*  repeats=\d+  detail=first=20\S+Z last=20\S+Z\n/),
            "\(shown.output)")

        // What is still being counted is written when the server stops.
        try client.send(bytes: Array(lines.utf8))
        for _ in 1...1000 { #expect(try client.receive().word == "LOCKED") }
        #expect(server.stop() == 0)
        #expect(
            try server.sql("SELECT sum(repeats) FROM audit WHERE kind = 'verify' AND reason = 'mailbox_locked'")
                == "2000")
        #expect(try verify(server).status == 0)
    }

    @Test(
        "a flood of those who need no PIN makes a row for each kind of answer, and the size of the audit is for admins")
    func pinlessFlood() throws {
        let server = try ServerProcess()
        let admin = try server.connectAsAdmin()
        _ = try admin.say("ADD 1002 NOPIN enable_voicemail_pin=false")
        let client = try server.connect()
        let lines = String(repeating: "ACCESS 1002 FROM 5\r\nVERIFY 1002 864209 FROM 5\r\n", count: 500)
        try client.send(bytes: Array(lines.utf8))
        for _ in 1...1000 { #expect(try client.receive().word == "GRANTED") }
        let rows = try Self.rows(admin, after: 0).rows.filter { $0["outcome"] == "granted" }
        #expect(rows.count <= 4, "\(rows)")
        #expect(rows.allSatisfy { $0["mailbox"] == "1002" && $0["source"] == "5" && $0["client"] == "frontend" })
        #expect(try !client.say("INFO").contains("audit_bytes="))
        let info = try admin.call("INFO")
        #expect(info["audit_max_bytes"] == "\(8 << 30)")
        #expect(try #require(info["audit_bytes"].flatMap { Int($0) }) > 4096)
        #expect(server.stop() == 0)
        for kind in ["access", "verify"] {
            #expect(
                try server.sql("SELECT sum(repeats) FROM audit WHERE kind = '\(kind)' AND mailbox = '1002'") == "500")
        }
        #expect(try server.sql("SELECT kind FROM audit ORDER BY id DESC LIMIT 1") == "server_stopped")
        #expect(try verify(server).status == 0)
    }

    @Test(
        "a PIN that was sent in place of a mailbox is neither in the audit nor in the log, and is found by who asks for it"
    )
    func misplacedPIN() throws {
        let server = try ServerProcess(ServerProcess.cheap + ["--lockout-max-attempts", "2", "--log-level", "trace"])
        let client = try server.connect()
        for _ in 1...2 { _ = try client.say("VERIFY 935147 1001 FROM a") }
        #expect(try client.say("VERIFY 935147 1001 FROM a").hasPrefix("+LOCKED mailbox=935147 "))
        let admin = try server.connectAsAdmin()
        let found = try admin.say("AUDIT MAILBOX 935147")
        #expect(found.matches(of: /mailbox=unknown:[0-9a-f]{16}\b/).count == 4, "\(found)")
        #expect(!(try admin.say("AUDIT COUNT 100").contains("935147")))
        let shown = try ServerProcess.run(["audit", "show", "--mailbox", "935147", "--database", server.database])
        #expect(shown.output.split(separator: "\n").count == 4, "\(shown.output)")
        #expect(server.stop() == 0)
        #expect(try server.sql("SELECT count(*) FROM audit WHERE mailbox LIKE 'unknown:%'") == "4")
        let log = try String(contentsOfFile: server.logFile, encoding: .utf8)
        #expect(log.contains("mailbox locked") && !log.contains("935147"), "\(log)")
    }

    @Test("tries that wait at a mailbox while it locks are in the audit like those that come later")
    func lockedWhileWaiting() throws {
        let server = try ServerProcess(ServerProcess.cheap + ["--lockout-base-s", "900"])
        _ = try server.connectAsAdmin().say("ADD 1001 NOPIN")
        let client = try server.connect()
        // In memory from here on, as its source.
        #expect(try client.say("VERIFY 1001 111111 FROM a").hasPrefix("+DENIED"))
        let lines = (0..<40).map { "@\($0) VERIFY 1001 111111 FROM a\r\n" }.joined()
        try client.send(bytes: Array(lines.utf8))
        let words = try (0..<40).map { _ in try client.receive().word }
        // Four attempts were left.
        #expect(words.count { $0 == "DENIED" } == 3)
        #expect(words.count { $0 == "LOCKED" } == 37)
        #expect(server.stop() == 0)
        let rows = try server.sql("SELECT sum(repeats) FROM audit WHERE kind = 'verify' AND mailbox = '1001'")
        #expect(rows == "41")
    }

    @Test("killed under load, the chain is whole, and every answer that was received has its row", arguments: 0..<8)
    func killed(round: Int) throws {
        let server = try ServerProcess(ServerProcess.cheap + ["--source-max-failures", "1000000"])
        let admin = try server.connectAsAdmin()
        _ = try admin.say("ADD 1002 NOPIN enable_voicemail_pin=false")
        for number in stride(from: 0, to: 400, by: 4) { _ = try admin.say("ADD 20\(number) NOPIN") }
        let client = try server.connect()
        // None is a repeat of another.
        let lines = (0..<400).map { number in
            switch number % 4 {
            case 0: "@v\(number) VERIFY 20\(number) 935147 FROM s\(number)\r\n"
            default: "@a\(number) ACCESS 1002 FROM s\(number)\r\n"
            }
        }
        try client.send(bytes: Array(lines.joined().utf8))
        var denied: Set<String> = []
        var granted = 0
        for _ in 0..<(50 + 30 * round) {
            let reply = try client.receive()
            if reply.word == "DENIED" { denied.insert(reply["mailbox"] ?? "") }
            if reply.word == "GRANTED" { granted += 1 }
        }
        server.killNow()
        #expect(try verify(server).status == 0)
        let rows = try server.sql("SELECT group_concat(mailbox) FROM audit WHERE outcome = 'denied'")
        #expect(denied.isSubset(of: Set(rows.split(separator: ",").map(String.init))))
        #expect(try #require(Int(try server.sql("SELECT count(*) FROM audit WHERE kind = 'access'"))) >= granted)
        // And it goes on from there.
        try server.start()
        #expect(try server.connect().say("ACCESS 1002").hasPrefix("+GRANTED"))
        #expect(server.stop() == 0)
        #expect(try verify(server).output.hasPrefix("The audit is intact: "))
    }

    @Test("the commands show and verify, with a server and without, and only admins ask the server")
    func commands() throws {
        let server = try ServerProcess()
        #expect(try server.connect().say("AUDIT").hasPrefix("-NOPERM"))
        let admin = try server.connectAsAdmin()
        for number in 1...250 { _ = try admin.say("ADD \(number) NOPIN") }
        let asking = ["audit", "show", "--admin-socket", server.adminSocket]
        let reading = ["audit", "show", "--admin-socket", server.adminSocket, "--database", server.database]
        let asked = try ServerProcess.run(asking)
        #expect(asked.output.split(separator: "\n").count == 251)
        #expect(
            try ServerProcess.run(asking + ["--mailbox", "77", "--since", "-1h"]).output.contains("  mailbox=77  "))
        #expect(try ServerProcess.run(asking + ["--since", "2100-01-01T00:00:00Z"]).output == "")
        #expect(try verify(server).status == 0)
        #expect(server.stop() == 0)
        let read = try ServerProcess.run(reading)
        #expect(read.output.hasPrefix(asked.output))
        #expect(read.output.split(separator: "\n").count == 252)
        let json = try ServerProcess.run(reading + ["--json", "--mailbox", "77"]).output
        #expect(json.hasPrefix(#"{"id":78,"time":"20"#))
        #expect(
            json.contains(#""kind":"mailbox_added","outcome":"done","mailbox":"77","client":"admin","connection":2,"#))

        let intact = try verify(server, "--json").output
        #expect(intact.hasPrefix(#"{"result":"intact","rows":252,"removed_through":0,"newest":"252:"#))
        let newest = try #require(intact.firstMatch(of: /"newest":"([^"]*)"/)).1
        #expect(try verify(server, "--expect", String(newest)).status == 0)
        try server.sql("UPDATE audit SET mailbox = '78' WHERE id = 78")
        let broken = try verify(server)
        #expect(broken.status == 1)
        #expect(broken.output.hasPrefix("vmgate: the audit is broken: row 78 was altered"))
        #expect(try verify(server, "--json").output.hasPrefix(#"{"result":"broken","row":78,"#))
        // A server starts on it all the same, and the break stays.
        try server.start()
        #expect(server.stop() == 0)
        #expect(try verify(server).status == 1)
        try server.sql("DELETE FROM audit_mark")
        try server.start()
        #expect(server.stop() == 0)
        #expect(try String(contentsOfFile: server.logFile, encoding: .utf8).contains("the audit was altered"))
        #expect(try server.sql("SELECT count(*) FROM audit WHERE kind = 'audit_damaged'") == "1")
        #expect(try verify(server).status == 1)
    }
}
