/// A CLDR date pattern such as `EEEE, d. MMMM y 'um' HH:mm`, taken apart (UTS #35, Date Format Patterns).
struct DatePattern {
    /// Where the names in a pattern come from; each call names one field of the pattern, such as `MMMM`.
    struct Names {
        /// Of seven, Monday first.
        let weekdays: (String) -> [String]
        /// Of twelve.
        let months: (String) -> [String]
        /// Of 48: for each hour the name at the full hour and the one behind it.
        let dayPeriods: (String) -> [String]
        /// The one that there is.
        let era: (String) -> String
        /// What is before a year that is less than 0.
        let minus: String
    }

    let template: FieldTemplate
    /// Whether the hour is one of the twelve-hour clock; nil when there is no hour.
    let isTwelveHour: Bool?

    /// - Parameter pieces: of the pattern, each whole in itself: no quotation begins in one and ends in another.
    /// - Returns: nil when the pattern has a field that is not known here.
    init?(_ pieces: [String], names: Names) {
        let template = FieldTemplate()
        var isTwelveHour: Bool?
        for token in pieces.flatMap(Self.tokens) {
            switch token {
            case .literal(let text):
                template.append(PlainText.plain(text))
            case .field(let letter, let length):
                guard Self.append(letter, length: length, names: names, to: template) else { return nil }
                if "hK".unicodeScalars.contains(letter) { isTwelveHour = true }
                if "Hk".unicodeScalars.contains(letter) { isTwelveHour = false }
            }
        }
        self.template = template
        self.isTwelveHour = isTwelveHour
    }

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
                let length = 1 + scalars.prefix { $0 == scalar }.count
                scalars.removeFirst(length - 1)
                tokens.append(.literal(String(literal)))
                literal.removeAll()
                tokens.append(.field(scalar, length: length))
            } else {
                literal.append(scalar)
            }
        }
        tokens.append(.literal(String(literal)))
        return tokens.filter { token in
            if case .literal("") = token { false } else { true }
        }
    }

    private static func isFieldLetter(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
    }

    /// False when the field is not known.
    private static func append(
        _ letter: Unicode.Scalar, length: Int, names: Names, to template: FieldTemplate
    ) -> Bool {
        let field = String(repeating: String(letter), count: length)
        func appendNumbers(_ selector: FieldTemplate.Selector, _ numbers: some Sequence<Int>) {
            template.append(selector, numbers.map { length == 2 && $0 < 10 ? "0\($0)" : "\($0)" })
        }
        switch (letter, length) {
        case ("y", 1), ("y", 3...4): template.appendYear(minimumDigits: length, minus: PlainText.plain(names.minus))
        case ("G", _): template.append(PlainText.plain(names.era(field)))
        case ("M", 1...2), ("L", 1...2): appendNumbers(.month, 1...12)
        case ("d", 1...2): appendNumbers(.day, 1...31)
        case ("H", 1...2): appendNumbers(.hour, 0...23)
        case ("k", 1...2): appendNumbers(.hour, (0...23).map { $0 == 0 ? 24 : $0 })
        case ("h", 1...2): appendNumbers(.hour, (0...23).map(CalendarFields.hour12))
        case ("K", 1...2): appendNumbers(.hour, (0...23).map { $0 % 12 })
        case ("m", 1...2): appendNumbers(.minute, 0...59)
        case ("E", _), ("c", 3...): template.append(.weekday, names.weekdays(field).map(PlainText.plain))
        case ("M", 3...), ("L", 3...): template.append(.month, names.months(field).map(PlainText.plain))
        case ("a", _), ("b", _), ("B", _):
            template.append(.halfOfHour, names.dayPeriods(field).map(PlainText.plain))
        default: return false
        }
        return true
    }
}
