import Foundation
import LineClient
import Testing
import VoicemailTestKit

/// What `vmgate audit show` is asked about, of a running server and of its database.
@Suite("Questions to the audit", .timeLimit(.minutes(5)))
struct AuditQuestionTests {
    private static func question(_ server: ServerProcess, _ arguments: [String]) -> [[String]] {
        let asking = ["audit", "show", "--admin-socket", server.adminSocket] + arguments
        return [asking, asking + ["--database", server.database]]
    }

    @Test("a mailbox that nobody knows is said to be that, and one of which anything is known is not")
    func unknownMailbox() throws {
        let server = try ServerProcess()
        let admin = try server.connectAsAdmin()
        for number in 1001...1003 { _ = try admin.say("ADD \(number) NOPIN") }
        _ = try admin.say("REMOVE 1002")
        _ = try server.connect().say("VERIFY 1009 864209")
        // So that it is a mailbox, and in no row.
        try server.sql("DELETE FROM audit WHERE mailbox = '1003'")
        for command in Self.question(server, ["--mailbox", "10O1"]) {
            let unknown = try ServerProcess.run(command)
            #expect(unknown.status == 1)
            #expect(
                unknown.output
                    == "vmgate: 10O1 is known neither as a mailbox nor in the audit: `vmgate mailbox list` lists all"
                    + " mailboxes.\n")
            let json = try ServerProcess.run(command + ["--json"])
            #expect(json.status == 1)
            #expect(
                json.output.hasPrefix(#"{"error":{"code":"NOMAILBOX","message":"10O1 is known neither as a mailbox"#))
        }
        // Added, removed, without a row, tried though it never was; and nothing within the time that is asked for.
        for mailbox in ["1001", "1002", "1003", "1009"] {
            for command in Self.question(server, ["--mailbox", mailbox]) {
                #expect(try ServerProcess.run(command).status == 0, "\(command)")
                let later = try ServerProcess.run(command + ["--since", "2100-01-01"])
                #expect(later.status == 0 && later.output == "", "\(command)")
            }
        }
    }

    @Test("rows begin and end at times in every form")
    func times() throws {
        let server = try ServerProcess()
        let admin = try server.connectAsAdmin()
        for number in 1...250 { _ = try admin.say("ADD \(number) NOPIN") }
        #expect(server.stop() == 0)
        // Three days, a hundred rows on each of the first two.
        try server.sql(
            """
            UPDATE audit SET time_ms = CASE WHEN id <= 100 THEN 1793621700000 + id WHEN id <= 200 THEN 1793708100000 + id
                ELSE 1793750400000 + id END
            """)
        let show = ["audit", "show", "--database", server.database]
        for (arguments, rows) in [
            ([], 252), (["--since", "2026-11-03"], 152), (["--until", "2026-11-02"], 100),
            (["--until", "2026-11-03"], 200),
            (["--since", "2026-11-03", "--until", "2026-11-03"], 100), (["--until", "2026-11-02T12:15:00.007Z"], 7),
            (["--since", "1793750400"], 52), (["--until", "2026-11-01"], 0), (["--since", "0"], 252),
            (["--since", "2026-11-03", "--until", "2026-11-02T23:59:59Z"], -1),
        ] {
            let result = try ServerProcess.run(show + arguments)
            #expect(result.status == (rows < 0 ? 64 : 0), "\(arguments)")
            if rows >= 0 { #expect(result.output.split(separator: "\n").count == rows, "\(arguments)") }
        }
    }

    @Test("24h is 24 hours ago, with a dash or without one")
    func ages() throws {
        let server = try ServerProcess()
        _ = try server.connectAsAdmin().say("ADD 1001 NOPIN")
        for since in ["24h", "-24h", "7d", "90m"] {
            for command in Self.question(server, ["--since", since]) {
                #expect(try ServerProcess.run(command).output.split(separator: "\n").count == 2, "\(command)")
            }
            for command in Self.question(server, ["--until", since]) {
                #expect(try ServerProcess.run(command).output == "", "\(command)")
            }
        }
    }
}
