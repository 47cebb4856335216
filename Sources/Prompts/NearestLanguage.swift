internal import CLocaleMatcher
internal import VoicemailModel

/// CLDR's choice among languages, as ICU's LocaleMatcher makes it.
final class NearestLanguage {
    private let languages: [LanguageTag]
    private let matcher: OpaquePointer

    /// Nil when ICU cannot make a matcher, for want of memory or of its data, or does not read a language's tag.
    ///
    /// - Parameters:
    ///   - languages: the earlier one wins where CLDR holds several equally close.
    ///   - isFarFound: whether a language that CLDR only holds better than nothing is found, too.
    ///   - name: the tag by which each is compared.
    init?(of languages: [LanguageTag], isFarFound: Bool, name: (LanguageTag) -> String = \.text) {
        let list = languages.map { name($0) + "\0" }.joined()
        guard let matcher = list.withCString({ locale_matcher_create($0, isFarFound) }) else { return nil }
        self.languages = languages
        self.matcher = matcher
    }

    deinit {
        locale_matcher_destroy(matcher)
    }

    func nearest(to tag: String) -> LanguageTag? {
        let index = Int(locale_matcher_match(matcher, tag))
        return languages.indices.contains(index) ? languages[index] : nil
    }
}
