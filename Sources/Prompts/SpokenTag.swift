/// Language, script and region of a tag; those that it lacks are the likely ones.
struct SpokenTag: Hashable {
    var language: String
    var script: String?
    var region: String?

    /// Nil when the tag does not say what is spoken, or cannot be read.
    init?(_ tag: String) {
        guard let likely = LocaleData.likely(tag) else { return nil }
        var subtags = likely.split(separator: "-")[...]
        guard let language = subtags.popFirst() else { return nil }
        self.language = String(language)
        if subtags.first?.utf8.count == 4 { script = subtags.popFirst().map(String.init) }
        region = subtags.popFirst().map(String.init)
    }

    var text: String {
        [language, script, region].compactMap(\.self).joined(separator: "-")
    }

    /// The same language and region, in the letters that are likely there.
    var inLikelyScript: SpokenTag {
        SpokenTag(inScript(nil).text) ?? self
    }

    /// The same language and region, in no letters at all: among tags of this form CLDR compares only what is heard.
    var withoutLetters: SpokenTag { inScript("Zyyy") }

    func inScript(_ script: String?) -> SpokenTag {
        var tag = self
        tag.script = script
        return tag
    }

    /// The row of a table by language and region.
    func row(of table: [String: String]) -> String? {
        region.flatMap { table["\(language)-\($0)"] }
    }

    /// Other languages, separated by spaces, as they are spoken there, in whichever letters.
    func inLanguages(_ languages: String) -> [SpokenTag] {
        languages.split(separator: " ").map { inScript(nil).inLanguage(String($0)) }
    }

    /// Another language, as it is spoken and written there.
    func inLanguage(_ language: String) -> SpokenTag {
        var tag = self
        tag.language = language
        return tag
    }
}
