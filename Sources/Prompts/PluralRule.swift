internal import CLocaleMatcher
public import VoicemailModel

/// Which plural category each number of messages has in a language: CLDR's rules, by way of ICU.
public struct PluralRule: Hashable, Sendable {
    /// Of the numbers that can be said, from 0.
    private let categories: [PluralCategory]

    /// Nil when ICU does not read the tag, or cannot load its data. A language without rules has one category, `other`.
    public init?(_ language: LanguageTag) {
        let count = Limits.messageCount.upperBound + 1
        var places = [UInt8](repeating: 0, count: count)
        guard plural_categories(language.text, &places, Int32(count)) else { return nil }
        categories = places.map { PluralCategory.allCases[Int($0)] }
    }

    /// - Parameter count: one of `Limits.messageCount`.
    public func category(of count: Int) -> PluralCategory {
        categories[count]
    }

    /// The numbers of a category, without 0: no messages are said in another way.
    func counts(of category: PluralCategory) -> [Int] {
        categories.indices.filter { $0 > 0 && categories[$0] == category }
    }
}
