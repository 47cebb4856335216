extension UnixTime {
    /// As in RFC 3339, in UTC and with milliseconds: `2026-11-23T14:17:00.250Z`. Of a year beyond 9999 the plain number.
    public var internetText: String {
        let days = (seconds - Self.remainder(seconds, 86_400)) / 86_400
        let (year, month, day) = Self.date(daysSinceEpoch: days)
        guard (0...9999).contains(year) else { return "\(milliseconds)" }
        let second = Self.remainder(seconds, 86_400)
        return Self.padded(year, 4) + "-" + Self.padded(month, 2) + "-" + Self.padded(day, 2) + "T"
            + Self.padded(second / 3600, 2) + ":" + Self.padded(second / 60 % 60, 2) + ":" + Self.padded(second % 60, 2)
            + "." + Self.padded(Self.remainder(milliseconds, 1000), 3) + "Z"
    }

    /// The date in the Gregorian calendar. Years are counted from March on, so that the day that leap years have more is
    /// their last: 400 such years have 146,097 days.
    private static func date(daysSinceEpoch: Int64) -> (year: Int64, month: Int64, day: Int64) {
        // From 0000-03-01 on.
        let days = daysSinceEpoch + 719_468
        let dayOfEra = remainder(days, 146_097)
        let era = (days - dayOfEra) / 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        // March to July and August to December have 153 days each, in the same pattern.
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month, day)
    }

    /// Never negative.
    private static func remainder(_ number: Int64, _ divisor: Int64) -> Int64 {
        let remainder = number % divisor
        return remainder < 0 ? remainder + divisor : remainder
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
