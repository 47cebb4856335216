import Announcements
import Foundation
import Prompts
import Testing
import VoicemailModel

/// When a year is said, and which calendar it is of.
@Suite(.timeLimit(.minutes(5)))
struct YearTests {
    /// A moment and a now in UTC, a language and a zone, and the year that is said, if any.
    struct Case: Sendable, CustomTestStringConvertible {
        let moment: String
        let now: String
        let language: String
        let zone: String
        let year: String?
        let isRelative: Bool

        init(
            _ moment: String, now: String, _ language: String = "de-DE", _ zone: String = "UTC",
            isRelative: Bool = false,
            says year: String?
        ) {
            self.moment = moment
            self.now = now
            self.language = language
            self.zone = zone
            self.isRelative = isRelative
            self.year = year
        }

        var testDescription: String { "\(moment) at \(now) in \(language), \(zone)" }
    }

    static let cases = [
        Case("2026-01-01T00:00:00Z", now: "2026-12-31T23:59:59Z", says: nil),
        Case("2025-12-31T23:59:59Z", now: "2026-01-01T00:00:00Z", says: "zweitausendfünfundzwanzig"),
        Case("2027-01-01T00:00:00Z", now: "2026-12-31T23:59:59Z", says: "zweitausendsiebenundzwanzig"),
        Case("1999-06-01T00:00:00Z", now: "2026-12-31T23:59:59Z", says: "neunzehnhundertneunundneunzig"),
        // The zone decides which year it is, of the moment and now.
        Case(
            "2026-12-31T23:30:00Z", now: "2026-12-31T12:00:00Z", "de-DE", "Europe/Berlin",
            says: "zweitausendsiebenundzwanzig"),
        Case("2026-12-31T23:30:00Z", now: "2027-01-01T12:00:00Z", "de-DE", "Europe/Berlin", says: nil),
        Case("2027-01-01T01:00:00Z", now: "2026-12-31T12:00:00Z", "de-DE", "America/New_York", says: nil),
        Case("2026-01-01T12:00:00Z", now: "2027-01-01T03:00:00Z", "de-DE", "America/New_York", says: nil),
        // Today and yesterday need none.
        Case("2025-12-31T12:00:00Z", now: "2026-01-01T12:00:00Z", isRelative: true, says: nil),
        Case("2025-12-30T12:00:00Z", now: "2026-01-01T12:00:00Z", isRelative: true, says: "zweitausendfünfundzwanzig"),
        // The first and the last that there are clips of, and what is beyond.
        Case("1970-01-01T00:00:00Z", now: "2026-01-01T12:00:00Z", says: "neunzehnhundertsiebzig"),
        Case("1969-12-31T23:59:59Z", now: "2026-01-01T12:00:00Z", says: nil),
        Case("2099-12-31T23:59:59Z", now: "2026-01-01T12:00:00Z", says: "zweitausendneunundneunzig"),
        Case("2100-01-01T00:00:00Z", now: "2026-01-01T12:00:00Z", says: nil),
        // The Persian year begins in March.
        Case("2027-01-01T12:00:00Z", now: "2026-12-01T12:00:00Z", "fa-IR", says: nil),
        Case("2026-03-20T12:00:00Z", now: "2026-03-21T12:00:00Z", "fa-IR", says: "هزار و چهارصد و چهار"),
        Case("1970-01-01T12:00:00Z", now: "2026-03-21T12:00:00Z", "fa-IR", says: "هزار و سیصد و چهل و هشت"),
        // As people say it.
        Case("2005-06-01T12:00:00Z", now: "2026-12-01T12:00:00Z", "en-US", says: "two thousand five"),
        Case("2005-06-01T12:00:00Z", now: "2026-12-01T12:00:00Z", "en-GB", says: "two thousand and five"),
        Case("2025-06-01T12:00:00Z", now: "2026-12-01T12:00:00Z", "en-US", says: "twenty twenty-five"),
        Case("2025-06-01T12:00:00Z", now: "2026-12-01T12:00:00Z", "ru-RU", says: "две тысячи двадцать пятого года"),
        Case("2000-06-01T12:00:00Z", now: "2026-12-01T12:00:00Z", "pl-PL", says: "dwutysięcznego roku"),
        Case("2025-06-01T12:00:00Z", now: "2026-12-01T12:00:00Z", "ja-JP", says: "二千二十五年"),
        Case("2025-06-01T12:00:00Z", now: "2026-12-01T12:00:00Z", "zh-Hans", says: "二〇二五年"),
        Case("2025-06-01T12:00:00Z", now: "2026-12-01T12:00:00Z", "ar", says: "عام ألفين وخمسة وعشرين"),
    ]

    @Test(
        "a year is said when it is not the present one, in the zone and by the calendar of who hears it",
        arguments: cases)
    func year(row: Case) throws {
        let language = try Fixtures.tag(row.language)
        let announcement = try #require(
            try Fixtures.makeFormatter().announcement(
                of: try Fixtures.moment(row.moment), language: language, clock: .twentyFourHour,
                zone: try Fixtures.zone(row.zone), asOf: try Fixtures.moment(row.now), isRelative: row.isRelative))
        let catalog = try #require(try Fixtures.catalogs.get()[language])
        let years = announcement.clips.filter { $0.hasPrefix("year/") }.compactMap { catalog.clips[$0] }
        #expect(years == (row.year.map { [$0] } ?? []))
        if years.isEmpty { #expect(!announcement.clips.contains { $0.hasPrefix("year") }) }
    }

    @Test("a style asks anew which year it is when a second has passed")
    func presentYear() throws {
        let style = try #require(
            try Fixtures.makeFormatter().style(
                language: try Fixtures.tag("de-DE"), clock: .twentyFourHour, zone: try Fixtures.zone("Europe/Berlin")))
        let moment = try Fixtures.moment("2026-12-31T12:00:00Z")
        for (now, year) in [
            ("2026-12-31T22:59:59Z", 2026), ("2026-12-31T22:59:59Z", 2026), ("2026-12-31T23:00:00Z", 2027),
            ("2026-12-31T22:59:59Z", 2026),
        ] {
            let now = try Fixtures.moment(now)
            #expect(style.presentYear(asOf: now) == year)
            let isSaid = try style.announcement(of: moment, asOf: now).clips.contains("year/2026")
            #expect(isSaid == (year != 2026))
        }
    }

    @Test(
        "who asks for a region hears its months",
        arguments: [
            ("ar", "فبراير"), ("ar-EG", "فبراير"), ("ar-SA", "فبراير"), ("ar-SY", "شباط"), ("ar-LB", "شباط"),
            ("ar-JO", "شباط"),
            ("ar-IQ", "شباط"), ("ar-PS", "شباط"), ("ar-DZ", "فيفري"), ("ar-TN", "فيفري"), ("ar-MA", "فبراير"),
            ("ar-Latn-SY", "شباط"), ("ar-SY-x-own", "شباط"), ("de-SY", "شباط"),
        ])
    func regions(row: (asked: String, month: String)) throws {
        let arabic = try Fixtures.tag("ar")
        let moment = try Fixtures.moment("2026-02-11T12:00:00Z")
        let announcement = try #require(
            try Fixtures.makeFormatter().announcement(
                of: moment, language: arabic, requested: try Fixtures.tag(row.asked), clock: .twentyFourHour,
                zone: .utc,
                asOf: moment))
        #expect(try Fixtures.heard(announcement, in: arabic).contains(" \(row.month) "))
    }
}
