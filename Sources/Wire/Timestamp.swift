public import VoicemailModel

/// Timestamps of requests: Unix seconds, or RFC 3339 with an offset, in the years 1 to 9999 (UTC).
enum Timestamp {
    /// 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z.
    private static let seconds: ClosedRange<Int64> = -62_135_596_800...253_402_300_799
    private static let secondsPerDay: Int64 = 86_400

    static func parse(_ text: ByteView) -> UnixTime? {
        if let seconds = unixSeconds(text) {
            return Self.seconds.contains(seconds) ? UnixTime(seconds: seconds) : nil
        }
        return internetTime(text)
    }

    /// The canonical decimal: no leading zero, no plus, no `-0`.
    private static func unixSeconds(_ text: ByteView) -> Int64? {
        guard !text.isEmpty, text[0] == UInt8(ascii: "-") else { return text.canonicalNumber }
        guard let number = text[1..<text.count].canonicalNumber, number != 0 else { return nil }
        return -number
    }

    /// `date-time` of RFC 3339 §5.6. Digits of the fraction beyond milliseconds are dropped.
    ///
    /// A leap second (§5.7) is taken where one can be, as the last second of a UTC month, and means the second after it, as
    /// in POSIX time.
    private static func internetTime(_ text: ByteView) -> UnixTime? {
        guard text.count >= 20,
            let year = number(in: text, 0..<4), text[4] == UInt8(ascii: "-"),
            let month = number(in: text, 5..<7), text[7] == UInt8(ascii: "-"),
            let day = number(in: text, 8..<10), text[10].uppercased == UInt8(ascii: "T"),
            let hour = number(in: text, 11..<13), text[13] == UInt8(ascii: ":"),
            let minute = number(in: text, 14..<16), text[16] == UInt8(ascii: ":"),
            let second = number(in: text, 17..<19),
            (1...12).contains(month), (1...length(ofMonth: month, year: year)).contains(day),
            hour <= 23, minute <= 59, second <= 60
        else { return nil }
        var index = 19
        guard let milliseconds = fraction(in: text, at: &index), let offset = offset(in: text, from: index) else {
            return nil
        }
        let monthStart = daysSinceEpoch(year: year, month: month)
        let moment = (monthStart + day - 1) * secondsPerDay + hour * 3600 + minute * 60 + second - offset
        if second == 60 {
            // An offset is less than a day: in UTC it is this month that begins now, or the next one.
            let monthEnd = monthStart + length(ofMonth: month, year: year)
            guard moment == monthStart * secondsPerDay || moment == monthEnd * secondsPerDay else { return nil }
        }
        guard seconds.contains(moment) else { return nil }
        return UnixTime(seconds: moment).adding(milliseconds: milliseconds)
    }

    /// `["." 1*DIGIT]` in milliseconds.
    private static func fraction(in text: ByteView, at index: inout Int) -> Int64? {
        guard index < text.count, text[index] == UInt8(ascii: ".") else { return 0 }
        index += 1
        let start = index
        var milliseconds: Int64 = 0
        var unit: Int64 = 100
        while index < text.count, let digit = text[index].digitValue {
            milliseconds += Int64(digit) * unit
            unit /= 10
            index += 1
        }
        return index > start ? milliseconds : nil
    }

    /// `"Z" / (("+" / "-") time-hour ":" time-minute)` to the end of the text, in seconds east of UTC.
    private static func offset(in text: ByteView, from index: Int) -> Int64? {
        guard index < text.count else { return nil }
        let rest = text[index..<text.count]
        if rest.count == 1, rest[0].uppercased == UInt8(ascii: "Z") { return 0 }
        guard rest.count == 6, let hours = number(in: rest, 1..<3), rest[3] == UInt8(ascii: ":"),
            let minutes = number(in: rest, 4..<6), hours <= 23, minutes <= 59
        else { return nil }
        switch rest[0] {
        case UInt8(ascii: "+"): return hours * 3600 + minutes * 60
        case UInt8(ascii: "-"): return -(hours * 3600 + minutes * 60)
        default: return nil
        }
    }

    private static func number(in text: ByteView, _ range: Range<Int>) -> Int64? {
        var value: Int64 = 0
        for index in range {
            guard let digit = text[index].digitValue else { return nil }
            value = value * 10 + Int64(digit)
        }
        return value
    }

    private static func isLeap(_ year: Int64) -> Bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    private static func length(ofMonth month: Int64, year: Int64) -> Int64 {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days from 1970-01-01 to the first of a month in the proleptic Gregorian calendar.
    private static func daysSinceEpoch(year: Int64, month: Int64) -> Int64 {
        // Leap years before this one, counted from the year 0, which is one.
        let leapDays = year == 0 ? 0 : (year - 1) / 4 - (year - 1) / 100 + (year - 1) / 400 + 1
        var days = year * 365 + leapDays
        for earlier in 1..<month { days += length(ofMonth: earlier, year: year) }
        return days - daysFromYear0ToEpoch
    }

    /// 1970 years, of which 478 are leap years.
    private static let daysFromYear0ToEpoch: Int64 = 1970 * 365 + 478
}

extension UnixTime {
    /// Reads a timestamp as requests have it: Unix seconds, or RFC 3339 with an offset. Nil for any other text.
    public init?(timestamp text: String) {
        var bytes = Array(text.utf8)
        guard let time = bytes.withUnsafeMutableBytes({ Timestamp.parse(ByteView($0)) }) else { return nil }
        self = time
    }
}
