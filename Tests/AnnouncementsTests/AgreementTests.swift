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
                    try formatter.announcement(
                        of: moment, language: language, clock: clock, zone: .utc, asOf: moment))
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
        let heardCalendar = try Self.calendar(of: language)
        let saysYears = try #require(try Fixtures.catalogs.get()[language]).order.dateWithYear != nil
        // All of the present year, and all of another one.
        let presents = [newYear.adding(seconds: 40 * 86_400), newYear.adding(seconds: -400 * 86_400)]
        let clocks = [ClockFormat.twelveHour, .twentyFourHour]
        for (now, clock) in presents.flatMap({ now in clocks.map { (now, $0) } }) {
            for dayOfYear in 0..<366 {
                let moment = newYear.adding(seconds: Int64(dayOfYear) * 86_400)
                let announcement = try #require(
                    try formatter.announcement(
                        of: moment, language: language, clock: clock, zone: .utc, asOf: now))
                let date = calendar.dateComponents(
                    [.month, .day, .weekday], from: Date(timeIntervalSince1970: Double(moment.seconds)))
                let (month, day) = (try #require(date.month), try #require(date.day))
                let weekday = (try #require(date.weekday) + 5) % 7 + 1
                #expect(announcement.date == "2028-\(Self.padded(month))-\(Self.padded(day))")
                let heard = heardCalendar.dateComponents(
                    [.year, .month, .day], from: Date(timeIntervalSince1970: Double(moment.seconds)))
                let present = heardCalendar.component(.year, from: Date(timeIntervalSince1970: Double(now.seconds)))
                #expect(Self.numbers("weekday", in: announcement.clips) == [weekday])
                #expect(Self.numbers("month", in: announcement.clips) == [heard.month])
                #expect(Self.numbers("day", in: announcement.clips) == [heard.day])
                #expect(
                    Self.numbers("year", in: announcement.clips)
                        == (heard.year == present || !saysYears ? [] : [heard.year]))
                // That the names of day and month are right, WrittenDatesTests show of the same days.
                #expect(announcement.text.split { !("0"..."9").contains($0) }.contains { Int($0) == heard.day })
                _ = try Fixtures.heard(announcement, in: language)
            }
        }
    }

    @Test(
        "every year that a voicemail can be of is one number in figures and in clips, and is said when it is not the present one",
        arguments: try Fixtures.catalogs.get().languages)
    func everyYear(language: LanguageTag) throws {
        let formatter = try Fixtures.makeFormatter()
        let calendar = try Self.calendar(of: language)
        let catalog = try #require(try Fixtures.catalogs.get()[language])
        guard catalog.order.dateWithYear != nil else { return }
        var texts: [String: Int] = [:]
        for year in 1970...2099 {
            for day in ["01-01", "03-19", "03-22", "12-31"] {
                let moment = try Fixtures.moment("\(year)-\(day)T12:00:00Z")
                for now in [try Fixtures.moment("2026-11-23T12:00:00Z"), moment] {
                    let announcement = try #require(
                        try formatter.announcement(
                            of: moment, language: language, clock: .twentyFourHour, zone: .utc, asOf: now))
                    let heard = calendar.component(.year, from: Date(timeIntervalSince1970: Double(moment.seconds)))
                    let present = calendar.component(.year, from: Date(timeIntervalSince1970: Double(now.seconds)))
                    #expect(announcement.date == "\(year)-\(day)")
                    #expect(Self.numbers("year", in: announcement.clips) == (heard == present ? [] : [heard]))
                    texts[try #require(catalog.clips["year/\(heard)"])] = heard
                }
            }
        }
        // No year sounds like another.
        #expect(texts.count == catalog.calendar.years.count)
    }

    private static func calendar(of language: LanguageTag) throws -> Calendar {
        let identifier: Calendar.Identifier =
            switch try #require(try Fixtures.catalogs.get()[language]).calendar {
            case .gregorian: .gregorian
            case .persian: .persian
            case .buddhist: .buddhist
            }
        var calendar = Calendar(identifier: identifier)
        calendar.timeZone = .gmt
        return calendar
    }

    /// What the clips of a family say, in whichever variant.
    private static func numbers(_ family: String, in play: [String]) -> [Int?] {
        play.filter { $0.hasPrefix("\(family)/") || $0.hasPrefix("\(family)-") }
            .map { $0.split(separator: "/").last.flatMap { Int($0) } }
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
            let numbers = Self.numbers(family, in: play)
            try #require(numbers.count <= 1)
            return try numbers.first.map { try #require($0) }
        }
        let spokenMinute = try number("minute")
        try #require(spokenMinute != 0, "a full hour must not say zero")
        let minute = spokenMinute ?? 0
        if clock == .twentyFourHour {
            try #require(!play.contains { $0.hasPrefix("hour12") || $0.hasPrefix("period/") })
            let hour24 = try number("hour24")
            if play.contains("midnight") {
                try #require(hour24 == nil || hour24 == 0)
                return [0, minute]
            }
            return [try #require(hour24), minute]
        }
        try #require(!play.contains { $0.hasPrefix("hour24") })
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
