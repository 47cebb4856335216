import Foundation
import Testing
import VoicemailModel

@testable import Announcements

@Suite(.timeLimit(.minutes(5)))
struct LocalizedDatesTests {
    static let moments: [Int64] = [
        // 2026-11-30 09:47, 21:47, 00:07 and 12:00, and a day of each other month.
        1_796_032_020, 1_796_075_220, 1_795_997_220, 1_796_040_000, 1_768_435_200, 1_771_200_000, 1_773_619_200,
        1_776_297_600, 1_778_889_600, 1_781_568_000, 1_784_160_000, 1_786_838_400, 1_789_516_800, 1_792_108_800,
        1_797_379_200,
    ]

    @Test("every language that Foundation knows follows the asked clock, in plain text with ASCII digits")
    func everyLanguage() throws {
        let known = LocalizedDates.knownLanguages()
        var count = 0
        for identifier in Locale.availableIdentifiers {
            guard let tag = LanguageTag(identifier.replacing("_", with: "-")) else { continue }
            let dates = try LocalizedDates(language: tag, knownLanguages: known)
            for seconds in Self.moments {
                let fields = CalendarFields(localSeconds: seconds)
                let time = [fields.hour, fields.minute]
                let time12 = [CalendarFields.hour12(fields.hour), fields.minute]
                // Japanese counts the hours of the 12-hour clock from 0.
                let time0 = [fields.hour % 12, fields.minute]
                #expect(numbers(dates.time24, fields) == time, "\(tag)")
                #expect([time12, time0].contains(numbers(dates.time12, fields)), "\(tag)")
                #expect(holds(numbers(dates.dateAndTime24, fields), time, fields), "\(tag)")
                #expect(
                    holds(numbers(dates.dateAndTime12, fields), time12, fields)
                        || holds(numbers(dates.dateAndTime12, fields), time0, fields), "\(tag)")
            }
            count += 1
        }
        #expect(count > 700)
    }

    @Test("what is written is what Foundation's own formatter writes, except for odd spaces and marks")
    func agreesWithFoundation() throws {
        let known = LocalizedDates.knownLanguages()
        for identifier in [
            "en-US", "en-GB", "es-ES", "es-419", "fr-FR", "fr-CA", "de-DE", "it-IT", "pt-BR", "pt-PT", "nl-NL", "pl-PL",
            "ru-RU", "uk-UA", "cs-CZ", "sv-SE", "da-DK", "nb-NO", "fi-FI", "hu-HU", "ro-RO", "el-GR", "tr-TR", "ar",
            "he-IL", "fa-IR", "hi-IN", "bn", "ja-JP", "ko-KR", "zh-Hans", "zh-Hant-TW", "yue-Hant-HK", "vi-VN", "id-ID",
            "ms-MY", "ca", "th", "my", "sw", "bg", "lt",
        ] {
            let tag = try Fixtures.tag(identifier)
            let dates = try LocalizedDates(language: tag, knownLanguages: known)
            var components = Locale.Components(identifier: identifier)
            components.calendar = .gregorian
            components.numberingSystem = Locale.NumberingSystem("latn")
            let formatter = DateFormatter()
            formatter.locale = Locale(components: components)
            formatter.timeZone = TimeZone(identifier: "UTC")
            for (skeleton, template) in [
                ("EEEEyMMMMdhmm", dates.dateAndTime12), ("EEEEyMMMMdHHmm", dates.dateAndTime24), ("hmm", dates.time12),
                ("HHmm", dates.time24),
            ] {
                formatter.setLocalizedDateFormatFromTemplate(skeleton)
                for seconds in Self.moments {
                    let expected = formatter.string(from: Date(timeIntervalSince1970: Double(seconds)))
                    #expect(
                        text(template, CalendarFields(localSeconds: seconds)) == PlainText.plain(expected), "\(tag)")
                }
            }
        }
    }

    @Test(
        "a language that CLDR has no dates in is refused rather than written in English",
        arguments: ["tlh", "xx", "qaa-Qaaa-QM-x-southern", "x-joual", "i-mingo"])
    func unknownLanguage(text: String) throws {
        let tag = try Fixtures.tag(text)
        #expect(throws: AnnouncementError.noDates(tag)) {
            try LocalizedDates(language: tag, knownLanguages: LocalizedDates.knownLanguages())
        }
    }

    @Test("what a tag says of clock, calendar and digits does not count", arguments: ["h12", "h23"])
    func extensions(hours: String) throws {
        let known = LocalizedDates.knownLanguages()
        let plain = try LocalizedDates(language: try Fixtures.tag("ar-EG"), knownLanguages: known)
        let tag = try Fixtures.tag("ar-EG-u-ca-islamic-hc-\(hours)-nu-arab-x-own")
        let extended = try LocalizedDates(language: tag, knownLanguages: known)
        let fields = CalendarFields(localSeconds: Self.moments[1])
        #expect(text(extended.dateAndTime12, fields) == text(plain.dateAndTime12, fields))
        #expect(text(extended.dateAndTime24, fields) == text(plain.dateAndTime24, fields))
    }

    /// The numbers in what the template writes; stops the test's row where there is a character that has no place there.
    private func numbers(_ template: FieldTemplate, _ fields: CalendarFields) -> [Int] {
        let text = text(template, fields)
        for scalar in text.unicodeScalars {
            let category = scalar.properties.generalCategory
            let isOddSpace = [.spaceSeparator, .lineSeparator, .paragraphSeparator].contains(category) && scalar != " "
            let isJoiner = scalar == "\u{200C}" || scalar == "\u{200D}"
            let isInvisible = category == .control || (category == .format && !isJoiner)
            let isForeignDigit = category == .decimalNumber && !scalar.isASCII
            #expect(!isOddSpace && !isInvisible && !isForeignDigit, "\(text.debugDescription)")
        }
        return text.split { !("0"..."9").contains($0) }.compactMap { Int($0) }
    }

    /// Whether year, day and this time are among the numbers, and at most two besides: the month, and the weekday, which
    /// Meta' and Toki Pona number.
    private func holds(_ numbers: [Int], _ time: [Int], _ fields: CalendarFields) -> Bool {
        var rest = numbers
        for number in [fields.year, fields.day] + time {
            guard let index = rest.firstIndex(of: number) else { return false }
            rest.remove(at: index)
        }
        return rest.count <= 2 && rest.allSatisfy { $0 == fields.month || $0 <= 7 }
    }

    private func text(_ template: FieldTemplate, _ fields: CalendarFields) -> String {
        TextMemory.text(capacity: template.capacity) { template.write(.init(fields, dayPeriod: 0), to: &$0) }
    }
}
