/// One step of a sentence that says how many messages there are.
public enum CountElement: Hashable, Sendable {
    /// Spaces and punctuation, which are written and not heard.
    case writing(String)
    /// A clip by its name, such as `count/you-have`.
    case word(String)
    /// The number whose phrase this is.
    case number
    /// The phrase of the new messages.
    case new
    /// The phrase of the saved messages.
    case saved
    /// What the catalog says before the first number, by its plural category.
    case verb
}

/// How a language says how many messages there are: data of its catalog.
public struct CountOrder: Hashable, Sendable {
    /// The group of clips that its words are in.
    public static let clips = "count"

    /// By the plural categories of the numbers from 1 on.
    public typealias Phrases = [PluralCategory: [CountElement]]

    public let rule: PluralRule
    /// What is written between a hundred and the number behind it: a space or nothing.
    public let writingBehindHundred: String
    public let new: Phrases
    public let saved: Phrases
    /// Empty where the language needs none.
    public let verb: Phrases
    public let onlyNew: [CountElement]
    public let onlySaved: [CountElement]
    public let both: [CountElement]
}
