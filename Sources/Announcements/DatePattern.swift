/// A CLDR date pattern such as `EEEE, d. MMMM y 'um' HH:mm`, taken apart once so that writing a date only joins pieces.
struct DatePattern {
    private let pieces: [Piece]

    private enum Piece {
        case literal(String)
        /// A number with leading zeros up to a length.
        case number(Number, length: Int)
        /// Of seven, Monday first.
        case weekday([String])
        /// Of twelve.
        case month([String])
        /// Of 48: for each hour the name at the full hour and the one behind it.
        case dayPeriod([String])
    }

    private enum Number {
        case year, month, day, minute
        /// 0–23, 1–24, 1–12 and 0–11.
        case hour0To23, hour1To24, hour1To12, hour0To11
    }

    /// Where the names in a pattern come from; each call names one field of the pattern, such as `MMMM`.
    struct Names {
        let weekdays: (String) -> [String]
        let months: (String) -> [String]
        let dayPeriods: (String) -> [String]
    }

    /// Nil when the pattern has a field that is not known here.
    init?(_ pattern: String, names: Names) {
        var pieces: [Piece] = []
        for token in Self.tokens(of: pattern) {
            switch token {
            case .literal(let text):
                pieces.append(.literal(text))
            case .field(let letter, let length):
                guard let piece = Self.piece(letter, length: length, names: names) else { return nil }
                pieces.append(piece)
            }
        }
        self.pieces = pieces
    }

    /// Whether the hour is one of the twelve-hour clock; nil when there is no hour.
    var isTwelveHour: Bool? {
        for case .number(let number, _) in pieces {
            switch number {
            case .hour1To12, .hour0To11: return true
            case .hour0To23, .hour1To24: return false
            case .year, .month, .day, .minute: continue
            }
        }
        return nil
    }

    func write(_ fields: CalendarFields, to text: inout String) {
        for piece in pieces {
            switch piece {
            case .literal(let literal): text += literal
            case .number(let number, let length): Self.write(Self.value(of: number, in: fields), length, to: &text)
            case .weekday(let names): text += names[fields.weekday - 1]
            case .month(let names): text += names[fields.month - 1]
            case .dayPeriod(let names): text += names[fields.hour * 2 + (fields.minute == 0 ? 0 : 1)]
            }
        }
    }

    // MARK: Taking a pattern apart (UTS #35, Date Format Patterns)

    private enum Token {
        case literal(String)
        case field(Unicode.Scalar, length: Int)
    }

    private static func tokens(of pattern: String) -> [Token] {
        var tokens: [Token] = []
        var literal = String.UnicodeScalarView()
        var scalars = Array(pattern.unicodeScalars)[...]
        var isQuoted = false
        while let scalar = scalars.popFirst() {
            if scalar == "'" {
                // Two quotes, inside a quotation or outside of it, stand for one.
                if scalars.first == "'" {
                    literal.append(scalar)
                    scalars.removeFirst()
                } else {
                    isQuoted.toggle()
                }
            } else if !isQuoted, isFieldLetter(scalar) {
                var length = 1
                while scalars.first == scalar {
                    scalars.removeFirst()
                    length += 1
                }
                if !literal.isEmpty { tokens.append(.literal(PlainText.plain(String(literal)))) }
                literal.removeAll()
                tokens.append(.field(scalar, length: length))
            } else {
                literal.append(scalar)
            }
        }
        if !literal.isEmpty { tokens.append(.literal(PlainText.plain(String(literal)))) }
        return tokens
    }

    private static func isFieldLetter(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
    }

    private static func piece(_ letter: Unicode.Scalar, length: Int, names: Names) -> Piece? {
        let field = String(repeating: String(letter), count: length)
        switch (letter, length) {
        case ("y", 1), ("y", 3...): return .number(.year, length: length)
        case ("M", 1...2), ("L", 1...2): return .number(.month, length: length)
        case ("d", 1...2): return .number(.day, length: length)
        case ("m", 1...2): return .number(.minute, length: length)
        case ("H", 1...2): return .number(.hour0To23, length: length)
        case ("k", 1...2): return .number(.hour1To24, length: length)
        case ("h", 1...2): return .number(.hour1To12, length: length)
        case ("K", 1...2): return .number(.hour0To11, length: length)
        case ("E", _), ("c", 3...): return .weekday(names.weekdays(field).map(PlainText.plain))
        case ("M", 3...), ("L", 3...): return .month(names.months(field).map(PlainText.plain))
        case ("a", _), ("b", _), ("B", _): return .dayPeriod(names.dayPeriods(field).map(PlainText.plain))
        default: return nil
        }
    }

    // MARK: Writing

    private static func value(of number: Number, in fields: CalendarFields) -> Int {
        switch number {
        case .year: fields.year
        case .month: fields.month
        case .day: fields.day
        case .minute: fields.minute
        case .hour0To23: fields.hour
        case .hour1To24: fields.hour == 0 ? 24 : fields.hour
        case .hour1To12: fields.hour12
        case .hour0To11: fields.hour % 12
        }
    }

    private static func write(_ value: Int, _ length: Int, to text: inout String) {
        var missing = length
        var rest = value
        repeat {
            missing -= 1
            rest /= 10
        } while rest > 0
        while missing > 0 {
            text += "0"
            missing -= 1
        }
        text += String(value)
    }
}
