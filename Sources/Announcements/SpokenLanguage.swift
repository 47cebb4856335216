internal import Prompts
internal import VoicemailModel

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
    let counts: CountSpeaker
    let today: TimeFrame
    let yesterday: TimeFrame
    let caller: CallerSentence
    private let catalog: PromptCatalog
    private let clips: ClipSequence
    /// By the variant that regions hear.
    private let regionalClips: [String: ClipSequence]

    /// - Throws: `noDates` when CLDR does not know the language.
    init(catalog: PromptCatalog, playNames: PlayNames?) throws(AnnouncementError) {
        self.catalog = catalog
        // Also of what is written, so that what is read and what is heard is the same day.
        calendar = catalog.calendar
        dayPeriods = catalog.dayPeriods
        dates = try LocalizedDates(language: catalog.language, calendar: calendar)
        clips = ClipSequence(catalog: catalog, playNames: playNames)
        counts = CountSpeaker(catalog: catalog, playNames: playNames)
        regionalClips = Dictionary(
            uniqueKeysWithValues: Set(catalog.regions.values).map {
                ($0, ClipSequence(catalog: catalog, playNames: playNames, region: $0))
            })
        today = TimeFrame(catalog.today)
        yesterday = TimeFrame(catalog.yesterday)
        caller = CallerSentence(catalog.caller, playNames: playNames)
    }

    /// One tag for each variant that a region hears.
    var regionalTags: [LanguageTag] {
        let language = catalog.language.text.prefix { $0 != "-" }
        let regions = Dictionary(catalog.regions.sorted { $0.key < $1.key }.map { ($1, $0) }) { first, _ in first }
        return regions.values.sorted().compactMap { LanguageTag("\(language)-\($0)") }
    }

    /// The clips that a caller hears who asked for `tag`: some differ by region.
    func clips(for tag: LanguageTag) -> ClipSequence {
        catalog.regionalVariant(for: tag).flatMap { regionalClips[$0] } ?? clips
    }
}
