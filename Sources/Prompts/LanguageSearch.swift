internal import VoicemailModel

/// Which catalog one tag finds. Lists of tags, and what has been found before, are `LanguageMatcher`'s.
///
/// CLDR's matching is made for readers. Here its order is kept, but script decides only where nothing else does: whoever
/// speaks a language understands it whichever letters its catalog's folder is named after.
struct LanguageSearch {
    struct Finding {
        let language: LanguageTag
        let step: MatchStep
    }

    /// The canonical form of every catalog's language.
    private let byCanonicalTag: [String: LanguageTag]
    /// The catalogs of one language, whatever their scripts and regions.
    private let byLanguage: [String: [LanguageTag]]
    private let near: NearestLanguage
    /// Compares without letters; nil when nothing far is to be found.
    private let far: NearestLanguage?

    /// Nil when ICU cannot make a matcher, for want of memory or of its data, or does not read a language's tag.
    ///
    /// - Parameter supported: the earlier one wins where CLDR holds several equally close.
    init?(languages supported: [LanguageTag], isNearOnly: Bool) {
        // French of France is nearer to a French speaker of Belgium than that of Canada, though CLDR rates regions alike:
        // the likely region of a language goes before its others.
        let languages = supported.filter(Self.isOfLikelyRegion) + supported.filter { !Self.isOfLikelyRegion($0) }
        guard let near = NearestLanguage(of: languages, isFarFound: false) else { return nil }
        self.near = near
        if isNearOnly {
            far = nil
        } else {
            let far = NearestLanguage(of: languages, isFarFound: true) {
                SpokenTag($0.text)?.withoutLetters.text ?? $0.text
            }
            guard let far else { return nil }
            self.far = far
        }
        byCanonicalTag = Dictionary(
            languages.map { (LocaleData.canonical($0.text) ?? $0.text, $0) }, uniquingKeysWith: { first, _ in first })
        let spoken = languages.compactMap { language in SpokenTag(language.text).map { (language, $0) } }
        byLanguage = Dictionary(grouping: spoken) { $0.1.language }.mapValues { $0.map(\.0) }
    }

    /// Nil when no catalog fits.
    func finding(for requested: LanguageTag) -> Finding? {
        guard !HeardTags.isNoLanguage(requested), let (text, canonical) = Self.readable(requested.text) else {
            return nil
        }
        if let language = byCanonicalTag[canonical] {
            return Finding(language: language, step: text == requested.text ? .exact : .lookup)
        }
        // What is left of a tag may be another language than what is left of its canonical form, which of ar-afb is afb.
        let parts = Self.truncations(of: canonical) + Self.truncations(of: text).compactMap(LocaleData.canonical)
        let truncated = parts.lazy.compactMap { byCanonicalTag[$0] }.first
        if let language = understood(canonical, asked: text, orAsNear: truncated) {
            return Finding(
                language: language, step: language == truncated ? .lookup : Self.step(from: canonical, to: language))
        }
        guard let spoken = SpokenTag(canonical) else { return nil }
        return farthest(from: spoken).map { Finding(language: $0, step: .far) }
    }

    // MARK: What is understood

    /// The language that the tag names, a neighbour of it, or its macrolanguage.
    private func understood(_ canonical: String, asked: String, orAsNear truncated: LanguageTag?) -> LanguageTag? {
        guard let spoken = SpokenTag(canonical) else { return truncated }
        var tag = canonical
        if let heard = HeardTags.heard(for: spoken, asked: asked), let other = SpokenTag(heard) {
            if other.language == spoken.language {
                tag = heard
            } else if let language = own(heard) {
                // Where there is no catalog of that other language, the tag is what it is to a reader.
                return language
            }
        }
        guard let found = own(tag) ?? neighbour(of: tag) ?? macrolanguage(of: spoken) ?? truncated else { return nil }
        guard let truncated, LocaleData.likely(truncated.text) == LocaleData.likely(found.text) else { return found }
        return Self.isPart(found.text, of: canonical, longerThan: truncated.text) ? found : truncated
    }

    /// CLDR looks at language, script and region alone: of those that share these, the tag cut short, which may have a variant
    /// too, goes before the others, but for one that has more of the tag.
    private static func isPart(_ found: String, of tag: String, longerThan truncated: String) -> Bool {
        let parts = found.split(separator: "-")
        return parts.count > truncated.split(separator: "-").count && Set(parts).isSubset(of: tag.split(separator: "-"))
    }

