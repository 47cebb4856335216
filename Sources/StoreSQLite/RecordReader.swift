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
        let key: StatementArguments = [id.context, id.number]
        let mailbox = try row("SELECT * FROM mailbox WHERE context = ? AND number = ?", key)
        let attempts = try row("SELECT * FROM attempt WHERE context = ? AND number = ?", key)
        var stored = try mailbox.map { try self.mailbox(id, Columns(row: $0, owner: "mailbox \(id)")) }
        if let ring, stored?.pin != nil {
            let seal = try SealTable(database: database, ring: ring).seal(of: id)
            stored?.pin?.seal = seal.map { .sealed($0) } ?? .missing
        }
        return StoredMailbox(
            mailbox: stored,
            attempts: try attempts.map { try self.attempts(Columns(row: $0, owner: "mailbox \(id)")) } ?? .clear)
    }

    func source(_ source: Source) throws -> SourceRecord? {
        guard let row = try row("SELECT * FROM source_failure WHERE source = ?", [source.key]) else { return nil }
        // The source is left out of the sentence: it may be a caller's number, and this goes to a log.
        let columns = Columns(row: row, owner: "a source")
        let record = SourceRecord(
            failures: try columns.count("failures"),
            windowStart: UnixTime(milliseconds: try columns.integer("window_start_ms")))
        // There is a row while an attempt is out, too.
        return record.failures == 0 ? nil : record
    }

    /// The mailboxes with attempts that nobody will settle any more.
    func mailboxesWithReservations(before moment: UnixTime) throws -> [MailboxID] {
        let statement = try database.cachedStatement(
            sql: "SELECT DISTINCT number, context FROM reservation WHERE until_ms <= ?")
        return try Row.fetchAll(statement, arguments: [moment.milliseconds]).map {
            try Columns(row: $0, owner: "a reservation").mailbox()
        }
    }

    func count() throws -> Int {
        guard let row = try row("SELECT count FROM mailbox_count", []) else {
            throw StoreError.corrupt("the database has lost its count of mailboxes")
        }
        return try Columns(row: row, owner: "the count of mailboxes").count("count")
    }

    func row(_ sql: String, _ arguments: StatementArguments) throws -> Row? {
        try Row.fetchOne(database.cachedStatement(sql: sql), arguments: arguments)
    }

    private func mailbox(_ id: MailboxID, _ columns: Columns) throws -> Mailbox {
        // Taken as it is: hashing knows a good string from a bad one, and treats a bad one as a PIN that never fits.
        let encodedHash = try columns.optional("pin_hash") { $0 }
        return Mailbox(
            settings: try columns.settings(), pin: try encodedHash.map { try pin($0, of: id, columns) })
    }

    private func pin(_ encodedHash: String, of id: MailboxID, _ columns: Columns) throws -> PINRecord {
        PINRecord(
            encodedHash: encodedHash, cost: try columns.optional("pin_cost") { HashCost(encodedHash: $0) },
            mustChange: try columns.boolean("must_change"),
            setAt: UnixTime(milliseconds: try columns.integer("pin_set_at_ms")),
            origin: try columns.required("pin_origin") { PINRecord.Origin(rawValue: $0) },
            version: try columns.integer("pin_version"),
            earlierHashes: try earlierHashes(of: id))
    }

    /// The latest first.
    private func earlierHashes(of id: MailboxID) throws -> [String] {
        let statement = try database.cachedStatement(
            sql: "SELECT pin_hash FROM pin_history WHERE context = ? AND number = ? ORDER BY position")
        return try String.fetchAll(statement, arguments: [id.context, id.number])
    }

    func attempts(_ columns: Columns) throws -> AttemptRecord {
        let lock: AttemptRecord.Lock =
            if try columns.boolean("locked_forever") {
                .forever
            } else if let end = try columns.optionalInteger("locked_until_ms") {
                .until(UnixTime(milliseconds: end))
            } else {
                .open
            }
        return AttemptRecord(failures: try columns.count("failures"), lock: lock)
    }
}
