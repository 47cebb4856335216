import Foundation
import Prompts
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

    @Test(
        "every day from 1970 to 2099 is in another calendar what Foundation's data say",
        arguments: CatalogCalendar.allCases)
    func otherCalendars(of other: CatalogCalendar) {
        let identifier: Calendar.Identifier =
            switch other {
            case .gregorian: .gregorian
            case .persian: .persian
            case .buddhist: .buddhist
            }
        var calendar = Calendar(identifier: identifier)
        calendar.timeZone = .gmt
        var mismatches: [String] = []
        var years: Set<Int> = []
        for day in 0..<47_482 {
            let seconds = Int64(day) * 86_400
            let fields = CalendarFields(localSeconds: seconds).inCalendar(other)
            let date = calendar.dateComponents(
                [.year, .month, .day], from: Date(timeIntervalSince1970: Double(seconds)))
            if [fields.year, fields.month, fields.day] != [date.year, date.month, date.day] {
                mismatches.append("\(day): \(fields)")
            }
            years.insert(fields.year)
        }
        #expect(mismatches.isEmpty, "\(mismatches.prefix(3))")
        #expect(years == Set(other.years))
    }

    @Test("day follows day in the Persian calendar, from the year 1 to the year 9999 of the other")
    func everyPersianDay() {
        var last = CalendarFields(localSeconds: -62_135_596_800 - 86_400).inCalendar(.persian)
        var mismatches = 0
        for seconds in stride(from: Int64(-62_135_596_800), to: 253_402_300_800, by: 86_400) {
            let fields = CalendarFields(localSeconds: seconds).inCalendar(.persian)
            let isNext =
                fields.day == last.day + 1 && fields.month == last.month && fields.year == last.year
                || fields.day == 1 && last.day >= 29 && fields.month == last.month % 12 + 1
                    && fields.year == last.year + (fields.month == 1 ? 1 : 0)
            if !isNext { mismatches += 1 }
            last = fields
        }
        #expect(mismatches == 0)
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
