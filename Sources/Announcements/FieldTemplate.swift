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
        /// No entries: the year in figures.
        case year
    }

    /// What one moment chooses of the entries of each selector.
    struct Choice {
        fileprivate let year: Int
        fileprivate let indices: InlineArray<9, Int>

        /// - Parameter dayPeriod: the index of the day period's start in the catalog.
        init(_ fields: CalendarFields, dayPeriod: Int) {
            year = fields.year
            let (hour, minute) = (fields.hour, fields.minute)
            indices = [
                0, fields.weekday - 1, fields.day - 1, fields.month - 1, hour, minute,
                hour * 2 + (minute == 0 ? 0 : 1), dayPeriod, 0,
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

    func appendYear(minimumDigits: Int) {
        places.append(Place(selector: .year, start: minimumDigits))
        capacity += max(4, minimumDigits)
    }

    /// Appends the text of one moment.
    func write(_ choice: Choice, to text: inout TextMemory) {
        bytes.withUnsafeBytes { bytes in
            entries.withUnsafeBufferPointer { entries in
                for place in places {
                    if place.selector == .year {
                        Self.write(year: choice.year, minimumDigits: place.start, to: &text)
                    } else {
                        let entry = entries[place.start + choice.indices[place.selector.rawValue]]
                        text.append(UnsafeRawBufferPointer(rebasing: bytes[entry]))
                    }
                }
            }
        }
    }

    private static func write(year: Int, minimumDigits: Int, to text: inout TextMemory) {
        let digits = year < 10 ? 1 : year < 100 ? 2 : year < 1000 ? 3 : 4
        for _ in 0..<max(0, minimumDigits - digits) { text.append(UInt8(ascii: "0")) }
        if digits > 3 { text.append(UInt8(ascii: "0") + UInt8(year / 1000)) }
        if digits > 2 { text.append(UInt8(ascii: "0") + UInt8(year / 100 % 10)) }
        if digits > 1 { text.append(UInt8(ascii: "0") + UInt8(year / 10 % 10)) }
        text.append(UInt8(ascii: "0") + UInt8(year % 10))
    }
}
