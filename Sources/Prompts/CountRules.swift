/// The keys of `counts` in a catalog, and what their patterns must and may hold.
enum CountRules {
    static let number = "number"
    static let new = "new"
    static let saved = "saved"
    static let verb = "verb"
    static let onlyNew = "only_new"
    static let onlySaved = "only_saved"
    static let both = "both"

    /// How a number behind a hundred is written: as another word, or in one word.
    static let numberPatterns = ["{hundred} {number}", "{hundred}{number}"]

    /// Those with a pattern for each plural category.
    static let phrases: [(key: String, rule: OrderRule)] = [
        (new, phrase), (saved, phrase), (verb, OrderRule(required: [])),
    ]
    static let sentences: [(key: String, rule: OrderRule)] = [
        (onlyNew, OrderRule(required: [new], allowed: [verb])),
        (onlySaved, OrderRule(required: [saved], allowed: [verb])),
        (both, OrderRule(required: [new, saved], allowed: [verb])),
    ]

    /// A dual says its number by itself: whether the number may be left out, the category decides.
    private static let phrase = OrderRule(required: [], allowed: [number])

    /// What no word may be called.
    static let placeholders = ["hundred", number, new, saved, verb]
}
