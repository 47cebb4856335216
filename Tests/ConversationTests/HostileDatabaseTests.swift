import Foundation
import LineClient
import Testing
import VoicemailTestKit

/// A database into which somebody has put what no server writes, under a real server.
@Suite("A database that somebody has edited", .timeLimit(.minutes(5)))
struct HostileDatabaseTests {
    /// What is done to the rows of mailbox 1001, and what is not readable afterwards.
    struct Case: CustomTestStringConvertible {
        var sql: String
        /// Whether 1001 can be read.
        var isReadable = false
        /// Whether the pages of LIST and AUDIT can be.
        var isListed = false
        var isAudited = true

        var testDescription: String { sql }
    }

    private static let columns =
        "kind, outcome, reason, mailbox, source, client, connection, request, repeats, detail, hash"

    static let cases = [
        Case(sql: "UPDATE audit SET time_ms = -9223372036854775808", isReadable: true, isListed: true),
        Case(sql: "UPDATE audit SET time_ms = 9223372036854775807", isReadable: true, isListed: true),
        Case(
            sql: "INSERT INTO audit SELECT -9223372036854775808, time_ms, \(columns) FROM audit WHERE id = 1",
            isReadable: true, isListed: true),
        Case(
            sql: unbound("audit", "UPDATE audit SET kind = NULL WHERE id = 2"), isReadable: true, isListed: true,
            isAudited: false),
        Case(sql: "UPDATE mailbox_count SET count = 9223372036854775807", isReadable: true, isListed: true),
        Case(sql: "UPDATE attempt SET failures = 9223372036854775807"),
        Case(sql: "UPDATE attempt SET locked_until_ms = -9223372036854775808"),
        Case(sql: unbound("attempt", "UPDATE attempt SET failures = NULL")),
        Case(sql: "UPDATE mailbox SET pin_set_at_ms = 9223372036854775807 WHERE number = '1001'"),
        Case(sql: "UPDATE mailbox SET pin_set_at_ms = -9223372036854775808 WHERE number = '1001'"),
        Case(sql: unbound("mailbox", "UPDATE mailbox SET must_change = NULL WHERE number = '1001'")),
        Case(sql: "UPDATE mailbox SET email = CAST(x'ff40fe' AS TEXT) WHERE number = '1001'"),
        Case(sql: "UPDATE mailbox SET time_zone = replace(hex(zeroblob(500000)), '0', 'x') WHERE number = '1001'"),
    ]

    /// Runs `sql` on a table whose NOT NULL is taken away meanwhile.
    private static func unbound(_ table: String, _ sql: String) -> String {
        func replace(_ text: String, _ other: String) -> String {
            "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, '\(text)', '\(other)')"
                + " WHERE name = '\(table)'; PRAGMA writable_schema = RESET;"
        }
        // Of the same length, so that it can be found again.
        return replace(" NOT NULL", " /*   */") + "PRAGMA ignore_check_constraints = ON;" + sql + ";"
            + replace(" /*   */", " NOT NULL")
    }

