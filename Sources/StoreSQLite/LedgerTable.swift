import GRDB
import Sealing
import VoicemailModel

/// The rows of one decision, inside its transaction. Every statement is prepared once per connection.
struct LedgerTable {
    let database: Database
    /// When this transaction decides.
    let time: StoreTime
    /// The keys of hashes that are sealed; nil where none are.
    var ring: Keyring?

    /// - Throws: `StoreError.corrupt` when somebody has made nonsense of a row.
    func read(_ scope: LedgerScope) throws -> LedgerRows {
        var rows = LedgerRows(time: time, id: scope.mailbox)
        if let id = scope.mailbox {
            let stored = try reader.mailbox(id)
            rows.mailbox = stored.mailbox
            rows.attempts = stored.attempts
            rows.reservations = try reservations(on: id)
        }
        for source in scope.sources + rows.reservations.compactMap(\.source) where rows.sources[source] == nil {
            let own = rows.reservations.count { $0.source == source }
            rows.sources[source] = SourceRow(
                record: try reader.source(source), reservedElsewhere: try reservationCount(of: source) - own)
        }
        return rows
    }

    /// Writes what a decision has changed.
    ///
    /// While an attempt is out, its mailbox and its source have their rows, whether something is counted there or not. Where the table
    /// takes no new row it is not reserved: otherwise a right PIN could be settled and a wrong one could not, and whoever is told
    /// UNAVAILABLE would know which it was, without being charged.
    func write(_ rows: LedgerRows, insteadOf former: LedgerRows, _ scope: LedgerScope) throws {
        if let id = scope.mailbox {
            if rows.mailbox != former.mailbox {
                if let mailbox = rows.mailbox { try put(mailbox, id) } else { try remove(id) }
            }
            if rows.attempts != former.attempts || rows.keepsAttempts != former.keepsAttempts {
                try write(rows.attempts, keepsRow: rows.keepsAttempts, id)
            }
            if rows.reservations != former.reservations {
                try write(rows.reservations, insteadOf: former.reservations, id)
            }
        }
        for (source, row) in rows.sources {
            let isOut = rows.isOut(source)
            if row.record != former.sources[source]?.record || isOut != former.isOut(source) {
                try write(row.record, keepsRow: isOut, source)
            }
        }
    }

    private var reader: RecordReader { RecordReader(database: database, ring: ring) }

    // MARK: Mailboxes

    private func put(_ mailbox: Mailbox, _ id: MailboxID) throws {
        let settings = mailbox.settings
        try run(
            """
            INSERT INTO mailbox (context, number, enable_voicemail_pin, voicemail_prompt, voicemail_play_datetime,
                enable_voicemail_notify, time_zone, email, pin_hash, pin_cost, must_change, pin_set_at_ms, pin_origin,
                pin_version)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
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
                pin_origin = excluded.pin_origin,
                pin_version = excluded.pin_version
            """,
            [
                id.context, id.number, settings.requiresPIN, settings.language?.text, settings.clock.rawValue,
                settings.notifies, settings.timeZone?.name, settings.email?.text, mailbox.pin?.encodedHash,
                mailbox.pin?.cost?.text, mailbox.pin?.mustChange ?? false, mailbox.pin?.setAt.milliseconds ?? 0,
                (mailbox.pin?.origin ?? .assigned).rawValue, mailbox.pin?.version ?? 1,
            ])
        try write(seal: mailbox.pin?.seal, id)
        try put(earlierHashes: mailbox.pin?.earlierHashes ?? [], id)
    }

    private func write(seal: StoredSeal?, _ id: MailboxID) throws {
        guard let ring else { return }
        let table = SealTable(database: database, ring: ring)
        if case .found(let seal) = seal { try table.write(seal, of: id) } else { try table.write(nil, of: id) }
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
    }

    // MARK: Attempts

    private func write(_ attempts: AttemptRecord, keepsRow: Bool, _ id: MailboxID) throws {
        guard keepsRow else {
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
            [id.context, id.number, attempts.failures, lockedUntil, attempts.lock == .forever, time.now.milliseconds])
    }

    private func write(_ record: SourceRecord?, keepsRow: Bool, _ source: Source) throws {
        let record = record ?? SourceRecord(failures: 0, windowStart: time.now)
        guard keepsRow || record.failures != 0 else {
            return try run("DELETE FROM source_failure WHERE source = ?", [source.key])
        }
        try run(
            """
            INSERT INTO source_failure (source, failures, window_start_ms) VALUES (?, ?, ?)
            ON CONFLICT DO UPDATE SET failures = excluded.failures, window_start_ms = excluded.window_start_ms
            """,
            [source.key, record.failures, record.windowStart.milliseconds])
    }

    // MARK: Reservations

    private func reservations(on id: MailboxID) throws -> [Reservation] {
        try database.all(
            "SELECT node, attempt, pin_version, until_ms, source FROM reservation WHERE context = ? AND number = ?",
            [id.context, id.number]
        ) { row in
            let columns = Columns(row: row, owner: "an attempt on mailbox \(id)", table: "reservation")
            return Reservation(
                id: AttemptID(
                    node: try columns.text("node"),
                    number: UInt64(bitPattern: try columns.integer("attempt"))),
                pinVersion: try columns.integer("pin_version"),
                until: try columns.closedTime("until_ms"),
                source: try columns.optional("source") { Source(key: $0) })
        }
    }

    private func reservationCount(of source: Source) throws -> Int {
        let statement = try database.cachedStatement(sql: "SELECT count(*) FROM reservation WHERE source = ?")
        return try Int.fetchOne(statement, arguments: [source.key]) ?? 0
    }

    private func write(_ reservations: [Reservation], insteadOf former: [Reservation], _ id: MailboxID) throws {
        for gone in former where !reservations.contains(where: { $0.id == gone.id }) {
            try run(
                "DELETE FROM reservation WHERE context = ? AND number = ? AND node = ? AND attempt = ?",
                [id.context, id.number, gone.id.node, Int64(bitPattern: gone.id.number)])
        }
        for reservation in reservations where !former.contains(reservation) {
            try run(
                """
                INSERT INTO reservation (context, number, node, attempt, pin_version, until_ms, source)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET
                    pin_version = excluded.pin_version, until_ms = excluded.until_ms, source = excluded.source
                """,
                [
                    id.context, id.number, reservation.id.node, Int64(bitPattern: reservation.id.number),
                    reservation.pinVersion, reservation.until.milliseconds, reservation.source?.key,
                ])
        }
    }

    private func run(_ sql: String, _ arguments: StatementArguments) throws {
        try database.cachedStatement(sql: sql).execute(arguments: arguments)
    }
}

extension LedgerRows {
    /// Whether the mailbox has a row for its attempts.
    fileprivate var keepsAttempts: Bool { attempts != .clear || !reservations.isEmpty }

    /// Whether an attempt of `source` is out.
    fileprivate func isOut(_ source: Source) -> Bool {
        (sources[source]?.reservedElsewhere ?? 0) > 0 || reservations.contains { $0.source == source }
    }
}
