import Foundation
import Testing

@testable import Announcements

@Suite(.timeLimit(.minutes(5)))
struct CalendarFieldsTests {
    @Test(
        "a local second is the date and time on the wall",
        arguments: [
            (0, "1970-01-01", 4, 0), (59, "1970-01-01", 4, 0), (60, "1970-01-01", 4, 1), (-1, "1969-12-31", 3, 1439),
            (-86_400, "1969-12-31", 3, 0), (-86_401, "1969-12-30", 2, 1439), (1_795_443_420, "2026-11-23", 1, 857),
            (1_835_308_800, "2028-02-28", 1, 0), (1_835_395_200, "2028-02-29", 2, 0), (951_782_400, "2000-02-29", 2, 0),
            (-2_203_977_600, "1900-02-28", 3, 0), (-2_203_891_200, "1900-03-01", 4, 0),
            (4_107_456_000, "2100-02-28", 7, 0), (4_107_542_400, "2100-03-01", 1, 0),
            (-62_135_596_800, "0001-01-01", 1, 0), (253_402_300_799, "9999-12-31", 5, 1439),
            (2_147_483_648, "2038-01-19", 2, 194), (-2_147_483_649, "1901-12-13", 5, 1245),
        ])
    func fields(row: (seconds: Int64, date: String, weekday: Int, minuteOfDay: Int)) {
        let fields = CalendarFields(localSeconds: row.seconds)
        #expect(fields.isoDate == row.date)
        #expect(fields.weekday == row.weekday)
        #expect(fields.minuteOfDay == row.minuteOfDay)
    }

    @Test("day follows day from the year 1 to the year 9999")
    func everyDay() {
        let monthLengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        var (year, month, day, weekday) = (1, 1, 1, 1)
        var seconds: Int64 = -62_135_596_800
        var mismatches = 0
        while year <= 9999 {
            let fields = CalendarFields(localSeconds: seconds)
            if (fields.year, fields.month, fields.day, fields.weekday) != (year, month, day, weekday) {
                mismatches += 1
            }
            seconds += 86_400
            weekday = weekday % 7 + 1
            day += 1
            let isLeapYear = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            if day > monthLengths[month - 1] + (month == 2 && isLeapYear ? 1 : 0) { (month, day) = (month + 1, 1) }
            if month > 12 { (year, month) = (year + 1, 1) }
        }
        #expect(mismatches == 0)
        #expect(seconds == 253_402_300_800)
    }
}
