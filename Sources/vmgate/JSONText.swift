import VoicemailModel

/// A value of JSON (RFC 8259), written in the order that it was put together in.
indirect enum JSONText {
    case string(String)
    case number(Int)
    /// A finite number, written to three decimals.
    case decimal(Double)
    case boolean(Bool)
    case array([JSONText])
    case object([(key: String, value: JSONText)])

    var text: String {
        switch self {
        case .string(let string): Self.quoted(string)
        case .number(let number): String(number)
        case .decimal(let number): String((number * 1000).rounded() / 1000)
        case .boolean(let value): String(value)
        case .array(let values): "[\(values.map(\.text).joined(separator: ","))]"
        case .object(let members):
            "{\(members.map { "\(Self.quoted($0.key)):\($0.value.text)" }.joined(separator: ","))}"
        }
    }

    /// RFC 8259 §7. All that a terminal would obey is escaped, that too which need not be: such a text may go to one.
    private static func quoted(_ string: String) -> String {
        var quoted = "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case _ where scalar.commandsTerminal:
                for unit in UTF16.encode(scalar).map({ Array($0) }) ?? [] {
                    let digits = String(unit, radix: 16)
                    quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
