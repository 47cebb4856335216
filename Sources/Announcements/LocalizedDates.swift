internal import Foundation
internal import VoicemailModel

/// How one language writes a full date with a short time, and the time alone, on both clocks: CLDR's patterns and names,
/// asked of Foundation once.
struct LocalizedDates {
    let dateAndTime12: FieldTemplate
    let dateAndTime24: FieldTemplate
    let time12: FieldTemplate
    let time24: FieldTemplate

    /// - Parameter knownLanguages: what `knownLanguages()` says; it takes a while to say it.
    /// - Throws: `noDates` when CLDR does not know the language, so that Foundation would answer in another one.
    init(language: LanguageTag, knownLanguages: Set<Locale.LanguageCode>) throws(AnnouncementError) {
        var components = Locale.Components(identifier: language.text)
        components.calendar = .gregorian
        components.numberingSystem = Locale.NumberingSystem("latn")
        let locale = Locale(components: components)
        guard let code = locale.language.languageCode, knownLanguages.contains(code) else { throw .noDates(language) }

        let names = Self.makeNames(locale: locale)
        func template(_ skeleton: String, isTwelveHour: Bool) throws(AnnouncementError) -> FieldTemplate {
            guard let text = DateFormatter.dateFormat(fromTemplate: skeleton, options: 0, locale: locale),
                let pattern = DatePattern(text, names: names), pattern.isTwelveHour == isTwelveHour
            else { throw .noDates(language) }
            return pattern.template
        }
        // A skeleton says which fields are wanted, and `h` or `H` which clock; CLDR puts them in the language's order.
        dateAndTime12 = try template("EEEEyMMMMdhmm", isTwelveHour: true)
        dateAndTime24 = try template("EEEEyMMMMdHHmm", isTwelveHour: false)
        time12 = try template("hmm", isTwelveHour: true)
        time24 = try template("HHmm", isTwelveHour: false)
    }

    /// The languages that CLDR has dates in.
    static func knownLanguages() -> Set<Locale.LanguageCode> {
        Set(
            Locale.availableIdentifiers.compactMap { Locale.Components(identifier: $0).languageComponents.languageCode }
        )
    }

    /// The names are read off dates that are known to have them: 2024 began on a Monday.
    private static func makeNames(locale: Locale) -> DatePattern.Names {
        let monday = Date(timeIntervalSince1970: 1_704_067_200)
        let formatter = DateFormatter()
        formatter.locale = locale
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        func names(_ field: String, secondsApart: [Int]) -> [String] {
            formatter.dateFormat = field
            return secondsApart.map { formatter.string(from: monday.addingTimeInterval(TimeInterval($0))) }
        }
        let day = 86_400
        return DatePattern.Names(
            weekdays: { field in names(field, secondsApart: (0..<7).map { $0 * day }) },
            // Steps of 31 days from the 1st of January fall into one month after the other all through the year.
            months: { field in names(field, secondsApart: (0..<12).map { $0 * 31 * day }) },
            dayPeriods: { field in names(field, secondsApart: (0..<48).map { $0 / 2 * 3_600 + $0 % 2 * 60 }) })
    }
}
