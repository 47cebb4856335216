import VoicemailModel

extension RequestParser {
    func add() throws(ReplyError) -> Request {
        guard count >= 1 else { throw usage }
        let choice = try newPIN(at: 1)
        let fields = try fields(from: choice.next)
        let mailbox = try mailbox(at: 0)
        guard let encodedHash = fields.pin.encodedHash else {
            return .add(mailbox, choice.pin ?? .noPIN, fields.assignments, mustChange: fields.pin.mustChange)
        }
        // A PIN and a hash made elsewhere contradict each other.
        guard choice.pin == nil else { throw usage }
        return .add(mailbox, .encoded(encodedHash), fields.assignments, mustChange: fields.pin.mustChange)
    }

    func set() throws(ReplyError) -> Request {
        guard count >= 2 else { throw usage }
        let fields = try fields(from: 1)
        return .set(try mailbox(at: 0), fields.assignments, fields.pin)
    }

    func reset() throws(ReplyError) -> Request {
        guard count >= 1, count == 1 || !self[1].isWord("NOPIN") else { throw usage }
        let choice = try newPIN(at: 1)
        guard count == choice.next else { throw usage }
        return .reset(try mailbox(at: 0), choice.pin ?? .generate)
    }

    func key() throws(ReplyError) -> Request {
        try expect(1...1)
        if self[0].isWord("STATUS") { return .key(.status) }
        guard self[0].isWord("ROTATE") else { throw usage }
        return .key(.rotate)
    }

    /// `UNLOCK SOURCE` alone is a mailbox of that name.
    func unlock() throws(ReplyError) -> Request {
        try expect(1...2)
        guard count == 2 else { return .unlock(try mailbox(at: 0)) }
        guard self[0].isWord("SOURCE") else { throw usage }
        return .unlockSource(try source(at: 1))
    }

    /// `[PIN pin | GENERATE | NOPIN]` at `index`, and where what follows begins.
    private func newPIN(at index: Int) throws(ReplyError) -> (pin: NewPIN?, next: Int) {
        guard count > index else { return (nil, index) }
        if self[index].isWord("GENERATE") { return (.generate, index + 1) }
        if self[index].isWord("NOPIN") { return (.noPIN, index + 1) }
        guard self[index].isWord("PIN") else { return (nil, index) }
        guard count > index + 1 else { throw usage }
        return (.chosen(secret(at: index + 1)), index + 2)
    }

    private struct Fields {
        var assignments: [SettingAssignment] = []
        var pin = PINAssignment()
    }

    private enum Field: Equatable {
        case setting(Setting)
        case encodedHash
        case mustChange

        static let names = Setting.allCases.map(\.rawValue) + [encodedHash.name, mustChange.name]

        init?(name: String) {
            if name == Self.encodedHash.name {
                self = .encodedHash
            } else if name == Self.mustChange.name {
                self = .mustChange
            } else if let setting = Setting(rawValue: name) {
                self = .setting(setting)
            } else {
                return nil
            }
        }

        var name: String {
            switch self {
            case .setting(let setting): setting.rawValue
            case .encodedHash: "pin_hash"
            case .mustChange: "must_change"
            }
        }
    }

    private enum Setting: String, CaseIterable {
        case requiresPIN = "enable_voicemail_pin"
        case language = "voicemail_prompt"
        case clock = "voicemail_play_datetime"
        case notifies = "enable_voicemail_notify"
        case timeZone = "time_zone"
        case email
    }

    /// `field=value …` to the end.
    private func fields(from index: Int) throws(ReplyError) -> Fields {
        var fields = Fields()
        var seen: [Field] = []
        for position in index..<max(index, count) {
            let argument = self[position]
            guard let equals = argument.firstIndex(of: UInt8(ascii: "=")) else { throw usage }
            let field = try field(named: argument[0..<equals])
            guard !seen.contains(field) else { throw .badValue(field: field.name, "a field may be given only once") }
            seen.append(field)
            let value = argument[equals + 1..<argument.count]
            switch field {
            case .encodedHash: fields.pin.encodedHash = try encodedHash(value)
            case .mustChange: fields.pin.mustChange = try boolean(value, field: field.name)
            case .setting(let setting): fields.assignments.append(try assignment(of: setting, value))
            }
        }
        return fields
    }

    private func field(named name: ByteView) throws(ReplyError) -> Field {
        let sentence = "the fields are " + Field.names.joined(separator: ", ")
        // Only letters and underscores: that is not a PIN, and may be named.
        let isHarmless =
            name.count <= 32 && !name.isEmpty
            && name.bytes.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || $0 == UInt8(ascii: "_") }
        guard isHarmless else { throw .badValue(field: "field", sentence) }
        let text = String(decoding: name.bytes, as: UTF8.self)
        guard let field = Field(name: text) else {
            throw .badValue(field: text, "there is no such field; " + sentence)
        }
        return field
    }

    private func assignment(of setting: Setting, _ value: ByteView) throws(ReplyError) -> SettingAssignment {
        switch setting {
        case .requiresPIN: .requiresPIN(try boolean(value, field: setting.rawValue))
        case .notifies: .notifies(try boolean(value, field: setting.rawValue))
        case .language: .language(value.isEmpty ? nil : try language(value, field: setting.rawValue))
        case .timeZone: .timeZone(value.isEmpty ? nil : try timeZone(value, field: setting.rawValue))
        case .email: .email(value.isEmpty ? nil : try email(value))
        case .clock: .clock(try clockFormat(value))
        }
    }

    private func boolean(_ value: ByteView, field: String) throws(ReplyError) -> Bool {
        switch value.printableText {
        case "true": true
        case "false": false
        default: throw .badValue(field: field, "the value is true or false")
        }
    }

    private func clockFormat(_ value: ByteView) throws(ReplyError) -> ClockFormat {
        guard let format = value.printableText.flatMap(ClockFormat.init(rawValue:)) else {
            throw .badValue(
                field: Setting.clock.rawValue, "the value is DISABLE, 12_HOUR_CLOCK or 24_HOUR_CLOCK")
        }
        return format
    }

    private func email(_ value: ByteView) throws(ReplyError) -> EmailAddress {
        guard let address = value.printableText.flatMap({ EmailAddress($0) }) else {
            throw .badValue(field: Setting.email.rawValue, "the value is an address as in RFC 5321, or nothing")
        }
        return address
    }

    private func encodedHash(_ value: ByteView) throws(ReplyError) -> String {
        guard Limits.encodedHashLength.contains(value.count), let text = value.printableText, value.isASCII,
            !text.contains(" ")
        else {
            throw .badValue(
                field: Field.encodedHash.name,
                "the value is an Argon2 string of at most \(Limits.encodedHashLength.upperBound) characters")
        }
        return text
    }
}
