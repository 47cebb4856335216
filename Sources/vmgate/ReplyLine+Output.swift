import LineClient
import Settings
import VoicemailModel

extension ReplyLine {
    /// Fields that name something: digits in them are no number.
    private static let names: Set<String> = [
        "active", "email", "key", "keys", "mailbox", "name", "pin", "source", "time_zone", "version",
        "voicemail_prompt",
    ]

    /// The fields as members of a JSON object: `true` and `false` become Booleans, whole numbers numbers.
    var members: [(key: String, value: JSONText)] {
        fields.map { ($0.key, Self.json($0)) }
    }

    /// The fields for a reader, one on each line, in two columns.
    var table: String {
        let width = fields.map(\.key.count).max() ?? 0
        return fields.map { field in
            let gap = String(repeating: " ", count: width - field.key.count + 2)
            return TerminalText.cleaned(field.key + gap + field.value) + "\n"
        }.joined()
    }

    private static func json(_ field: Field) -> JSONText {
        if names.contains(field.key) { return .string(field.value) }
        if let value = Bool(field.value) { return .boolean(value) }
        if let number = Int(digits: field.value) { return .number(number) }
        return .string(field.value)
    }
}