    /// The catalog of the same language that CLDR holds nearest, in whichever letters.
    private func own(_ tag: String) -> LanguageTag? {
        guard let spoken = SpokenTag(tag), let own = byLanguage[spoken.language], let first = own.first else {
            return nil
        }
        guard own.count > 1 else { return first }
        // Script still tells the Mandarin of Taiwan from that of China. One that no catalog of the language has says nothing.
        let scripts = own.compactMap { SpokenTag($0.text)?.script }
        let asked = scripts.contains { $0 == spoken.script } ? tag : spoken.inLikelyScript.text
        return ([asked] + scripts.map { spoken.inScript($0).text }).lazy.compactMap(near.nearest).first {
            own.contains($0)
        } ?? first
    }

    /// Another language that CLDR holds near.
    private func neighbour(of tag: String) -> LanguageTag? {
        guard let spoken = SpokenTag(tag) else { return nil }
        if let heard = HeardTags.neighbours[spoken.language], let language = own(spoken.inLanguage(heard).text) {
            return language
        }
        return (near.nearest(to: tag) ?? near.nearest(to: spoken.inLikelyScript.text)).map { inRegion(of: spoken, $0) }
    }

    private func macrolanguage(of spoken: SpokenTag) -> LanguageTag? {
        guard let tag = macrolanguageTag(of: spoken)?.text else { return nil }
        return own(tag) ?? neighbour(of: tag)
    }

    /// The macrolanguage as it is spoken in the same region, and written there.
    private func macrolanguageTag(of spoken: SpokenTag) -> SpokenTag? {
        guard let macrolanguage = Macrolanguages.byLanguage[spoken.language] else { return nil }
        let tag = spoken.inScript(nil).inLanguage(macrolanguage).text
        // Of Serbo-Croatian, CLDR's canonical form is Serbian.
        return LocaleData.canonical(tag).flatMap(SpokenTag.init)
    }

    /// CLDR rates the regions of another language all alike, but in Ireland the English of Britain is nearer than that of America.
    private func inRegion(of spoken: SpokenTag, _ language: LanguageTag) -> LanguageTag {
        guard let other = SpokenTag(language.text) else { return language }
        return own(spoken.inLanguage(other.language).text) ?? language
    }

    // MARK: What is better than nothing

    /// What CLDR still holds closest, and for languages that CLDR does not know that of their state.
    private func farthest(from spoken: SpokenTag) -> LanguageTag? {
        guard let far else { return nil }
        return [spoken, macrolanguageTag(of: spoken)].lazy.compactMap(\.self).compactMap { tag in
            languageElsewhere(of: tag) ?? closest(to: tag, far) ?? stateLanguage(of: tag, far)
        }.first
    }

    private func closest(to spoken: SpokenTag, _ far: NearestLanguage) -> LanguageTag? {
        far.nearest(to: spoken.withoutLetters.text).map { inRegion(of: spoken, $0) }
    }

    private func stateLanguage(of spoken: SpokenTag, _ far: NearestLanguage) -> LanguageTag? {
        guard let shared = spoken.row(of: StateLanguages.byTag) ?? StateLanguages.byTag[spoken.language] else {
            return nil
        }
        let tags = spoken.inLanguages(shared)
        return tags.lazy.compactMap { own($0.text) ?? neighbour(of: $0.text) }.first
            ?? tags.lazy.compactMap { SpokenTag($0.text).flatMap { closest(to: $0, far) } }.first
    }

    /// The language of a state in which what CLDR holds closest is not official. Where that one has no catalog, CLDR's choice is
    /// better than what is closest to it.
    private func languageElsewhere(of spoken: SpokenTag) -> LanguageTag? {
        guard let shared = spoken.row(of: StateLanguages.elsewhere) else { return nil }
        return spoken.inLanguages(shared).lazy.compactMap { own($0.text) ?? neighbour(of: $0.text) }.first
    }

    // MARK: Tags

    /// As much of `tag` as ICU reads, and the canonical form of that. It does not read every extension that is well-formed, and
    /// whoever asks for `fr-t-m0` still asks for French.
    private static func readable(_ tag: String) -> (text: String, canonical: String)? {
        for text in [tag] + truncations(of: tag) {
            if let canonical = LocaleData.canonical(text) { return (text, canonical) }
        }
        return nil
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

    /// What kind of match was made.
    private static func step(from canonical: String, to language: LanguageTag) -> MatchStep {
        let match = LocaleData.canonical(language.text) ?? language.text
        if LocaleData.inherits(canonical, from: match) { return .parent }
        guard let spoken = SpokenTag(canonical), let spokenMatch = SpokenTag(match) else { return .near }
        if spoken == spokenMatch { return .parent }
        return spoken.language == spokenMatch.language ? .sibling : .near
    }

    private static func isOfLikelyRegion(_ language: LanguageTag) -> Bool {
        guard let base = language.text.split(separator: "-").first, let likely = LocaleData.likely(String(base))
        else { return false }
        return likely == LocaleData.likely(language.text)
    }
}
