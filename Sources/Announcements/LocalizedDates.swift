internal import Prompts
internal import VoicemailModel

/// How one language writes a full date with a short time, and the time alone, on both clocks: CLDR's patterns and names,
/// asked of ICU once.
struct LocalizedDates {
    let dateAndTime12: FieldTemplate
    let dateAndTime24: FieldTemplate
    let time12: FieldTemplate
    let time24: FieldTemplate

    /// - Throws: `noDates` when CLDR does not know the language, or writes its dates in a way that is not known here.
    init(language: LanguageTag, calendar: CatalogCalendar) throws(AnnouncementError) {
        guard let dates = LocaleDates(language: language, calendar: calendar),
            let customaryTime = dates.timePattern, let full = dates.fullPattern,
            let frame = Self.frame(around: customaryTime, in: full)
        else { throw .noDates(language) }

        let names = Self.makeNames(dates, calendar)
        func templates(
            isTwelveHour: Bool, skeleton: String
        ) throws(AnnouncementError) -> (dateAndTime: FieldTemplate, time: FieldTemplate) {
            // The short time as the language has it, where that is on this clock. A skeleton is for the other clock: it
            // says which fields are wanted, and CLDR puts them in the language's order.
            for time in [customaryTime, dates.bestPattern(for: skeleton)] {
                guard let time, let alone = DatePattern([time], names: names), alone.isTwelveHour == isTwelveHour,
                    let dated = DatePattern([frame.before, time, frame.after], names: names)
                else { continue }
                return (dated.template, alone.template)
            }
            throw .noDates(language)
        }
        (dateAndTime12, time12) = try templates(isTwelveHour: true, skeleton: "hmm")
        (dateAndTime24, time24) = try templates(isTwelveHour: false, skeleton: "Hmm")
    }

    /// What is before and behind the time in the pattern of a date with its time.
    private static func frame(around time: String, in full: String) -> (before: String, after: String)? {
        let parts = full.unicodeScalars.split(separator: time.unicodeScalars, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        return (String(parts[0]), String(parts[1]))
    }

    /// The names are read off dates that are known to have them: 2024 began on a Monday.
    private static func makeNames(_ dates: LocaleDates, _ calendar: CatalogCalendar) -> DatePattern.Names {
        let monday: Int64 = 1_704_067_200
        let day: Int64 = 86_400
        // A day in the middle of the year's first month; of the Solar Hijri year that began in 2024, the 3rd of April. Steps
        // of 31 days from there fall into one month after the other all through the year.
        let firstMonth =
            switch calendar {
            case .gregorian, .buddhist: monday + 14 * day
            case .persian: monday + 93 * day
            }
        let yearOne: Int64 = -62_135_596_800
        func texts(_ pattern: String, _ seconds: some Sequence<Int64>) -> [String] {
            let seconds = Array(seconds)
            return dates.texts(pattern, at: seconds) ?? seconds.map { _ in "" }
        }
        return DatePattern.Names(
            weekdays: { field in texts(field, (0..<7).map { monday + $0 * day }) },
            months: { field in texts(field, (0..<12).map { firstMonth + $0 * 31 * day }) },
            dayPeriods: { field in
                // That noon and midnight have names of their own at the full hour only, ICU heeds where minutes are written.
                let moments = (0..<48).map { monday + $0 / 2 * 3_600 + $0 % 2 * 60 }
                return texts("mm\(field)", moments).map { String($0.unicodeScalars.dropFirst(2)) }
            },
            era: { field in texts(field, [monday]).joined() },
            // That year is one before the first of some calendars, and has a minus there.
            minus: texts("y", [yearOne]).joined().filter { !("0"..."9").contains($0) })
    }
}
