/// A text with places that a date and time fill in, made once and written often.
///
/// Everything that may be in a place is spelled out beforehand, so that writing only copies bytes. A class, so that
/// handing it on copies a reference.
final class FieldTemplate {
    /// What chooses among the entries of a place.
    enum Selector: Int, CaseIterable {
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
        /// As many entries as the catalog has clips of years.
        case yearClip
        /// No entries: the year in figures.
        case year
    }

    /// What one moment chooses of the entries of each selector.
    struct Choice {
        fileprivate let year: Int
        fileprivate let indices: InlineArray<10, Int>

        /// - Parameters:
        ///   - dayPeriod: the index of the day period's start in the catalog.
        ///   - yearClip: that of the year among those that the catalog has clips of.
        init(_ fields: CalendarFields, dayPeriod: Int, yearClip: Int = 0) {
            year = fields.year
            let (hour, minute) = (fields.hour, fields.minute)
            indices = [
                0, fields.weekday - 1, fields.day - 1, fields.month - 1, hour, minute,
                hour * 2 + (minute == 0 ? 0 : 1), dayPeriod, yearClip, 0,
            ]
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
    private var minus: [UInt8] = []
    /// Digits of the last year that can be announced: of the Buddhist calendar, 10542.
    private static let longestYear = 5
    /// Bytes of the longest text.
    private(set) var capacity = 0

    func append(_ literal: String) {
        append(.always, [literal])
    }

    func append(_ selector: Selector, _ texts: [String]) {
        places.append(Place(selector: selector, start: entries.count))
        for text in texts {
            let start = bytes.count
            bytes.append(contentsOf: text.utf8)
            entries.append(start..<bytes.count)
        }
        capacity += texts.map(\.utf8.count).max() ?? 0
    }

    /// - Parameter minus: what is before a year that is less than 0.
    func appendYear(minimumDigits: Int, minus: String) {
        places.append(Place(selector: .year, start: minimumDigits))
        self.minus = Array(minus.utf8)
        capacity += self.minus.count + max(Self.longestYear, minimumDigits)
    }

    /// Appends the text of one moment.
    func write(_ choice: Choice, to text: inout TextMemory) {
        bytes.withUnsafeBytes { bytes in
            entries.withUnsafeBufferPointer { entries in
                for place in places {
                    if place.selector == .year {
                        write(year: choice.year, minimumDigits: place.start, to: &text)
                    } else {
                        let entry = entries[place.start + choice.indices[place.selector.rawValue]]
                        text.append(UnsafeRawBufferPointer(rebasing: bytes[entry]))
                    }
                }
            }
        }
    }

    private func write(year: Int, minimumDigits: Int, to text: inout TextMemory) {
        // Nearly every year has four digits, and is written without a loop.
        if (1000...9999).contains(year), minimumDigits <= 4 {
            text.append(UInt8(ascii: "0") + UInt8(year / 1000))
            text.append(UInt8(ascii: "0") + UInt8(year / 100 % 10))
            text.append(UInt8(ascii: "0") + UInt8(year / 10 % 10))
            text.append(UInt8(ascii: "0") + UInt8(year % 10))
            return
        }
        if year < 0 { for byte in minus { text.append(byte) } }
        let digits = String(year.magnitude).utf8
        for _ in 0..<max(0, minimumDigits - digits.count) { text.append(UInt8(ascii: "0")) }
        for digit in digits { text.append(digit) }
    }
}
