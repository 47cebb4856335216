import GRDB
import VoicemailModel

/// The tables, and how they came to be. A migration that was released is never changed; the next one repairs it.
enum Schema {
    /// Marks the file as this program's (`PRAGMA application_id`): "VMGT".
    static let applicationID: Int32 = 0x564D_4754

    /// - Parameter check: finds what else speaks against opening the database, before anything in it is changed: whoever goes back
    ///   to the release before can still do so.
    static func migrate(_ pool: DatabasePool, path: String, check: (Database) throws -> Void = { _ in }) throws {
        try pool.read { database in
            let applicationID = try Int32.fetchOne(database, sql: "PRAGMA application_id")
            let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema")
            guard applicationID == Self.applicationID || tables == 0 else {
                throw StoreError.unavailable("\(path) is a database of another program; name another file")
            }
            try compare(database, path: path)
            try check(database)
        }
        try migrator.migrate(pool)
    }

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 mailboxes and attempts", foreignKeyChecks: .immediate) { database in
            try database.execute(sql: "PRAGMA application_id = \(applicationID)")
            try database.execute(sql: mailboxes)
            try database.execute(sql: attempts)
        }
        registerSeals(in: &migrator)
        migrator.registerMigration("PIN ages and history", migrate: addPINAgesAndHistory)
        migrator.registerMigration("audit", foreignKeyChecks: .immediate) { database in
            try database.execute(sql: audit)
        }
        migrator.registerMigration("keys in the audit", foreignKeyChecks: .immediate) { database in
            try database.execute(sql: auditedKeys)
        }
        migrator.registerMigration("mailboxes in their context", foreignKeyChecks: .immediate) { database in
            try database.execute(sql: contexts)
        }
        migrator.registerMigration("hash costs", foreignKeyChecks: .immediate) { database in
            try database.execute(sql: hashCosts)
        }
        migrator.registerMigration("reservations", foreignKeyChecks: .immediate) { database in
            try database.execute(sql: reservations)
        }
        return migrator
    }

    /// Column names are the PBX's own. What SQL can check is checked there too, for the day somebody edits by hand.
    ///
    /// `mailbox_count` is kept by triggers, because counting a million rows takes a second.
    private static let mailboxes = """
        CREATE TABLE mailbox (
            context TEXT NOT NULL
                CHECK (length(context) BETWEEN 1 AND 64 AND context NOT GLOB '*[^0-9A-Za-z._-]*'),
            number TEXT NOT NULL
                CHECK (length(number) BETWEEN 1 AND 32 AND number NOT GLOB '*[^0-9A-Za-z.*#+_-]*'),
            enable_voicemail_pin INTEGER NOT NULL CHECK (enable_voicemail_pin IN (0, 1)),
            voicemail_prompt TEXT,
            voicemail_play_datetime TEXT NOT NULL
                CHECK (voicemail_play_datetime IN ('DISABLE', '12_HOUR_CLOCK', '24_HOUR_CLOCK')),
            enable_voicemail_notify INTEGER NOT NULL CHECK (enable_voicemail_notify IN (0, 1)),
            time_zone TEXT,
            email TEXT,
            pin_hash TEXT,
            must_change INTEGER NOT NULL CHECK (must_change IN (0, 1)),
            PRIMARY KEY (number, context)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE mailbox_count (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            count INTEGER NOT NULL CHECK (count >= 0)
        ) STRICT;
        INSERT INTO mailbox_count VALUES (1, 0);
        CREATE TRIGGER mailbox_added AFTER INSERT ON mailbox
            BEGIN UPDATE mailbox_count SET count = count + 1; END;
        CREATE TRIGGER mailbox_removed AFTER DELETE ON mailbox
            BEGIN UPDATE mailbox_count SET count = count - 1; END;
        """

    /// The mailboxes of one tenant, in order, without looking at those of all others.
    private static let contexts = "CREATE INDEX mailbox_in_context ON mailbox (context, number)"

    /// Attempts are kept apart from mailboxes, because they are kept for unknown mailboxes too. `written_ms` says which are
    /// the oldest when there are too many of those.
    private static let attempts = """
        CREATE TABLE attempt (
            context TEXT NOT NULL,
            number TEXT NOT NULL,
            failures INTEGER NOT NULL CHECK (failures >= 0),
            locked_until_ms INTEGER,
            locked_forever INTEGER NOT NULL CHECK (locked_forever IN (0, 1)),
            written_ms INTEGER NOT NULL,
            PRIMARY KEY (number, context),
            CHECK (locked_forever = 0 OR locked_until_ms IS NULL)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE source_failure (
            source TEXT NOT NULL PRIMARY KEY,
            failures INTEGER NOT NULL CHECK (failures >= 0),
            window_start_ms INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """

    /// The audit is written in the order of its ids and read from them, so that it needs no index: one would cost each login a
    /// page. `audit_mark` has a mark for each end of the chain, `audit_key` the key that the chain is hashed with, sealed
    /// with the key that `wrapped_in` names, or plain.
    private static let audit = """
        CREATE TABLE audit (
            id INTEGER PRIMARY KEY,
            time_ms INTEGER NOT NULL,
            kind TEXT NOT NULL,
            outcome TEXT NOT NULL,
            reason TEXT,
            mailbox TEXT,
            source TEXT,
            client TEXT,
            connection INTEGER,
            request INTEGER,
            repeats INTEGER NOT NULL,
            detail TEXT,
            hash BLOB NOT NULL
        ) STRICT;

        CREATE TABLE audit_mark (
            name TEXT NOT NULL PRIMARY KEY CHECK (name IN ('anchor', 'head')),
            row INTEGER NOT NULL,
            hash BLOB NOT NULL,
            seal BLOB NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE audit_key (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            wrapped_in TEXT,
            key BLOB NOT NULL
        ) STRICT;
        """

    /// The keys that the audit says were added and does not yet say were dropped: written with those rows, so that a row that
    /// is missing is known to be.
    private static let auditedKeys = """
        CREATE TABLE audited_key (
            name TEXT NOT NULL PRIMARY KEY
        ) STRICT, WITHOUT ROWID;
        """
}
