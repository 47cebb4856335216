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

    /// Nil when ICU cannot make a matcher, for want of memory or of its data, or does not read a language's tag.
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
        // `i-default` is not a language but asks for the default one (RFC 2277 §4.5); ICU would take it for English.
        guard requested.text != "i-default" else { return notFound }
        guard let (text, canonical) = Self.readable(requested.text) else { return notFound }
        if let language = byCanonicalTag[canonical] {
            return Finding(language: language, step: text == requested.text ? .exact : .lookup)
        }
        let truncated = Self.truncations(of: canonical).lazy.compactMap { self.byCanonicalTag[$0] }.first
        // CLDR goes first: with catalogs of es and es-419, a caller who asks for es-AR is nearer to the latter. Where it finds none, as
        // for Dutch in Cyrillic letters, the same language is still understood by ear.
        guard let nearest = nearest(to: text, orAsNear: truncated) ?? truncated else { return notFound }
        return Finding(
            language: nearest, step: nearest == truncated ? .lookup : Self.step(from: canonical, to: nearest))
    }

    /// As much of `tag` as ICU reads, and the canonical form of that. It does not read every extension that is well-formed, and
    /// whoever asks for `fr-t-m0` still asks for French.
    private static func readable(_ tag: String) -> (text: String, canonical: String)? {
        for text in [tag] + truncations(of: tag) {
            if let canonical = LocaleData.canonical(text) { return (text, canonical) }
        }
        return nil
    }

    /// What CLDR holds nearest. It looks at language, script and region alone: of those that share these, `truncated`, which
    /// may have a variant too, goes before the others.
    private func nearest(to tag: String, orAsNear truncated: LanguageTag?) -> LanguageTag? {
        let index = Int(locale_matcher_match(matcher, tag))
        guard languages.indices.contains(index) else { return nil }
        guard let truncated, LocaleData.likely(truncated.text) == LocaleData.likely(languages[index].text) else {
            return languages[index]
        }
        return truncated
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
