public import VoicemailModel

/// All prompts of one language, its clips of a spoken date and of a number of messages, and how they are put in order.
///
/// It is complete: `CatalogReader` makes none that lacks a text. A class, so that handing it on copies a reference.
public final class PromptCatalog: Sendable {
    public let language: LanguageTag
    /// By which the clips name day, month and year.
    public let calendar: CatalogCalendar
    /// The text of every clip, by its name: `hour24/15`, `period/pm`, `at`.
    public let clips: [String: String]
    public let counts: CountOrder
    public let order: ClipOrder
    public let dayPeriods: DayPeriods
    /// Which variant of clips is said in which region; a region that is not among them hears the common ones.
    public let regions: [String: String]
    /// What stands for the date in a written sentence of today.
    public let today: RelativeText
    /// What stands for the date in a written sentence of yesterday.
    public let yesterday: RelativeText
    /// How it is said whom a message came from.
    public let caller: CallerPhrases

    /// In the order of `PromptID.allCases`.
    private let prompts: [Prompt]

    init(
        language: LanguageTag, calendar: CatalogCalendar, promptTexts: [PromptID: String], clips: [String: String],
        counts: CountOrder, order: ClipOrder, dayPeriods: DayPeriods, regions: [String: String], today: RelativeText,
        yesterday: RelativeText, caller: CallerPhrases
    ) {
        self.language = language
        self.calendar = calendar
        self.clips = clips
        self.counts = counts
        self.order = order
        self.dayPeriods = dayPeriods
        self.regions = regions
        self.today = today
        self.yesterday = yesterday
        self.caller = caller
        prompts = PromptID.allCases.map { id in
            Prompt(id: id, file: "\(language.text)/\(id.name)", text: promptTexts[id, default: ""])
        }
    }

    /// The variant of clips that a caller hears who asked for `tag`; nil for the common ones. A tag without a region means the
    /// likely one.
    public func regionalVariant(for tag: LanguageTag) -> String? {
        guard !regions.isEmpty else { return nil }
        return SpokenTag(tag.text)?.region.flatMap { regions[$0] }
    }

    public func prompt(_ id: PromptID) -> Prompt {
        prompts[Int(id.rawValue)]
    }
}
