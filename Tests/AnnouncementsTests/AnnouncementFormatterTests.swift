import Announcements
import Foundation
import Prompts
import Testing
import VoicemailModel

@Suite(.timeLimit(.minutes(5)))
struct AnnouncementFormatterTests {
    @Test("the examples of the protocol come out as they are written there")
    func examples() throws {
        let moment = UnixTime(seconds: 1_795_443_420)
        let german = try announce(moment, "de-DE", .twentyFourHour, "Europe/Berlin")
        #expect(german.date == "2026-11-23")
        #expect(german.time == "15:17")
        #expect(german.text == "Montag, 23. November 2026 um 15:17")
        #expect(german.play == "weekday/1,day/23,month/11,at,hour24/15,minute/17")
        #expect(german.clips == ["weekday/1", "day/23", "month/11", "at", "hour24/15", "minute/17"])
        let english = try announce(moment, "en-US", .twelveHour, "America/New_York")
        #expect(english.time == "9:17 AM")
        #expect(english.text == "Monday, November 23, 2026 at 9:17 AM")
    }

    @Test("a disabled clock says nothing")
    func disabled() throws {
        let announcement = try Fixtures.makeFormatter().announcement(
            of: UnixTime(seconds: 0), language: try Fixtures.tag("de-DE"), clock: .disabled, zone: .utc,
            asOf: UnixTime(seconds: 0))
        #expect(announcement == nil)
    }

    /// A moment and a now in UTC, a zone, and the words that German has for the day.
    struct Case: Sendable, CustomTestStringConvertible {
        let moment: String
        let now: String
        let zone: String
        let day: String

        init(_ moment: String, now: String, _ zone: String, _ day: String) {
            self.moment = moment
            self.now = now
            self.zone = zone
            self.day = day
        }

        var testDescription: String { "\(moment) at \(now) in \(zone) is \(day)" }
    }

    static let relativeCases = [
        Case("2026-11-23T14:17:00Z", now: "2026-11-23T14:18:00Z", "UTC", "heute"),
        Case("2026-11-23T00:00:00Z", now: "2026-11-23T23:59:59Z", "UTC", "heute"),
        Case("2026-11-22T23:59:59Z", now: "2026-11-23T00:00:00Z", "UTC", "gestern"),
        Case("2026-11-22T00:00:00Z", now: "2026-11-23T23:59:59Z", "UTC", "gestern"),
        Case("2026-11-21T23:59:59Z", now: "2026-11-23T00:00:00Z", "UTC", "Samstag,"),
        // Still to come: later today, and tomorrow.
        Case("2026-11-23T23:59:59Z", now: "2026-11-23T00:00:00Z", "UTC", "heute"),
        Case("2026-11-24T00:00:00Z", now: "2026-11-23T23:59:59Z", "UTC", "Dienstag,"),
        // The zone decides which day it is.
        Case("2026-11-23T03:00:00Z", now: "2026-11-23T06:00:00Z", "America/New_York", "gestern"),
        Case("2026-11-23T05:00:00Z", now: "2026-11-24T04:59:59Z", "America/New_York", "heute"),
        Case("2026-11-23T14:59:59Z", now: "2026-11-23T15:00:00Z", "Asia/Tokyo", "gestern"),
        // Days of 23 and of 25 hours, and one that is missing.
        Case("2026-03-28T23:00:00Z", now: "2026-03-29T21:59:59Z", "Europe/Berlin", "heute"),
        Case("2026-03-28T22:59:59Z", now: "2026-03-29T21:59:59Z", "Europe/Berlin", "gestern"),
        Case("2026-10-24T22:00:00Z", now: "2026-10-25T22:59:59Z", "Europe/Berlin", "heute"),
        Case("2026-10-24T22:00:00Z", now: "2026-10-25T23:00:00Z", "Europe/Berlin", "gestern"),
        Case("2011-12-30T09:59:59Z", now: "2011-12-30T10:00:00Z", "Pacific/Apia", "Donnerstag,"),
        // Over the end of a month, a year and a leap day.
        Case("2026-12-31T23:59:59Z", now: "2027-01-01T00:00:00Z", "UTC", "gestern"),
        Case("2028-02-29T12:00:00Z", now: "2028-03-01T12:00:00Z", "UTC", "gestern"),
        Case("1969-12-31T12:00:00Z", now: "1970-01-01T12:00:00Z", "UTC", "gestern"),
    ]

