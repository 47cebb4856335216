public import VoicemailModel

/// Finds the catalog that a caller would choose: CLDR's choice, but for the ear.
///
/// A search asks ICU many times, so what was found is remembered, up to `Limits.rememberedMatches`. That memory is not
/// guarded: a matcher belongs to one thread, the event loop that answers the requests.
public final class LanguageMatcher {
    private let defaultLanguage: LanguageTag
    private let search: LanguageSearch
    /// Nil is what fits no catalog.
    private var remembered: [LanguageTag: LanguageSearch.Finding?] = [:]

    /// Nil when ICU cannot make a matcher, for want of memory or of its data, or does not read a language's tag.
    public convenience init?(catalogs: PromptCatalogs, isNearOnly: Bool = false) {
        self.init(
            languages: catalogs.languages, defaultLanguage: catalogs.defaultLanguage, isNearOnly: isNearOnly)
    }

    /// - Parameters:
    ///   - languages: those that can be found; the earlier one wins where CLDR holds several equally close.
    ///   - isNearOnly: whether the default language is heard rather than one that is only closest.
    public init?(languages: [LanguageTag], defaultLanguage: LanguageTag, isNearOnly: Bool = false) {
        guard let search = LanguageSearch(languages: languages, isNearOnly: isNearOnly) else { return nil }
        self.search = search
        self.defaultLanguage = defaultLanguage
    }

    /// The match of the first preference that has one, else of the first that has one that is far, else the default language. No
    /// preference at all asks for the default language.
    public func match(_ preferences: [LanguageTag]) -> LanguageMatch {
        guard let first = preferences.first else {
            return LanguageMatch(requested: defaultLanguage, language: defaultLanguage, step: .exact)
        }
        var far: LanguageMatch?
        for requested in preferences {
            guard let finding = finding(for: requested) else { continue }
            let match = LanguageMatch(requested: requested, language: finding.language, step: finding.step)
            guard match.step == .far else { return match }
            far = far ?? match
        }
        return far ?? LanguageMatch(requested: first, language: defaultLanguage, step: .default)
    }

    private func finding(for requested: LanguageTag) -> LanguageSearch.Finding? {
        if let finding = remembered[requested] { return finding }
        let finding = search.finding(for: requested)
        if remembered.count >= Limits.rememberedMatches { remembered.removeAll(keepingCapacity: true) }
        remembered[requested] = .some(finding)
        return finding
    }
}
