import Announcements
import Foundation
import Prompts
import Testing
import VoicemailModel

/// `date`, `time`, `text` and `play` of one announcement say the same, in every language on both clocks.
@Suite(.timeLimit(.minutes(5)))
struct AgreementTests {
    @Test(
        "every minute of a day is one time in figures, in words and in clips",
        arguments: try Fixtures.catalogs.get().languages)
    func everyMinute(language: LanguageTag) throws {
        let formatter = try Fixtures.makeFormatter()
        let midnight = try Fixtures.moment("2026-11-30T00:00:00Z")
        for clock in [ClockFormat.twelveHour, .twentyFourHour] {
            for minuteOfDay in 0..<1440 {
                let moment = midnight.adding(seconds: Int64(minuteOfDay) * 60)
                let announcement = try #require(
                    try formatter.announcement(of: moment, language: language, clock: clock, zone: .utc))
                let (hour, minute) = (minuteOfDay / 60, minuteOfDay % 60)
                #expect(announcement.time == Self.figures(hour, minute, clock))
                #expect(try Self.spokenTime(announcement.clips, clock, at: hour, language) == [hour, minute])
                #expect(Self.numbers(announcement.text, holdTime: hour, minute, clock), "\(announcement.text)")
                #expect(announcement.date == "2026-11-30")
                _ = try Fixtures.heard(announcement, in: language)
            }
        }
    }

    @Test(
        "every day of a leap year is one date in figures, in words and in clips",
        arguments: try Fixtures.catalogs.get().languages)
    func everyDay(language: LanguageTag) throws {
        let formatter = try Fixtures.makeFormatter()
        let newYear = try Fixtures.moment("2028-01-01T15:17:00Z")
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        for clock in [ClockFormat.twelveHour, .twentyFourHour] {
            for dayOfYear in 0..<366 {
                let moment = newYear.adding(seconds: Int64(dayOfYear) * 86_400)
                let announcement = try #require(
                    try formatter.announcement(of: moment, language: language, clock: clock, zone: .utc))
                let date = calendar.dateComponents(
                    [.month, .day, .weekday], from: Date(timeIntervalSince1970: Double(moment.seconds)))
                let (month, day) = (try #require(date.month), try #require(date.day))
                let weekday = (try #require(date.weekday) + 5) % 7 + 1
                #expect(announcement.date == "2028-\(Self.padded(month))-\(Self.padded(day))")
                #expect(announcement.clips.filter { $0.hasPrefix("weekday/") } == ["weekday/\(weekday)"])
                #expect(announcement.clips.filter { $0.hasPrefix("month/") } == ["month/\(month)"])
                #expect(announcement.clips.filter { $0.hasPrefix("day/") } == ["day/\(day)"])
                // That the names of day and month are right, WrittenDatesTests show of the same days.
                #expect(announcement.text.split { !("0"..."9").contains($0) }.contains { Int($0) == day })
                _ = try Fixtures.heard(announcement, in: language)
            }
        }
    }

    private static func figures(_ hour: Int, _ minute: Int, _ clock: ClockFormat) -> String {
        clock == .twentyFourHour
            ? "\(padded(hour)):\(padded(minute))"
            : "\([12, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11][hour % 12]):\(padded(minute)) \(hour < 12 ? "AM" : "PM")"
    }

    private static func padded(_ number: Int) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }

    /// Hour and minute as a caller understands the clips. A word for midnight may be in place of hour 0 of the 24-hour
    /// clock. On the 12-hour clock the half of the day is that of a word for noon or midnight, or of the period, which must
    /// be one that is said at this hour and not twelve hours off.
    private static func spokenTime(
        _ play: [String], _ clock: ClockFormat, at hour: Int, _ language: LanguageTag
    ) throws -> [Int] {
        func number(_ family: String) throws -> Int? {
            let clips = play.filter { $0.hasPrefix("\(family)/") }
            try #require(clips.count <= 1)
            return clips.first.flatMap { Int($0.dropFirst(family.count + 1)) }
        }
        let minute = try number("minute") ?? 0
        try #require(!play.contains("minute/0"), "a full hour must not say zero")
        if clock == .twentyFourHour {
            try #require(!play.contains { $0.hasPrefix("hour12/") || $0.hasPrefix("period/") })
            let hour24 = try number("hour24")
            if play.contains("midnight") {
                try #require(hour24 == nil || hour24 == 0)
                return [0, minute]
            }
            return [try #require(hour24), minute]
        }
        try #require(!play.contains { $0.hasPrefix("hour24/") })
        if play.contains("noon") { return [12, minute] }
        if play.contains("midnight") { return [0, minute] }
        let period = try #require(play.first { $0.hasPrefix("period/") })
        let catalog = try #require(try Fixtures.catalogs.get()[language])
        let hour12 = try #require(try number("hour12"))
        let hours = [hour12 % 12, hour12 % 12 + 12].filter {
            catalog.dayPeriods.starts[catalog.dayPeriods.index(atMinuteOfDay: $0 * 60 + minute)].clip == period
        }
        try #require(hours.count == 1, "\(period) leaves open which half of the day is meant")
        return [hours[0], minute]
    }

    private static func numbers(
        _ text: String, holdTime hour: Int, _ minute: Int, _ clock: ClockFormat
    ) -> Bool {
        let numbers = text.split { !("0"..."9").contains($0) }.map(String.init)
        let hours = clock == .twentyFourHour ? [hour] : [(hour + 11) % 12 + 1, hour % 12]
        return zip(numbers, numbers.dropFirst()).contains { hours.contains(Int($0) ?? -1) && $1 == padded(minute) }
    }
}
