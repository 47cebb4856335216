import GRDB
import Sealing
import VoicemailModel

/// Writes changes inside a transaction. Every statement is prepared once per connection.
struct ChangeWriter {
    let database: Database
    /// When this transaction writes.
    let now: UnixTime
    /// The keys of hashes that are sealed; nil where none are.
    var ring: Keyring?

    func write(_ change: MailboxChange) throws {
        switch change.existence {
        case .unchanged: break
        case .put(let mailbox): try put(mailbox, change.id)
        case .remove: try remove(change.id)
        }
        if let attempts = change.attempts { try write(attempts, change.id) }
        if let (source, record) = change.source { try write(record, source) }
    }

    private func put(_ mailbox: Mailbox, _ id: MailboxID) throws {
        let settings = mailbox.settings
        try run(
            """
            INSERT INTO mailbox (context, number, enable_voicemail_pin, voicemail_prompt, voicemail_play_datetime,
                enable_voicemail_notify, time_zone, email, pin_hash, pin_cost, must_change, pin_set_at_ms, pin_origin)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET
                enable_voicemail_pin = excluded.enable_voicemail_pin,
                voicemail_prompt = excluded.voicemail_prompt,
                voicemail_play_datetime = excluded.voicemail_play_datetime,
                enable_voicemail_notify = excluded.enable_voicemail_notify,
                time_zone = excluded.time_zone,
                email = excluded.email,
                pin_hash = excluded.pin_hash,
                pin_cost = excluded.pin_cost,
                must_change = excluded.must_change,
                pin_set_at_ms = excluded.pin_set_at_ms,
                pin_origin = excluded.pin_origin
            """,
            [
                id.context, id.number, settings.requiresPIN, settings.language?.text, settings.clock.rawValue,
                settings.notifies, settings.timeZone?.name, settings.email?.text, mailbox.pin?.encodedHash,
                mailbox.pin?.cost?.text, mailbox.pin?.mustChange ?? false, mailbox.pin?.setAt.milliseconds ?? 0,
                (mailbox.pin?.origin ?? .assigned).rawValue,
            ])
        try write(seal: mailbox.pin?.seal, id)
        try put(earlierHashes: mailbox.pin?.earlierHashes ?? [], id)
    }

    private func write(seal: HashSealing?, _ id: MailboxID) throws {
        guard let ring else { return }
        let table = SealTable(database: database, ring: ring)
        if case .sealed(let seal) = seal { try table.write(seal, of: id) } else { try table.write(nil, of: id) }
    }

    /// All of them are written again: there are few, and rarely any.
    private func put(earlierHashes hashes: [String], _ id: MailboxID) throws {
        try run("DELETE FROM pin_history WHERE context = ? AND number = ?", [id.context, id.number])
        for (index, hash) in hashes.enumerated() {
            try run(
                "INSERT INTO pin_history (context, number, position, pin_hash) VALUES (?, ?, ?, ?)",
                [id.context, id.number, index + 1, hash])
        }
    }

    private func remove(_ id: MailboxID) throws {
        try run("DELETE FROM mailbox WHERE context = ? AND number = ?", [id.context, id.number])
        try write(seal: nil, id)
        try write(.clear, id)
    }

    private func write(_ attempts: AttemptRecord, _ id: MailboxID) throws {
        guard attempts != .clear else {
            return try run("DELETE FROM attempt WHERE context = ? AND number = ?", [id.context, id.number])
        }
        var lockedUntil: Int64?
        if case .until(let end) = attempts.lock { lockedUntil = end.milliseconds }
        try run(
            """
            INSERT INTO attempt (context, number, failures, locked_until_ms, locked_forever, written_ms)
            VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET
                failures = excluded.failures,
                locked_until_ms = excluded.locked_until_ms,
                locked_forever = excluded.locked_forever,
                written_ms = excluded.written_ms
            """,
            [id.context, id.number, attempts.failures, lockedUntil, attempts.lock == .forever, now.milliseconds])
    }

    func write(_ record: SourceRecord, _ source: Source) throws {
        guard record.failures != 0 else {
            return try run("DELETE FROM source_failure WHERE source = ?", [source.key])
        }
        try run(
            """
            INSERT INTO source_failure (source, failures, window_start_ms) VALUES (?, ?, ?)
            ON CONFLICT DO UPDATE SET failures = excluded.failures, window_start_ms = excluded.window_start_ms
            """,
            [source.key, record.failures, record.windowStart.milliseconds])
    }

    private func run(_ sql: String, _ arguments: StatementArguments) throws {
        try database.cachedStatement(sql: sql).execute(arguments: arguments)
    }
}
