import Foundation
import GRDB
import Testing
import VoicemailModel
import VoicemailTestKit

@testable import StoreSQLite

@Suite("The schema is compared before anything is read", .timeLimit(.minutes(5)))
struct SchemaComparisonTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
        try SQLiteMailboxStore.open(path: directory.database).close()
    }

    /// The sentence with which a start ends; nil when it goes well.
    private func refusal() -> String? {
        do throws(StoreError) {
            try SQLiteMailboxStore.open(path: directory.database).close()
            return nil
        } catch {
            return error.description
        }
    }

    /// A view of the audit's name and columns that has no last row.
    private static let endless = """
        CREATE VIEW audit AS WITH RECURSIVE n (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n)
            SELECT id, 0 AS time_ms, 'verify' AS kind, 'granted' AS outcome, NULL AS reason, NULL AS mailbox, NULL AS source,
                NULL AS client, NULL AS connection, NULL AS request, 1 AS repeats, NULL AS detail, x'' AS hash FROM n
        """

    @Test(
        "what another program has altered is named in one sentence, and nothing is served",
        arguments: [
            ("DROP TABLE audit; \(endless)", "audit is a view in the place of a table"),
            ("DROP TABLE audit", "table audit is missing"),
            ("ALTER TABLE audit RENAME TO old", "table audit is missing"),
            ("ALTER TABLE mailbox ADD COLUMN more TEXT", "table mailbox was altered"),
            ("DROP TRIGGER mailbox_added", "trigger mailbox_added is missing"),
            (
                "DROP TRIGGER mailbox_added; CREATE TRIGGER mailbox_added AFTER INSERT ON mailbox BEGIN SELECT 1; END",
                "trigger mailbox_added was altered"
            ),
            ("DROP INDEX mailbox_in_context", "index mailbox_in_context is missing"),
            ("DROP TABLE grdb_migrations", "table grdb_migrations is missing"),
            (
                "DROP TABLE grdb_migrations; CREATE VIEW grdb_migrations AS WITH RECURSIVE n (identifier) AS"
                    + " (SELECT 'x' UNION ALL SELECT identifier FROM n) SELECT identifier FROM n",
                "grdb_migrations is a view in the place of a table"
            ),
            (loosen("mailbox", " NOT NULL", ""), "table mailbox was altered"),
            (loosen("attempt", "CHECK (failures >= 0)", ""), "table attempt was altered"),
            (loosen("reservation", "STRICT, ", ""), "table reservation was altered"),
        ])
    func altered(sql: String, what: String) throws {
        try directory.edit(sql)
        let text = try #require(refusal())
        #expect(text.contains(what) && text.contains(directory.database) && text.contains("restore it from a backup"))
        // Nor does a command that reads the file by itself look into it.
        let error = #expect(throws: StoreError.self) { try SQLiteAuditFile(path: directory.database) }
        #expect(error?.description == text)
    }

    private static func loosen(_ table: String, _ text: String, _ other: String) -> String {
        "PRAGMA writable_schema = ON;"
            + "UPDATE sqlite_schema SET sql = replace(sql, '\(text)', '\(other)') WHERE name = '\(table)'"
    }

    @Test("what others have made besides is their own")
    func besides() throws {
        try directory.edit(
            """
            CREATE TABLE notes (a); CREATE VIEW lately AS SELECT * FROM audit; CREATE INDEX mine ON audit (mailbox);
            CREATE TRIGGER noted AFTER INSERT ON mailbox BEGIN INSERT INTO notes VALUES (1); END; ANALYZE; VACUUM;
            """)
        #expect(refusal() == nil)
    }

    @Test("every step that a database may stand at is known, and goes on from there")
    func steps() throws {
        for step in Schema.migrator.migrations {
            let older = try TemporaryDirectory()
            let pool = try DatabasePool(path: older.database)
            try Schema.migrator.migrate(pool, upTo: step)
            try pool.close()
            for _ in 1...2 { try SQLiteMailboxStore.open(path: older.database).close() }
        }
    }

    @Test("a table that is exchanged while it is served fails what is asked, and no read goes on for ever")
    func whileServed() async throws {
        let store = try SQLiteMailboxStore.open(path: directory.database)
        try await store.put(.plain, .known("1001"))
        try directory.edit("ALTER TABLE audit RENAME TO kept; \(Self.endless)")
        for _ in 1...2 {
            let error = await #expect(throws: StoreError.self) { try await store.audit(AuditQuery()) }
            #expect(error?.description.contains("audit is a view in the place of a table") == true)
            await #expect(throws: StoreError.self) { try await store.put(.full, .known("1001")) }
            await #expect(throws: StoreError.self) { try await store.load(.known("1001")) }
        }
        // Put back, it is served again; and so it is after what leaves it as it is.
        try directory.edit("DROP VIEW audit; ALTER TABLE kept RENAME TO audit; VACUUM")
        try await store.put(.full, .known("1001"))
        #expect(try await store.load(.known("1001")).mailbox == .full)
        try store.close()
    }
}
