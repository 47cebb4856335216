/// Years of the Gregorian calendar, before its time too.
enum CalendarYear {
    /// The year that a moment is in, in UTC, in seconds since 1970.
    static func containing(_ seconds: Int64) -> Int64 {
        let day = (seconds - (seconds % 86_400 + 86_400) % 86_400) / 86_400
        // 400 years have 146,097 days. The guess is right, or off by one.
        var year = 1970 + floor(day * 400, 146_097)
        while firstDay(of: year) > day { year -= 1 }
        while firstDay(of: year + 1) <= day { year += 1 }
        return year
    }

    /// Days since 1970 of the 1st of January.
    static func firstDay(of year: Int64) -> Int64 {
        let before = year - 1
        return 365 * (year - 1970) + floor(before, 4) - floor(before, 100) + floor(before, 400) - 477
    }

    static func isLeap(_ year: Int64) -> Bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    /// Days of the year before a month, of which the 13th is the next January.
    static func daysBefore(month: Int, isLeap: Bool) -> Int {
        let days = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365][month - 1]
        return isLeap && month > 2 ? days + 1 : days
    }

    private static func floor(_ number: Int64, _ divisor: Int64) -> Int64 {
        let quotient = number / divisor
        return number % divisor < 0 ? quotient - 1 : quotient
    }
}
