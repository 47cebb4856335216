internal import Prompts

/// All that is prepared for one language. A class, because copying its many parts for each request would cost more than
/// writing the texts.
final class SpokenLanguage {
    /// What is written before and behind a time.
    struct TimeFrame {
        let before = FieldTemplate()
        let after = FieldTemplate()

        init(_ text: RelativeText) {
            before.append(PlainText.plain(text.beforeTime))
            after.append(PlainText.plain(text.afterTime))
        }
    }

    let calendar: CatalogCalendar
    let dayPeriods: DayPeriods
    let dates: LocalizedDates
    let clips: ClipSequence
    let counts: CountSpeaker
    let today: TimeFrame
    let yesterday: TimeFrame

    /// - Throws: `noDates` when CLDR does not know the language.
    init(catalog: PromptCatalog, playNames: PlayNames?) throws(AnnouncementError) {
        // The calendar of the clips, so that what is read and what is heard is the same day.
        calendar = .gregorian
        dayPeriods = catalog.dayPeriods
        dates = try LocalizedDates(language: catalog.language, calendar: calendar)
        clips = ClipSequence(catalog: catalog, playNames: playNames)
        counts = CountSpeaker(catalog: catalog, playNames: playNames)
        today = TimeFrame(catalog.today)
        yesterday = TimeFrame(catalog.yesterday)
    }
}
