/// A date of the Solar Hijri calendar.
///
/// Its year begins at the equinox of spring. Here, as in ICU, 8 of every 33 years are leap years: that is what the equinox, seen
/// from Tehran, makes of all years from 1178 to 1501, and with them of all that are ever said.
struct PersianDate: Hashable {
    let year: Int
    let month: Int
    let day: Int

    /// - Parameter dayNumber: days since 1970-01-01 of the Gregorian calendar.
    init(dayNumber: Int64) {
        // Since the first day of the year 1, 19 March 622 of the Julian calendar.
        let days = Int(dayNumber) + 492_268
        var year = Self.quotient(33 * days + 3, 12_053) + 1
        // The quotient takes the leap years for evenly spread, and may be one off at New Year.
        if days < Self.daysBefore(year) { year -= 1 }
        if days >= Self.daysBefore(year + 1) { year += 1 }
        let dayOfYear = days - Self.daysBefore(year)
        self.year = year
        // Six months of 31 days, five of 30, and what is left.
        month = dayOfYear < 186 ? dayOfYear / 31 + 1 : (dayOfYear - 186) / 30 + 7
        day = dayOfYear < 186 ? dayOfYear % 31 + 1 : (dayOfYear - 186) % 30 + 1
    }

    /// The days from the first of the year 1 to that of another year.
    private static func daysBefore(_ year: Int) -> Int {
        365 * (year - 1) + quotient(8 * year + 21, 33)
    }

    /// Rounded down, also below zero.
    private static func quotient(_ value: Int, _ divisor: Int) -> Int {
        let quotient = value / divisor
        return value % divisor < 0 ? quotient - 1 : quotient
    }
}
