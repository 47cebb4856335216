import GRDB
import Sealing
import VoicemailModel

/// Reads rows back into values that cannot be wrong. A row that somebody made nonsense of is an error that names the
/// mailbox and the column, so that it can be repaired, and nobody gets in on a guess of what it meant.
struct RecordReader {
    let database: Database
    /// The keys of hashes that are sealed; nil where none are, and then nothing is looked up about seals.
    var ring: Keyring?

    func mailbox(_ id: MailboxID) throws -> StoredMailbox {
        let (key, owner): (StatementArguments, String) = ([id.context, id.number], "mailbox \(id)")
        var mailbox = try database.first("SELECT * FROM mailbox WHERE context = ? AND number = ?", key) {
            try self.mailbox(id, Columns(row: $0, owner: owner))
        }
        let attempts = try database.first("SELECT * FROM attempt WHERE context = ? AND number = ?", key) {
            try self.attempts(Columns(row: $0, owner: owner, table: "attempt"))
        }
        if let ring, mailbox?.pin != nil {
            let seal = try SealTable(database: database, ring: ring).seal(of: id)
            mailbox?.pin?.seal = seal.map { .found($0) } ?? .missing
        }
        return StoredMailbox(mailbox: mailbox, attempts: attempts ?? .clear)
    }

    func source(_ source: Source) throws -> SourceRecord? {
        let record = try database.first("SELECT * FROM source_failure WHERE source = ?", [source.key]) { row in
            // The source is left out of the sentence: it may be a caller's number, and this goes to a log.
            let columns = Columns(row: row, owner: "a source", table: "source_failure")
            return SourceRecord(
                failures: try columns.count("failures"), windowStart: try columns.closedTime("window_start_ms"))
        }
        // There is a row while an attempt is out, too.
        return record?.failures == 0 ? nil : record
    }

    /// The mailboxes with attempts that nobody will settle any more.
    func mailboxesWithReservations(before moment: UnixTime) throws -> [MailboxID] {
        try database.all(
            "SELECT DISTINCT number, context FROM reservation WHERE until_ms <= ?", [moment.milliseconds]
        ) {
            try Columns(row: $0, owner: "the mailbox of a reservation", table: "reservation").mailbox()
        }
    }

    func count() throws -> Int {
        let count = try database.first("SELECT count FROM mailbox_count") {
            try Columns(row: $0, owner: "the count of mailboxes", table: "mailbox_count").count("count")
        }
        guard let count else {
            throw StoreError.corrupt("the database has lost its count of mailboxes (table mailbox_count)")
        }
        return count
    }

    private func mailbox(_ id: MailboxID, _ columns: Columns) throws -> Mailbox {
        // Taken as it is: hashing knows a good string from a bad one, and treats a bad one as a PIN that never fits.
        let encodedHash = try columns.optionalText("pin_hash")
        return Mailbox(
            settings: try columns.settings(), pin: try encodedHash.map { try pin($0, of: id, columns) })
    }

    private func pin(_ encodedHash: String, of id: MailboxID, _ columns: Columns) throws -> PINRecord {
        PINRecord(
            encodedHash: encodedHash, cost: try columns.optional("pin_cost") { HashCost(encodedHash: $0) },
            mustChange: try columns.boolean("must_change"),
            setAt: try columns.time("pin_set_at_ms"),
            origin: try columns.required("pin_origin") { PINRecord.Origin(rawValue: $0) },
            version: try columns.integer("pin_version"),
            earlierHashes: try earlierHashes(of: id))
    }

    /// The latest first.
    private func earlierHashes(of id: MailboxID) throws -> [String] {
        try database.all(
            "SELECT pin_hash FROM pin_history WHERE context = ? AND number = ? ORDER BY position LIMIT ?",
            [id.context, id.number, Limits.pinHistory.upperBound]
        ) {
            try Columns(row: $0, owner: "mailbox \(id)", table: "pin_history").text("pin_hash")
        }
    }

    func attempts(_ columns: Columns) throws -> AttemptRecord {
        let lock: AttemptRecord.Lock =
            if try columns.boolean("locked_forever") {
                .forever
            } else if try columns.isNull("locked_until_ms") {
                .open
            } else {
                .until(try columns.closedTime("locked_until_ms"))
            }
        return AttemptRecord(failures: try columns.count("failures"), lock: lock)
    }
}
