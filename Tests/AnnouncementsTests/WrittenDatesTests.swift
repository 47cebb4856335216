import Prompts
import Testing
import VoicemailModel
import VoicemailTestKit

@testable import Announcements

/// `text` is what ICU makes, but for what docs/prompts.md excepts.
@Suite(.timeLimit(.minutes(5)))
struct WrittenDatesTests {
    /// Each minute of a day, each day of a leap year, and others of the years from which on ICU, too, reckons by the Gregorian
    /// calendar alone.
    static let moments: [Int64] = {
        let minutes = (0..<1440 as Range<Int64>).map { 1_795_996_800 + $0 * 60 }
        let days = (0..<366 as Range<Int64>).map { 1_830_297_600 + $0 * 86_400 + $0 * 3_637 % 86_400 }
        var random = Seeded(state: 16)
        let others = (0..<1500).map { _ in Int64.random(in: -12_212_553_600..<253_402_300_800, using: &random) }
        return minutes + days + others
    }()

    @Test(
        "every catalog's dates and times are those of ICU, on both clocks",
        arguments: try Fixtures.catalogs.get().languages)
    func catalogs(language: LanguageTag) async throws {
        let formatter = try Fixtures.makeFormatter()
        let catalog = try #require(try Fixtures.catalogs.get()[language])
        let icu = try #require(try await ICU.texts(of: Self.moments, in: [language.text]).first)
        var differences: [String] = []
        for clock in [ClockFormat.twelveHour, .twentyFourHour] {
            let style = try #require(try formatter.style(language: language, clock: clock, zone: .utc))
            let isTwelveHour = clock == .twelveHour
            for (seconds, expected) in zip(Self.moments, icu.texts) {
                let moment = UnixTime(seconds: seconds)
                let date = try style.announcement(of: moment, asOf: moment).text
                let expectedDate = isTwelveHour ? expected.dateAndTime12 : expected.dateAndTime24
                if date != expectedDate { differences.append("\n\(expectedDate)\n\(date)") }
                let today = try style.announcement(of: moment, asOf: moment, isRelative: true).text
                let time = isTwelveHour ? expected.time12 : expected.time24
                let expectedToday = catalog.today.beforeTime + time + catalog.today.afterTime
                if today != expectedToday { differences.append("\n\(expectedToday)\n\(today)") }
            }
        }
        #expect(differences.isEmpty, "\(differences.count) differences, as in \(differences.prefix(10).joined())")
    }

    @Test(
        "a catalog's calendar is the one that CLDR has for its language",
        arguments: try Fixtures.catalogs.get().languages)
    func calendar(language: LanguageTag) throws {
        let catalog = try #require(try Fixtures.catalogs.get()[language])
        #expect(catalog.calendar.rawValue == LocaleDates.defaultCalendar(of: language))
    }

    @Test("in every language of CLDR dates and times are those of ICU, where there are catalogs of the calendar")
    func everyLanguage() async throws {
        let calendars = try await ICU.calendars()
        let moments = Self.moments.filter { $0 % 86_400 / 60 % 97 == 0 }
        let tags = calendars.keys.filter { CatalogCalendar(rawValue: calendars[$0] ?? "") != nil }.sorted()
        for icu in try await ICU.texts(of: moments, in: tags) {
            let calendar = try #require(CatalogCalendar(rawValue: icu.calendar))
            let dates = try LocalizedDates(language: try Fixtures.tag(icu.tag), calendar: calendar)
            let texts = moments.map { seconds in
                let fields = CalendarFields(localSeconds: seconds)
                let choice = FieldTemplate.Choice(fields.inCalendar(calendar), dayPeriod: 0)
                return ICU.Texts(
                    dateAndTime12: Self.text(dates.dateAndTime12, choice),
                    dateAndTime24: Self.text(dates.dateAndTime24, choice),
                    time12: Self.text(dates.time12, choice), time24: Self.text(dates.time24, choice))
            }
            let differences = zip(icu.texts, texts).filter { $0 != $1 }
            #expect(differences.isEmpty, "\(icu.tag): \(differences.prefix(3))")
        }
        #expect(tags.count > 700)
        #expect(moments.count > 20)
    }

    private static func text(_ template: FieldTemplate, _ choice: FieldTemplate.Choice) -> String {
        TextMemory.text(capacity: template.capacity) { template.write(choice, to: &$0) }
    }

    /// Where a written today or yesterday is not CLDR's word joined by CLDR's `atTime`, and why.
    static let ownRelativeTexts: [String: String] = [
        "bn": "এ belongs to a date; আজ এ is wrong", "hi-IN": "को belongs to a date; आज को is wrong",
        "ur-PK": "کو belongs to a date; آج کو is wrong", "ja-JP": "callers hear 本日, which is politer than 今日",
        "ro-RO": "callers hear astăzi, which is less colloquial than azi",
    ]

    @Test("today and yesterday are CLDR's words, joined like a date, and begin with a small letter")
    func relativeTexts() async throws {
        let catalogs = try Fixtures.catalogs.get()
        let expected = try await ICU.relative(in: catalogs.languages.map(\.text))
        for language in catalogs.languages {
            let catalog = try #require(catalogs[language])
            let icu = try #require(expected[language.text])
            let frames = [catalog.today, catalog.yesterday].map { "\($0.beforeTime){time}\($0.afterTime)" }
            for frame in frames { #expect(frame == frame.lowercased(), "\(language)") }
            // In Vietnamese, CLDR's words begin with a capital letter, wherever they stand.
            let isICU = frames == [icu.today.lowercased(), icu.yesterday.lowercased()]
            #expect(isICU == (Self.ownRelativeTexts[language.text] == nil), "\(language): \(frames), \(icu)")
        }
    }
}
