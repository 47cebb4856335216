import Prompts
import Testing
import VoicemailModel

@testable import Announcements

@Suite(.timeLimit(.minutes(5)))
struct LocalizedDatesTests {
    /// 2026-11-30 21:47
    static let moment: Int64 = 1_796_075_220

    @Test(
        "a language that CLDR has no dates in is refused rather than written in English",
        arguments: ["tlh", "xx", "qaa-Qaaa-QM-x-southern", "x-joual", "i-mingo"])
    func unknownLanguage(text: String) throws {
        let tag = try Fixtures.tag(text)
        #expect(throws: AnnouncementError.noDates(tag)) { try LocalizedDates(language: tag, calendar: .gregorian) }
    }

    @Test("what a tag says of clock, calendar and digits does not count", arguments: ["h12", "h23"])
    func extensions(hours: String) throws {
        let plain = try LocalizedDates(language: try Fixtures.tag("ar-EG"), calendar: .gregorian)
        let tag = try Fixtures.tag("ar-EG-u-ca-islamic-hc-\(hours)-nu-arab-x-own")
        let extended = try LocalizedDates(language: tag, calendar: .gregorian)
        #expect(text(extended.dateAndTime12) == text(plain.dateAndTime12))
        #expect(text(extended.dateAndTime24) == text(plain.dateAndTime24))
        #expect(text(plain.time24) == "21:47")
    }

    @Test(
        "what was wrong with dates that were not ICU's is right",
        arguments: [
            ("fi-FI", "maanantai 30. marraskuuta 2026 klo 9.47 ip.", "maanantai 30. marraskuuta 2026 klo 21.47"),
            ("fr-CA", "lundi 30 novembre 2026 à 9 h 47 p.m.", "lundi 30 novembre 2026 à 21 h 47"),
            ("hi-IN", "सोमवार, 30 नवंबर 2026 को 9:47 pm बजे", "सोमवार, 30 नवंबर 2026 को 21:47 बजे"),
            ("zh-Hant-TW", "2026年11月30日 星期一 晚上9:47", "2026年11月30日 星期一 21:47"),
            ("uk-UA", "понеділок, 30 листопада 2026 р. о 9:47 пп", "понеділок, 30 листопада 2026 р. о 21:47"),
        ])
    func examples(row: (tag: String, twelveHour: String, twentyFourHour: String)) throws {
        let dates = try LocalizedDates(language: try Fixtures.tag(row.tag), calendar: .gregorian)
        #expect(text(dates.dateAndTime12) == row.twelveHour)
        #expect(text(dates.dateAndTime24) == row.twentyFourHour)
    }

    @Test("Finnish writes all days of the week alike", arguments: 0..<7)
    func finnishWeekdays(day: Int64) throws {
        let dates = try LocalizedDates(language: try Fixtures.tag("fi-FI"), calendar: .gregorian)
        let weekdays = ["maanantai", "tiistai", "keskiviikko", "torstai", "perjantai", "lauantai", "sunnuntai"]
        let text = text(dates.dateAndTime24, at: Self.moment + day * 86_400)
        #expect(text.hasPrefix("\(weekdays[Int(day)]) "))
    }

    @Test(
        "years are those of the calendar",
        arguments: [
            ("fa-IR", CatalogCalendar.persian, moment, "1405 آذر 9, دوشنبه ساعت 21:47"),
            ("fa-IR", .gregorian, moment, "دوشنبه 30 نوامبر 2026 ساعت 21:47"),
            ("fa-IR", .persian, -62_135_596_800, "−621 دی 11, دوشنبه ساعت 0:00"),
            ("th-TH", .buddhist, moment, "วันจันทร์ที่ 30 พฤศจิกายน พ.ศ. 2569 เวลา 21:47"),
            ("th-TH", .buddhist, 253_402_300_799, "วันศุกร์ที่ 31 ธันวาคม พ.ศ. 10542 เวลา 23:59"),
            ("th-TH", .buddhist, -62_135_596_800, "วันจันทร์ที่ 1 มกราคม พ.ศ. 544 เวลา 00:00"),
        ])
    func calendars(row: (tag: String, calendar: CatalogCalendar, moment: Int64, text: String)) throws {
        let dates = try LocalizedDates(language: try Fixtures.tag(row.tag), calendar: row.calendar)
        #expect(text(dates.dateAndTime24, at: row.moment, in: row.calendar) == row.text)
    }

    @Test(
        "the plain form of a text has plain spaces, ASCII digits, no marks, and the joiners of Persian",
        arguments: [
            ("9:47\u{202F}PM", "9:47 PM"), ("\u{200F}٩:٤٧\u{A0}م", "9:47 م"), ("پیش\u{200C}ازظهر", "پیش\u{200C}ازظهر"),
            ("п\u{2BC}ятниця", "п\u{2019}ятниця"), ("a\u{0}b", "ab"),
        ])
    func plainText(row: (text: String, plain: String)) {
        #expect(PlainText.plain(row.text) == row.plain)
    }

    private func text(
        _ template: FieldTemplate, at seconds: Int64 = moment, in calendar: CatalogCalendar = .gregorian
    ) -> String {
        let fields = CalendarFields(localSeconds: seconds)
        let choice = FieldTemplate.Choice(fields.inCalendar(calendar), dayPeriod: 0)
        return TextMemory.text(capacity: template.capacity) { template.write(choice, to: &$0) }
    }
}
