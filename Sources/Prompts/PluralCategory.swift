/// CLDR's plural categories. Which of them a language has, and for which numbers, `PluralRule` knows.
public enum PluralCategory: String, CaseIterable, Sendable {
    case zero, one, two, few, many, other
}