    @Test("today and yesterday are those of the mailbox's zone", arguments: relativeCases)
    func relative(row: Case) throws {
        let announcement = try announce(
            try Fixtures.moment(row.moment), "de-DE", .twentyFourHour, row.zone, now: try Fixtures.moment(row.now))
        #expect(announcement.text.hasPrefix("\(row.day) "))
        let isToday = row.day == "heute"
        let isYesterday = row.day == "gestern"
        #expect(announcement.clips.contains("today") == isToday)
        #expect(announcement.clips.contains("yesterday") == isYesterday)
        #expect(announcement.clips.contains { $0.hasPrefix("day/") } == !(isToday || isYesterday))
    }

    @Test(
        "today and yesterday are said in every language on both clocks",
        arguments: [
            ("en-US", ClockFormat.twelveHour, "today at 3:17 PM", "today at three seventeen p.m."),
            ("en-GB", .twelveHour, "today at 3:17 pm", "today at three seventeen p.m."),
            ("de-DE", .twentyFourHour, "heute um 15:17", "heute um fünfzehn Uhr siebzehn"),
            ("fr-FR", .twentyFourHour, "aujourd’hui à 15:17", "aujourd’hui à quinze heures dix-sept"),
            ("fr-CA", .twelveHour, "aujourd’hui à 3 h 17 p.m.", "aujourd’hui à trois heures dix-sept de l’après-midi"),
            ("es-ES", .twentyFourHour, "hoy, 15:17", "hoy a las quince horas y diecisiete minutos"),
            ("es-419", .twelveHour, "hoy, 3:17 p. m.", "hoy a las tres y diecisiete de la tarde"),
            ("ja-JP", .twelveHour, "本日 午後3:17", "本日 午後 三時 十七分"),
        ])
    func todayInEveryLanguage(row: (language: String, clock: ClockFormat, text: String, heard: String)) throws {
        let moment = try Fixtures.moment("2026-11-23T15:17:00Z")
        let language = try Fixtures.tag(row.language)
        let today = try announce(moment, row.language, row.clock, "UTC", now: moment)
        #expect(today.text == row.text)
        #expect(try Fixtures.heard(today, in: language) == row.heard)
        let yesterday = try announce(moment, row.language, row.clock, "UTC", now: moment.adding(seconds: 86_400))
        #expect(yesterday.clips == today.clips.map { $0 == "today" ? "yesterday" : $0 })
        #expect(yesterday.text != today.text)
    }

    @Test(
        "a moment outside the years 1 to 9999 of the zone is refused",
        arguments: [
            ("UTC", -62_135_596_801), ("UTC", 253_402_300_800), ("America/New_York", -62_135_596_800),
            ("Asia/Tokyo", 253_402_300_799), ("UTC", 9_000_000_000_000_000), ("UTC", -9_000_000_000_000_000),
        ] as [(String, Int64)])
    func outOfRange(row: (zone: String, seconds: Int64)) throws {
        #expect(throws: AnnouncementError.outOfRange) {
            try announce(UnixTime(seconds: row.seconds), "de-DE", .twentyFourHour, row.zone)
        }
    }

    @Test("the first and the last minute of those years are announced")
    func rangeEnds() throws {
        let first = try announce(UnixTime(seconds: -62_135_596_800), "de-DE", .twentyFourHour, "UTC")
        #expect(first.date == "0001-01-01")
        #expect(first.text == "Montag, 1. Januar 1 um 00:00")
        let last = try announce(UnixTime(seconds: 253_402_300_799), "de-DE", .twentyFourHour, "UTC")
        #expect(last.date == "9999-12-31")
        #expect(last.text == "Freitag, 31. Dezember 9999 um 23:59")
    }

    @Test("milliseconds are left out, also before 1970")
    func milliseconds() throws {
        #expect(try announce(UnixTime(milliseconds: 59_999), "de-DE", .twentyFourHour, "UTC").time == "00:00")
        #expect(try announce(UnixTime(milliseconds: -1), "de-DE", .twentyFourHour, "UTC").time == "23:59")
        #expect(throws: AnnouncementError.outOfRange) {
            try announce(UnixTime(milliseconds: .max), "de-DE", .twentyFourHour, "UTC")
        }
    }

    @Test("a language without a catalog is refused")
    func noCatalog() throws {
        let swahili = try Fixtures.tag("sw-KE")
        #expect(throws: AnnouncementError.noCatalog(swahili)) {
            try announce(UnixTime(seconds: 0), "sw-KE", .twentyFourHour, "UTC")
        }
    }

    /// - Parameter now: given when today and yesterday are to be called so; otherwise the moment is of the present year.
    private func announce(
        _ moment: UnixTime, _ language: String, _ clock: ClockFormat, _ zone: String, now: UnixTime? = nil
    ) throws -> Announcement {
        try #require(
            try Fixtures.makeFormatter().announcement(
                of: moment, language: try Fixtures.tag(language), clock: clock, zone: try Fixtures.zone(zone),
                asOf: now ?? moment, isRelative: now != nil))
    }
}
