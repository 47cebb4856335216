/// A text with places that a date and time fill in, made once and written often.
///
/// Everything that may stand in a place is spelled out beforehand, so that writing only copies bytes.
struct FieldTemplate {
    /// What chooses among the entries of a place.
    enum Selector {
        /// One entry, whatever the moment.
        case always
        /// 7 entries, Monday first.
        case weekday
        /// 31 entries.
        case day
        /// 12 entries.
        case month
        /// 24 entries.
        case hour
        /// 60 entries.
        case minute
        /// 48 entries: for each hour one at the full hour and one behind it.
        case halfOfHour
        /// As many entries as the catalog has starts of day periods.
        case dayPeriod
        /// No entries: the year in figures.
        case year

        fileprivate func index(_ fields: CalendarFields, dayPeriod: Int) -> Int {
            switch self {
            case .always, .year: 0
            case .weekday: fields.weekday - 1
            case .day: fields.day - 1
            case .month: fields.month - 1
            case .hour: fields.hour
            case .minute: fields.minute
            case .halfOfHour: fields.hour * 2 + (fields.minute == 0 ? 0 : 1)
            case .dayPeriod: dayPeriod
            }
        }
    }

    private struct Place {
        let selector: Selector
        /// Of the first entry in `entries`; of the year, the least number of digits.
        let start: Int
    }

    private var places: [Place] = []
    private var entries: [Range<Int>] = []
    /// The UTF-8 of all entries.
    private var bytes: [UInt8] = []

    mutating func append(_ literal: String) {
        append(.always, [literal])
    }

    mutating func append(_ selector: Selector, _ texts: [String]) {
        places.append(Place(selector: selector, start: entries.count))
        for text in texts {
            let start = bytes.count
            bytes.append(contentsOf: text.utf8)
            entries.append(start..<bytes.count)
        }
    }

    mutating func appendYear(minimumDigits: Int) {
        places.append(Place(selector: .year, start: minimumDigits))
    }

    /// Appends the text of one moment.
    ///
    /// - Parameter dayPeriod: the index of the day period's start in the catalog.
    func write(_ fields: CalendarFields, dayPeriod: Int, to text: inout [UInt8]) {
        for place in places {
            if place.selector == .year {
                Self.write(year: fields.year, minimumDigits: place.start, to: &text)
            } else {
                let entry = entries[place.start + place.selector.index(fields, dayPeriod: dayPeriod)]
                text.append(contentsOf: bytes[entry])
            }
        }
    }

    private static func write(year: Int, minimumDigits: Int, to text: inout [UInt8]) {
        let digits = year < 10 ? 1 : year < 100 ? 2 : year < 1000 ? 3 : 4
        for _ in 0..<max(0, minimumDigits - digits) { text.append(UInt8(ascii: "0")) }
        var divisor = [1, 10, 100, 1000][digits - 1]
        while divisor > 0 {
            text.append(UInt8(ascii: "0") + UInt8(year / divisor % 10))
            divisor /= 10
        }
    }
}
