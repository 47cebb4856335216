import GRDB
import VoicemailModel

/// The columns of one row, each checked as it is read: somebody may have put anything there.
struct Columns {
    let row: Row
    /// Whose row it is, for the sentence about what is wrong with it.
    let owner: String
    /// The table that it is in.
    var table = "mailbox"

    /// The same columns, which are another table's in a row of several.
    func of(_ table: String) -> Columns {
        Columns(row: row, owner: owner, table: table)
    }

    /// The same columns, of which it is known now whose they are.
    func of(owner: String) -> Columns {
        Columns(row: row, owner: owner, table: table)
    }

    func mailbox() throws -> MailboxID {
        let number = try text("number")
        return try required("context") { MailboxID(number: number, context: $0) }
    }

    func settings() throws -> MailboxSettings {
        MailboxSettings(
            requiresPIN: try boolean("enable_voicemail_pin"),
            language: try optional("voicemail_prompt") { LanguageTag($0) },
            clock: try required("voicemail_play_datetime") { ClockFormat(rawValue: $0) },
            notifies: try boolean("enable_voicemail_notify"),
            timeZone: try optional("time_zone") { TimeZoneName($0) },
            email: try optional("email") { EmailAddress($0) })
    }

    func optional<Value>(_ name: String, _ make: (String) -> Value?) throws -> Value? {
        if case .null = try value(name) { return nil }
        return try required(name, make)
    }

    func required<Value>(_ name: String, _ make: (String) -> Value?) throws -> Value {
        guard case .text(let text) = try value(name), let value = make(text) else { throw invalid(name) }
        return value
    }

    func text(_ name: String) throws -> String {
        try required(name) { $0 }
    }

    func optionalText(_ name: String) throws -> String? {
        try optional(name) { $0 }
    }

    func bytes(_ name: String) throws -> [UInt8] {
        guard case .bytes(let bytes) = try value(name) else { throw invalid(name) }
        return bytes
    }

    func boolean(_ name: String) throws -> Bool {
        switch try integer(name) {
        case 0: false
        case 1: true
        default: throw invalid(name)
        }
    }

    /// - Throws: also when it is more than there can be of anything.
    func count(_ name: String) throws -> Int {
        let count = try integer(name)
        guard Limits.storedCount.contains(count) else { throw invalid(name) }
        return Int(count)
    }

    func time(_ name: String) throws -> UnixTime {
        let milliseconds = try integer(name)
        guard Limits.storedMilliseconds.contains(milliseconds) else { throw invalid(name) }
        return UnixTime(milliseconds: milliseconds)
    }

    /// A time until which, or from which on, somebody is kept out. One that is too late does that too, and is the last one that
    /// there is.
    func closedTime(_ name: String) throws -> UnixTime {
        let milliseconds = min(try integer(name), Limits.storedMilliseconds.upperBound)
        guard Limits.storedMilliseconds.contains(milliseconds) else { throw invalid(name) }
        return UnixTime(milliseconds: milliseconds)
    }

    func isNull(_ name: String) throws -> Bool {
        try value(name) == .null
    }

    func integer(_ name: String) throws -> Int64 {
        guard case .integer(let value) = try value(name) else { throw invalid(name) }
        return value
    }

    func optionalInteger(_ name: String) throws -> Int64? {
        try isNull(name) ? nil : try integer(name)
    }

    private func value(_ name: String) throws -> StoredValue {
        try row.decode(StoredValue?.self, forColumn: name) ?? .null
    }

    func invalid(_ name: String) -> StoreError {
        StoreError.corrupt("the database has an invalid \(name) for \(owner) (table \(table))")
    }
}

extension Database {
    /// Calls `make` with the first row of a statement, which is prepared once for each connection.
    func first<Value>(
        _ sql: String, _ arguments: StatementArguments = [], _ make: (Row) throws -> Value
    ) throws -> Value? {
        let rows = try Row.fetchCursor(cachedStatement(sql: sql), arguments: arguments)
        // With the cursor goes what the row has.
        return try withExtendedLifetime(rows) { try rows.next().map(make) }
    }

    /// What `make` makes of each row of a statement, likewise.
    func all<Value>(
        _ sql: String, _ arguments: StatementArguments = [], _ make: (Row) throws -> Value
    ) throws -> [Value] {
        let rows = try Row.fetchCursor(cachedStatement(sql: sql), arguments: arguments)
        var values: [Value] = []
        while let row = try rows.next() { values.append(try make(row)) }
        return values
    }
}
