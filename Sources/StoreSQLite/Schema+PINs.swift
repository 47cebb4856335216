import GRDB

extension Schema {
    /// When and how a mailbox came by its PIN, and the PINs before it.
    ///
    /// How old the PINs are that are there already, nobody knows: their time begins here.
    static func addPINAgesAndHistory(_ database: Database) throws {
        try database.execute(
            sql: """
                ALTER TABLE mailbox ADD COLUMN pin_set_at_ms INTEGER NOT NULL DEFAULT 0;
                ALTER TABLE mailbox ADD COLUMN pin_origin TEXT NOT NULL DEFAULT 'assigned'
                    CHECK (pin_origin IN ('assigned', 'reset', 'chosen'));
                UPDATE mailbox SET
                    pin_set_at_ms = unixepoch() * 1000,
                    pin_origin = CASE must_change WHEN 1 THEN 'reset' ELSE 'assigned' END
                WHERE pin_hash IS NOT NULL;

                CREATE TABLE pin_history (
                    context TEXT NOT NULL,
                    number TEXT NOT NULL,
                    position INTEGER NOT NULL CHECK (position >= 1),
                    pin_hash TEXT NOT NULL,
                    PRIMARY KEY (number, context, position)
                ) STRICT, WITHOUT ROWID;
                CREATE TRIGGER pin_history_removed AFTER DELETE ON mailbox
                    BEGIN DELETE FROM pin_history WHERE number = old.number AND context = old.context; END;
                """)
    }
}
