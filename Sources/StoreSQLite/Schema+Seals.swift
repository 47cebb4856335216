import GRDB

/// The tables of sealed hashes.
extension Schema {
    static func registerSeals(in migrator: inout DatabaseMigrator) {
        migrator.registerMigration("sealed hashes", foreignKeyChecks: .immediate) { database in
            try database.execute(sql: seals)
        }
    }

    /// A seal is kept apart from its hash, so that the hash alone, put back, is not enough.
    ///
    /// `hash_seal_count` is kept by triggers, because counting a million rows takes a second: sealed hashes by their key, and
    /// under no name those that are not sealed.
    private static let seals = """
        CREATE TABLE hash_seal (
            context TEXT NOT NULL,
            number TEXT NOT NULL,
            key TEXT NOT NULL,
            generation INTEGER NOT NULL,
            mark BLOB NOT NULL,
            PRIMARY KEY (number, context)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE hash_seal_state (
            key TEXT NOT NULL PRIMARY KEY,
            phase INTEGER NOT NULL,
            generation INTEGER NOT NULL,
            tally BLOB NOT NULL,
            mark BLOB NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE hash_seal_count (
            key TEXT NOT NULL PRIMARY KEY,
            count INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        INSERT INTO hash_seal_count SELECT '', count(pin_hash) FROM mailbox;

        CREATE TRIGGER hash_seal_added AFTER INSERT ON hash_seal BEGIN
            INSERT INTO hash_seal_count VALUES (NEW.key, 1) ON CONFLICT DO UPDATE SET count = count + 1;
        END;
        CREATE TRIGGER hash_seal_removed AFTER DELETE ON hash_seal BEGIN
            UPDATE hash_seal_count SET count = count - 1 WHERE key = OLD.key;
        END;
        CREATE TRIGGER hash_seal_changed AFTER UPDATE OF key ON hash_seal WHEN NEW.key <> OLD.key BEGIN
            UPDATE hash_seal_count SET count = count - 1 WHERE key = OLD.key;
            INSERT INTO hash_seal_count VALUES (NEW.key, 1) ON CONFLICT DO UPDATE SET count = count + 1;
        END;

        CREATE TRIGGER plain_hash_added AFTER INSERT ON mailbox WHEN \(isPlain("NEW")) BEGIN
            UPDATE hash_seal_count SET count = count + 1 WHERE key = '';
        END;
        CREATE TRIGGER plain_hash_removed AFTER DELETE ON mailbox WHEN \(isPlain("OLD")) BEGIN
            UPDATE hash_seal_count SET count = count - 1 WHERE key = '';
        END;
        CREATE TRIGGER plain_hash_changed AFTER UPDATE OF pin_hash ON mailbox
            WHEN \(isPlain("NEW")) <> \(isPlain("OLD")) BEGIN
            UPDATE hash_seal_count SET count = count + \(isPlain("NEW")) - \(isPlain("OLD")) WHERE key = '';
        END;
        """

    private static func isPlain(_ row: String) -> String {
        "coalesce(substr(\(row).pin_hash, 1, 13) <> '$vmgate-seal$', 0)"
    }
}
