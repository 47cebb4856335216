import Testing
import VoicemailModel
import VoicemailTestKit

@testable import StoreSQLite

/// A row that somebody made nonsense of fails closed, names what is wrong, and harms nobody else.
@Suite(.timeLimit(.minutes(5)))
struct RecordReaderTests {
    private func error(afterEdit sql: String) async throws -> String? {
        let directory = try TemporaryDirectory()
        let first = try SQLiteMailboxStore.open(path: directory.database)
        for number in ["1001", "1002"] {
            try await first.put(.full, .known(number))
            try await first.set(.failures(2), .known(number))
        }
        try first.close()
        try directory.edit("PRAGMA ignore_check_constraints = ON; \(sql) WHERE number = '1001'")
        let store = try SQLiteMailboxStore.open(path: directory.database)
        #expect(try await store.load(.known("1002")).mailbox == .full)
        var description: String?
        do { _ = try await store.load(.known("1001")) } catch {
            description = error.description
        }
        try store.close()
        return description
    }

    @Test(
        "the error names mailbox and column",
        arguments: [
            ("mailbox", "enable_voicemail_pin", "2"), ("mailbox", "enable_voicemail_notify", "-1"),
            ("mailbox", "must_change", "7"), ("mailbox", "voicemail_prompt", "''"),
            ("mailbox", "voicemail_play_datetime", "'24'"), ("mailbox", "time_zone", "'New York'"),
            ("mailbox", "email", "'nobody'"), ("attempt", "failures", "-1"), ("attempt", "locked_forever", "2"),
        ])
    func namesColumn(table: String, column: String, value: String) async throws {
        let text = try await error(afterEdit: "UPDATE \(table) SET \(column) = \(value)")
        #expect(text == "the database has an invalid \(column) for mailbox 1001 (table \(table))")
    }

    @Test("a PIN hash is handed on as it is: hashing fails closed on it")
    func handsHashOn() async throws {
        #expect(try await error(afterEdit: "UPDATE mailbox SET pin_hash = 'nonsense'") == nil)
    }

    @Test("the database itself refuses what SQL can see to be wrong")
    func constraints() throws {
        let directory = try TemporaryDirectory()
        try SQLiteMailboxStore.open(path: directory.database).close()
        let columns =
            "(context, number, enable_voicemail_pin, voicemail_play_datetime, enable_voicemail_notify, must_change)"
        for values in [
            "('a', '', 1, 'DISABLE', 0, 0)", "('a', '1 2', 1, 'DISABLE', 0, 0)", "('a b', '1', 1, 'DISABLE', 0, 0)",
            "('a', '1', 2, 'DISABLE', 0, 0)", "('a', '1', 1, 'disable', 0, 0)", "('a', '1', 1, 'DISABLE', 'no', 0)",
        ] {
            #expect(throws: (any Error).self, "\(values)") {
                try directory.edit("INSERT INTO mailbox \(columns) VALUES \(values)")
            }
        }
        try directory.edit("INSERT INTO mailbox \(columns) VALUES ('a.b_c-9', '*#+A.b_c-9', 1, 'DISABLE', 0, 0)")
        #expect(try directory.integer("SELECT count FROM mailbox_count") == 1)
    }
}
