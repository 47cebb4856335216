import GRDB

extension Schema {
    /// Attempts that are out, each a row of its own, so that what is settled and what is out are never confused; and a version of each
    /// mailbox's PIN, by which an attempt knows that it was hashed against another.
    ///
    /// Before there were these, what was out stood in `attempt` as if it had failed. Where a server was killed it stays there, as a
    /// failure.
    static let reservations = """
        ALTER TABLE mailbox ADD COLUMN pin_version INTEGER NOT NULL DEFAULT 1;

        CREATE TABLE reservation (
            context TEXT NOT NULL,
            number TEXT NOT NULL,
            node TEXT NOT NULL,
            attempt INTEGER NOT NULL,
            pin_version INTEGER NOT NULL,
            until_ms INTEGER NOT NULL,
            source TEXT,
            PRIMARY KEY (number, context, node, attempt)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX reservation_of_source ON reservation (source) WHERE source IS NOT NULL;
        """

    /// This process has the database for itself: whoever made what is out does not live any more.
    static func endReservations(_ database: Database) throws {
        // A row that cannot be read cannot be written either, and fails whoever it is about.
        let columns = [
            ("context", "text"), ("number", "text"), ("node", "text"), ("attempt", "integer"),
            ("pin_version", "integer"), ("until_ms", "integer"), ("ifnull(source, '')", "text"),
        ]
        let isReadable = columns.map { "typeof(\($0.0)) = '\($0.1)'" }.joined(separator: " AND ")
        try database.execute(sql: "UPDATE reservation SET until_ms = 0 WHERE until_ms > 0 AND \(isReadable)")
    }
}