    @Test("the server lives, nobody gets in by it, and others are served", arguments: cases)
    func edited(edit: Case) throws {
        let server = try ServerProcess()
        let admin = try server.connectAsAdmin()
        for number in ["1001", "1002"] { #expect(try admin.say("ADD \(number) PIN 846273").hasPrefix("+ADDED")) }
        #expect(try server.connect().say("VERIFY 1001 111111 FROM 49301").hasPrefix("+DENIED"))
        #expect(server.stop() == 0)
        try server.sql(edit.sql)
        try server.start()
        let (client, again) = (try server.connect(), try server.connectAsAdmin())
        // Before anything is in memory, and after.
        for _ in 1...2 {
            let right = try client.say("VERIFY 1001 846273 FROM 49301")
            #expect(right.hasPrefix(edit.isReadable ? "+GRANTED" : "-UNAVAILABLE"), "\(right)")
            let access = try client.say("ACCESS 1001")
            #expect(access.hasPrefix(edit.isReadable ? "+PIN_REQUIRED" : "-UNAVAILABLE"), "\(access)")
            #expect(try again.say("SHOW 1001").hasPrefix(edit.isReadable ? "+SHOW" : "-UNAVAILABLE"))
            #expect(try client.say("VERIFY 1002 846273").hasPrefix("+GRANTED"))
            #expect(try again.say("LIST FIELDS").hasPrefix(edit.isListed ? "+LIST" : "-UNAVAILABLE"))
            #expect(try again.say("LIST").hasPrefix("+LIST"))
            #expect(try again.say("AUDIT AFTER 1").hasPrefix(edit.isAudited ? "+AUDIT" : "-UNAVAILABLE"))
            _ = try again.say("INFO")
        }
        if edit.sql.contains("mailbox_count") {
            // It could not be counted.
            #expect(try again.say("ADD 1003 NOPIN").hasPrefix("-UNAVAILABLE"))
        }
        if !edit.isReadable { _ = try server.logLine(with: "a mailbox could not be read", "mailbox 1001 (table ") }
        if !edit.isAudited { _ = try server.logLine(with: "the audit could not be read", "row 2 (table audit)") }
        #expect(server.stop() == 0)
    }

    @Test("a table that another has taken the place of refuses the start in one sentence that names it")
    func schema() throws {
        let server = try ServerProcess()
        #expect(server.stop() == 0)
        try server.sql(
            "DROP TABLE audit; CREATE VIEW audit AS WITH RECURSIVE n (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n)"
                + " SELECT id FROM n")
        let (status, output) = try ServerProcess.run([
            "serve", "--listen", "127.0.0.1:0", "--database", server.database,
        ])
        #expect(status == 1)
        #expect(output.contains("audit is a view in the place of a table") && output.split(separator: "\n").count == 1)
    }

    @Test("what stands in the audit cannot forge a row on a terminal, nor move what was printed")
    func terminal() throws {
        let server = try ServerProcess()
        #expect(try server.connectAsAdmin().say("ADD 1001 PIN 846273").hasPrefix("+ADDED"))
        let forged = "char(27) || '[2J' || char(10) || '9  2026-01-01T00:00:00.000Z  verify' || char(155, 8238)"
        #expect(server.stop() == 0)
        try server.sql("UPDATE audit SET client = \(forged), kind = kind || char(13)")
        let rows = try #require(Int(try server.sql("SELECT count(*) FROM audit")))
        func show(_ arguments: String...) throws -> String {
            try ServerProcess.run(["audit", "show"] + arguments).output
        }
        try server.start()
        for output in [
            try show("--database", server.database), try show("--database", server.database, "--json"),
            try show("--admin-socket", server.adminSocket),
        ] {
            #expect(output.split(separator: "\n", omittingEmptySubsequences: false).count >= rows + 1)
            #expect(output.split(separator: "\n").allSatisfy { $0.contains("Z") && !$0.hasPrefix("9  ") }, "\(output)")
            for scalar in output.unicodeScalars where scalar != "\n" {
                #expect(![.control, .format].contains(scalar.properties.generalCategory), "\(output)")
            }
        }
        #expect(server.stop() == 0)
    }

    @Test(
        "with little address space the start ends with a sentence, and not by itself",
        .disabled(if: Sanitizer.isWatching, Comment(rawValue: Sanitizer.isTooWide)), arguments: [153_600, 500_000])
    func addressSpace(kibibytes: Int) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("vmgate-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let database = folder.appendingPathComponent("vm.db").path
        let (status, output) = try ServerProcess.run(
            [
                "-c", "ulimit -v \(kibibytes) && exec \"$@\"", "sh", try ServerProcess.executable.path, "serve",
                "--listen",
                "127.0.0.1:0", "--database", database,
            ], of: "/bin/sh")
        #expect(status == 1)
        #expect(
            output.contains("the address space is limited to \(kibibytes >> 10) MiB (ulimit -v, LimitAS=)"), "\(output)"
        )
        #expect(output.split(separator: "\n").count == 1, "\(output)")
        #expect(!FileManager.default.fileExists(atPath: database))
    }
}
