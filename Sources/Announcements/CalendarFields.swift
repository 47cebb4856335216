internal import Prompts

/// The date and time that a clock on the wall shows: in the proleptic Gregorian calendar, as in ISO 8601, until they are asked for
/// in another.
struct CalendarFields: Hashable {
    /// Days since 1970-01-01.
    let dayNumber: Int64
    private(set) var year: Int
    private(set) var month: Int
    private(set) var day: Int
    /// 1 is Monday.
    let weekday: Int
    let minuteOfDay: Int

    var hour: Int { minuteOfDay / 60 }
    var minute: Int { minuteOfDay % 60 }

    /// The hour of the 12-hour clock: 12, 1, 2, … 11.
    static func hour12(_ hour: Int) -> Int { (hour + 11) % 12 + 1 }

    static let secondsPerDay: Int64 = 86_400

    /// - Parameter localSeconds: seconds since 1970-01-01T00:00:00 on that clock.
    init(localSeconds: Int64) {
        let secondOfDay = Self.modulo(localSeconds, Self.secondsPerDay)
        dayNumber = (localSeconds - secondOfDay) / Self.secondsPerDay
        minuteOfDay = Int(secondOfDay / 60)
        // 1970-01-01 was a Thursday.
        weekday = Int(Self.modulo(dayNumber + 3, 7)) + 1

        // Counted from 1 March of a year that 400 divides, leap days come last and every 400 years are alike.
        let days = dayNumber + 719_468
        let dayOfEra = Int(Self.modulo(days, 146_097))
        let era = Int((days - Int64(dayOfEra)) / 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
    }

    /// The same day as another calendar names it.
    func inCalendar(_ calendar: CatalogCalendar) -> CalendarFields {
        var fields = self
        switch calendar {
        case .gregorian: break
        case .buddhist: fields.year += 543
        case .persian:
            let date = PersianDate(dayNumber: dayNumber)
            (fields.year, fields.month, fields.day) = (date.year, date.month, date.day)
        }
        return fields
    }

    /// `2026-11-23`; of fields in the Gregorian calendar.
    var isoDate: String {
        String(unsafeUninitializedCapacity: 10) { bytes in
            bytes[0] = Self.digit(year / 1000)
            bytes[1] = Self.digit(year / 100 % 10)
            bytes[2] = Self.digit(year / 10 % 10)
            bytes[3] = Self.digit(year % 10)
            bytes[4] = UInt8(ascii: "-")
            bytes[5] = Self.digit(month / 10)
            bytes[6] = Self.digit(month % 10)
            bytes[7] = UInt8(ascii: "-")
            bytes[8] = Self.digit(day / 10)
            bytes[9] = Self.digit(day % 10)
            return 10
        }
    }

    private static func digit(_ value: Int) -> UInt8 {
        UInt8(ascii: "0") + UInt8(value)
    }

    /// The remainder that is never negative.
    private static func modulo(_ value: Int64, _ divisor: Int64) -> Int64 {
        let remainder = value % divisor
        return remainder < 0 ? remainder + divisor : remainder
    }
}
