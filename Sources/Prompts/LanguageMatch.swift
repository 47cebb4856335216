public import VoicemailModel

/// The catalog language that was chosen for a caller, and why.
public struct LanguageMatch: Hashable, Sendable {
    /// The preference that was met; the first one where none was.
    public let requested: LanguageTag
    /// The language of a catalog.
    public let language: LanguageTag
    public let step: MatchStep
}

/// Which step of the matching found the catalog. The raw value is the wire's.
public enum MatchStep: String, CaseIterable, Sendable {
    /// The same language, once both tags are in canonical form.
    case exact
    /// The tag cut from its end, part by part (RFC 4647 §3.4).
    case lookup
    /// A tag that CLDR inherits from (es-MX from es-419), or the same one with its likely script and region (de as de-DE).
    case parent
    /// The same language in another region, or in other letters.
    case sibling
    /// Another language that CLDR holds close enough, or the one that encompasses it.
    case near
    /// Another language that is only closer than any other, once no preference had a nearer one.
    case far
    /// None of the preferences fits.
    case `default`
}
