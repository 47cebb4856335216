import Announcements
import Foundation
import Prompts
import Testing
import VoicemailModel

/// What is clear when it is read and was not when it is heard.
@Suite(.timeLimit(.minutes(5)))
struct HeardTimesTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let language: String
        let clock: ClockFormat
        let time: String
        let heard: String

        init(_ language: String, _ clock: ClockFormat, _ time: String, _ heard: String) {
            self.language = language
            self.clock = clock
            self.time = time
            self.heard = heard
        }

        var testDescription: String { "\(language) \(time): \(heard)" }
    }

    static let yesterdays = [
        Case("hu-HU", .twelveHour, "01:00", "tegnap hajnali egy óra"),
        Case("hu-HU", .twelveHour, "00:05", "tegnap nulla óra öt perc"),
        Case("ms-MY", .twelveHour, "00:05", "semalam pukul dua belas lewat lima minit awal pagi"),
        Case("he-IL", .twelveHour, "01:00", "אתמול בשעה אחת אחרי חצות"),
        Case("tr-TR", .twelveHour, "01:00", "dün günün ilk saatlerinde saat bir"),
        Case("hi-IN", .twelveHour, "01:00", "कल तड़के एक बजे"),
        Case("bn", .twelveHour, "01:00", "গতকাল দিনের প্রথম প্রহরে একটা"),
        Case("de-DE", .twelveHour, "01:00", "gestern um ein Uhr früh"),
        Case("fi-FI", .twelveHour, "01:00", "eilen kello yksi aamuyöllä"),
        Case("cs-CZ", .twelveHour, "01:00", "včera v jednu hodinu ráno"),
        Case("pl-PL", .twelveHour, "01:00", "wczoraj o godzinie pierwszej nad ranem"),
        Case("it-IT", .twelveHour, "01:00", "ieri all’una del mattino"),
        Case("ro-RO", .twelveHour, "01:00", "ieri la ora unu dimineața"),
        Case("es-ES", .twelveHour, "00:00", "ayer a las cero horas"),
        Case("es-419", .twelveHour, "00:00", "ayer a las cero horas"),
        Case("es-ES", .twelveHour, "00:05", "ayer a las doce y cinco de la madrugada"),
        Case("en-US", .twelveHour, "00:00", "yesterday at twelve a.m."),
        Case("en-US", .twentyFourHour, "00:00", "yesterday at zero hundred hours"),
        Case("en-GB", .twentyFourHour, "09:00", "yesterday at nine hundred hours"),
        Case("da-DK", .twentyFourHour, "00:00", "i går klokken nul nul"),
        Case("nb-NO", .twentyFourHour, "00:00", "i går klokken null null"),
        Case("sv-SE", .twentyFourHour, "00:00", "i går klockan noll noll"),
        Case("fi-FI", .twentyFourHour, "00:00", "eilen kello nolla"),
        Case("nl-NL", .twentyFourHour, "00:00", "gisteren om nul uur"),
        Case("it-IT", .twentyFourHour, "00:00", "ieri alle ore zero"),
        Case("pt-BR", .twentyFourHour, "00:00", "ontem à zero hora"),
        Case("pt-PT", .twentyFourHour, "00:00", "ontem às zero horas"),
        Case("el-GR", .twentyFourHour, "00:00", "χθες στις μηδέν ώρες"),
        Case("ar", .twentyFourHour, "00:00", "أمس في الساعة صفر"),
        Case("ar", .twelveHour, "00:05", "أمس في الساعة الثانية عشرة وخمس دقائق بعد منتصف الليل"),
        Case("el-GR", .twelveHour, "00:05", "χθες στις δώδεκα και πέντε λεπτά μετά τα μεσάνυχτα"),
        Case("fr-FR", .twelveHour, "00:05", "hier à zéro heure cinq"),
        Case("ru-RU", .twelveHour, "00:05", "вчера в ноль часов пять минут"),
        Case("pl-PL", .twentyFourHour, "00:00", "wczoraj o godzinie zero zero"),
        Case("pl-PL", .twelveHour, "12:00", "wczoraj o godzinie dwunastej w południe"),
        Case("pl-PL", .twelveHour, "12:01", "wczoraj o godzinie dwunastej zero jeden po południu"),
        Case("fa-IR", .twentyFourHour, "20:00", "دیروز ساعت بیست"),
        Case("fa-IR", .twelveHour, "21:45", "دیروز ساعت نُه و چهل و پنج دقیقهٔ شب"),
        Case("fa-IR", .twelveHour, "21:00", "دیروز ساعت نُهِ شب"),
        Case("es-419", .twelveHour, "21:45", "ayer a las nueve y cuarenta y cinco de la noche"),
        Case("es-419", .twentyFourHour, "21:45", "ayer a las veintiuna horas y cuarenta y cinco minutos"),
    ]

    @Test("yesterday is heard as yesterday, and every hour as one that its clock has", arguments: yesterdays)
    func yesterday(row: Case) throws {
        let language = try Fixtures.tag(row.language)
        let moment = try Fixtures.moment("2026-11-23T\(row.time):00Z")
        let announcement = try #require(
            try Fixtures.makeFormatter().announcement(
                of: moment, language: language, clock: row.clock, zone: .utc, asOf: moment.adding(seconds: 86_400),
                isRelative: true))
        #expect(try Fixtures.heard(announcement, in: language) == row.heard)
    }

    @Test("a date in Iran is of the Solar Hijri calendar")
    func iran() throws {
        let language = try Fixtures.tag("fa-IR")
        let announcement = try #require(
            try Fixtures.makeFormatter().announcement(
                of: try Fixtures.moment("2026-11-23T21:45:00Z"), language: language, clock: .twentyFourHour, zone: .utc,
                asOf: try Fixtures.moment("2027-11-23T21:45:00Z")))
        #expect(announcement.date == "2026-11-23")
        #expect(announcement.play == "weekday/1,day/2,month-ezafe/9,year/1405,hour24/21,minute/45")
        #expect(
            try Fixtures.heard(announcement, in: language)
                == "دوشنبه دومِ آذرِ هزار و چهارصد و پنج ساعت بیست و یک و چهل و پنج دقیقه")
    }

    /// Words for the middle of the night, or for the night: a day that they stand beside has one at either end.
    private static let nights = [
        "midnight", "nachts", "mitternacht", "’s nachts", "middernacht", "midnat", "natten", "midnatt", "keskiyö",
        "yöllä",
        "minuit", "mezzanotte", "notte", "meia-noite", "medianoche", "de la noche", "da noite", "miezul nopții",
        "noaptea", "v noci",
        "w nocy", "północ", "éjfél", "éjjel", "gece", "tengah malam", "रात", "রাত", "בחצות", "בלילה", "полночь",
        "в двенадцать часов ночи",
        "о дванадцятій годині ночі", "nửa đêm", "午夜", "半夜", "자정",
    ]
    /// After midnight is the beginning of a day.
    private static let afterMidnight = ["μετά τα μεσάνυχτα", "بعد منتصف الليل", "אחרי חצות", "aamuyöllä"]

    @Test(
        "00:00 and the hour behind it name their own day on either clock",
        arguments: try Fixtures.catalogs.get().languages)
    func midnight(language: LanguageTag) throws {
        let formatter = try Fixtures.makeFormatter()
        let catalog = try #require(try Fixtures.catalogs.get()[language])
        for clock in [ClockFormat.twelveHour, .twentyFourHour] {
            for minute in 0..<60 {
                let moment = try Fixtures.moment("2026-11-23T00:00:00Z").adding(seconds: Int64(minute) * 60)
                let announcement = try #require(
                    try formatter.announcement(of: moment, language: language, clock: clock, zone: .utc, asOf: moment))
                var heard = try Fixtures.heard(announcement, in: language).lowercased()
                for phrase in Self.afterMidnight { heard = heard.replacing(phrase, with: "") }
                #expect(!Self.nights.contains { heard.contains($0) }, "\(heard)")
                #expect(!heard.contains("μεσάνυχτα") && !heard.contains("منتصف"), "\(heard)")
                // The word for midnight is that of the zero hour.
                if announcement.clips.contains("midnight") {
                    let zero = try #require(catalog.clips["hour24/0"])
                    let word = try #require(catalog.clips["midnight"])
                    #expect(word == zero)
                } else if clock == .twentyFourHour {
                    #expect(announcement.clips.contains { $0.hasPrefix("hour24") && $0.hasSuffix("/0") })
                }
            }
        }
    }

    @Test(
        "no part of the day that is said from one to five is said in the evening too",
        arguments: try Fixtures.catalogs.get().languages)
    func smallHours(language: LanguageTag) throws {
        let periods = try #require(try Fixtures.catalogs.get()[language]).dayPeriods
        func clips(_ minutes: Range<Int>) -> Set<String> {
            Set(minutes.map { periods.starts[periods.index(atMinuteOfDay: $0)].clip })
        }
        #expect(clips(0..<300).isDisjoint(with: clips(1080..<1440)))
    }
}
