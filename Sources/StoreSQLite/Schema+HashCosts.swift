import GRDB

extension Schema {
    /// What each mailbox's hash costs, as a sealed one does not show it, and how many hashes there are of each cost: counted by
    /// triggers, because counting a million rows takes a second.
    ///
    /// `decoy_key` is made once, when the costs of the hashes that were there before are known (`HashCostTable`).
    static let hashCosts = """
        ALTER TABLE mailbox ADD COLUMN pin_cost TEXT;

        CREATE TABLE hash_cost_count (
            cost TEXT NOT NULL PRIMARY KEY,
            count INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE decoy_key (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            key BLOB NOT NULL
        ) STRICT;

        CREATE TRIGGER hash_cost_added AFTER INSERT ON mailbox WHEN NEW.pin_cost IS NOT NULL BEGIN
            INSERT INTO hash_cost_count VALUES (NEW.pin_cost, 1) ON CONFLICT DO UPDATE SET count = count + 1;
        END;
        CREATE TRIGGER hash_cost_removed AFTER DELETE ON mailbox WHEN OLD.pin_cost IS NOT NULL BEGIN
            UPDATE hash_cost_count SET count = count - 1 WHERE cost = OLD.pin_cost;
        END;
        CREATE TRIGGER hash_cost_changed AFTER UPDATE OF pin_cost ON mailbox WHEN NEW.pin_cost IS NOT OLD.pin_cost BEGIN
            UPDATE hash_cost_count SET count = count - 1 WHERE cost = OLD.pin_cost;
            INSERT INTO hash_cost_count SELECT NEW.pin_cost, 1 WHERE NEW.pin_cost IS NOT NULL
                ON CONFLICT DO UPDATE SET count = count + 1;
        END;
        """
}
