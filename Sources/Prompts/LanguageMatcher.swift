internal import CLocaleMatcher
public import VoicemailModel

/// Finds the catalog that a caller would choose, as CLDR does it.
///
/// A match costs some microseconds, so matches are remembered, up to `Limits.rememberedMatches`. That memory is not
/// guarded: a matcher belongs to one thread, the event loop that answers the requests.
public final class LanguageMatcher {
    /// The catalogs' languages in the order in which the earlier one wins where CLDR holds several equally close.
    private let languages: [LanguageTag]
    private let defaultLanguage: LanguageTag
    /// The canonical form of every catalog's language.
    private let byCanonicalTag: [String: LanguageTag]
    private let matcher: OpaquePointer
    private var remembered: [LanguageTag: Finding] = [:]

    private struct Finding {
        let language: LanguageTag
        let step: MatchStep
    }

    /// Nil when ICU cannot make a matcher, for want of memory or of its data.
    public convenience init?(catalogs: PromptCatalogs) {
        self.init(languages: catalogs.languages, defaultLanguage: catalogs.defaultLanguage)
    }

    /// - Parameter languages: those that can be found; the earlier one wins where CLDR holds several equally close.
    public init?(languages supported: [LanguageTag], defaultLanguage: LanguageTag) {
        // French of France is nearer to a French speaker of Belgium than that of Canada, though CLDR rates regions alike:
        // the likely region of a language goes before its others.
        let languages = supported.filter(Self.isOfLikelyRegion) + supported.filter { !Self.isOfLikelyRegion($0) }
        let list = languages.map { $0.text + "\0" }.joined()
        guard let matcher = list.withCString(locale_matcher_create) else { return nil }
        self.matcher = matcher
        self.languages = languages
        self.defaultLanguage = defaultLanguage
        byCanonicalTag = Dictionary(
            languages.map { (LocaleData.canonical($0.text) ?? $0.text, $0) }, uniquingKeysWith: { first, _ in first })
    }

    deinit {
        locale_matcher_destroy(matcher)
    }

    /// The match of the first preference that has one, else the default language. No preference at all asks for the
    /// default language.
    public func match(_ preferences: [LanguageTag]) -> LanguageMatch {
        for requested in preferences {
            let finding = finding(for: requested)
            guard finding.step != .default else { continue }
            return LanguageMatch(requested: requested, language: finding.language, step: finding.step)
        }
        guard let first = preferences.first else {
            return LanguageMatch(requested: defaultLanguage, language: defaultLanguage, step: .exact)
        }
        return LanguageMatch(requested: first, language: defaultLanguage, step: .default)
    }

    private func finding(for requested: LanguageTag) -> Finding {
        if let finding = remembered[requested] { return finding }
        let finding = search(requested)
        if remembered.count >= Limits.rememberedMatches { remembered.removeAll(keepingCapacity: true) }
        remembered[requested] = finding
        return finding
    }

    private func search(_ requested: LanguageTag) -> Finding {
        let notFound = Finding(language: defaultLanguage, step: .default)
        // `i-default` is no language but asks for the default one (RFC 2277 §4.5); ICU would take it for English.
        guard requested.text != "i-default" else { return notFound }
        let canonical = LocaleData.canonical(requested.text) ?? requested.text
        if let language = byCanonicalTag[canonical] {
            return Finding(language: language, step: .exact)
        }
        let truncated = Self.truncations(of: canonical).lazy.compactMap { self.byCanonicalTag[$0] }.first
        let index = locale_matcher_match(matcher, requested.text)
        // CLDR goes first: with catalogs of es and es-419, who asks for es-AR is nearer to the latter. Where it finds none, as
        // for Dutch in Cyrillic letters, the same language is still understood by ear.
        let nearest = languages.indices.contains(Int(index)) ? languages[Int(index)] : truncated
        guard let nearest else { return notFound }
        return Finding(
            language: nearest, step: nearest == truncated ? .lookup : Self.step(from: canonical, to: nearest))
    }

    /// RFC 4647 §3.4: what is left when subtags are taken from the end, and with them a singleton that would stand last.
    private static func truncations(of tag: String) -> [String] {
        var subtags = tag.split(separator: "-")[...]
        var truncations: [String] = []
        while subtags.count > 1 {
            subtags.removeLast()
            if subtags.count > 1, subtags.last?.utf8.count == 1 { subtags.removeLast() }
            truncations.append(subtags.joined(separator: "-"))
        }
        return truncations
    }

    /// What kind of match CLDR has made.
    private static func step(from canonical: String, to language: LanguageTag) -> MatchStep {
        let match = LocaleData.canonical(language.text) ?? language.text
        if LocaleData.inherits(canonical, from: match) { return .parent }
        guard let likely = LocaleData.likely(canonical), let likelyMatch = LocaleData.likely(match) else {
            return .near
        }
        if likely == likelyMatch { return .parent }
        // Of a likely tag the first two subtags are language and script.
        let isSameSpeech = likely.split(separator: "-").prefix(2) == likelyMatch.split(separator: "-").prefix(2)
        return isSameSpeech ? .sibling : .near
    }

    private static func isOfLikelyRegion(_ language: LanguageTag) -> Bool {
        guard let base = language.text.split(separator: "-").first, let likely = LocaleData.likely(String(base))
        else { return false }
        return likely == LocaleData.likely(language.text)
    }
}
