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

    let dayPeriods: DayPeriods
    let dates: LocalizedDates
    let clips: ClipSequence
    let today: TimeFrame
    let yesterday: TimeFrame

    init(catalog: PromptCatalog, playNames: PlayNames?, dates: LocalizedDates) {
        dayPeriods = catalog.dayPeriods
        self.dates = dates
        clips = ClipSequence(catalog: catalog, playNames: playNames)
        today = TimeFrame(catalog.today)
        yesterday = TimeFrame(catalog.yesterday)
    }
}
