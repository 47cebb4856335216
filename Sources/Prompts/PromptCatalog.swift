public import VoicemailModel

/// All prompts of one language, its clips of a spoken date and of a number of messages, and how they are put in order.
///
/// It is complete: `CatalogReader` makes none that lacks a text. A class, so that handing it on copies a reference.
public final class PromptCatalog: Sendable {
    public let language: LanguageTag
    /// The text of every clip, by its name: `hour24/15`, `period/pm`, `at`.
    public let clips: [String: String]
    public let counts: CountOrder
    public let order: ClipOrder
    public let dayPeriods: DayPeriods
    /// What stands for the date in a written sentence of today.
    public let today: RelativeText
    /// What stands for the date in a written sentence of yesterday.
    public let yesterday: RelativeText

    /// In the order of `PromptID.allCases`.
    private let prompts: [Prompt]

    init(
        language: LanguageTag, promptTexts: [PromptID: String], clips: [String: String], counts: CountOrder,
        order: ClipOrder, dayPeriods: DayPeriods, today: RelativeText, yesterday: RelativeText
    ) {
        self.language = language
        self.clips = clips
        self.counts = counts
        self.order = order
        self.dayPeriods = dayPeriods
        self.today = today
        self.yesterday = yesterday
        prompts = PromptID.allCases.map { id in
            Prompt(id: id, file: "\(language.text)/\(id.name)", text: promptTexts[id, default: ""])
        }
    }

    public func prompt(_ id: PromptID) -> Prompt {
        prompts[Int(id.rawValue)]
    }
}
