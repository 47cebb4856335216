import GRDB
import VoicemailModel

/// The columns of one row, each checked as it is read.
struct Columns {
    let row: Row
    let owner: String

    func mailbox() throws -> MailboxID {
        let number = try required("number") { $0 }
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
        if case .null = storage(name) { return nil }
        return try required(name, make)
    }

    func required<Value>(_ name: String, _ make: (String) -> Value?) throws -> Value {
        guard case .string(let text) = storage(name), let value = make(text) else { throw invalid(name) }
        return value
    }

    func boolean(_ name: String) throws -> Bool {
        switch try integer(name) {
        case 0: false
        case 1: true
        default: throw invalid(name)
        }
    }

    func count(_ name: String) throws -> Int {
        guard let count = Int(exactly: try integer(name)), count >= 0 else { throw invalid(name) }
        return count
    }

    func optionalInteger(_ name: String) throws -> Int64? {
        if case .null = storage(name) { return nil }
        return try integer(name)
    }

    func integer(_ name: String) throws -> Int64 {
        guard case .int64(let value) = storage(name) else { throw invalid(name) }
        return value
    }

    private func storage(_ name: String) -> DatabaseValue.Storage? {
        (row[name] as DatabaseValue?)?.storage
    }

    private func invalid(_ name: String) -> StoreError {
        StoreError.corrupt("the database has an invalid \(name) for \(owner)")
    }
}
