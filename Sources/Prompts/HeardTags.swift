internal import VoicemailModel

/// What some tags mean to who calls, where CLDR's data, which are made for readers, say something else.
enum HeardTags {
    private struct Row {
        /// With likely script and region.
        let asked: String
        let heard: String
        /// Whoever names this language, which the canonical form leaves out, means it.
        var unlessNamed: String?
    }

    private static let rows = [
        // The world's English is Britain's: CLDR's en-GB inherits from en-001, and yet its matcher holds en-US nearer.
        Row(asked: "en-Latn-001", heard: "en-GB"),
        // By their censuses of 2021, most of Hong Kong and of Macao speaks Cantonese. Telephone systems that have both call it
        // zh-HK. Who asks for Simplified letters there (zh-Hans-HK), or names Mandarin, means Mandarin.
        Row(asked: "zh-Hant-HK", heard: "yue-Hant-HK", unlessNamed: "cmn"),
        Row(asked: "zh-Hant-MO", heard: "yue-Hant-HK", unlessNamed: "cmn"),
        // CLDR takes Hokkien and Hakka of every region for written as in mainland China, so that its matcher finds the Mandarin
        // from there.
        Row(asked: "nan-Hans-TW", heard: "nan-Hant-TW"), Row(asked: "nan-Latn-TW", heard: "nan-Hant-TW"),
        Row(asked: "hak-Hans-TW", heard: "hak-Hant-TW"), Row(asked: "hak-Latn-TW", heard: "hak-Hant-TW"),
    ]

    /// Which of several that are understood next to one another is nearest, by language. CLDR holds Bosnian nearest to Croatian,
    /// as it is written. Its months (januar) and its thousands (hiljada) are those of Serbian, and so are the words of its phones.
    static let neighbours = ["bs": "sr"]

    /// Names that have the form of a tag but ask for no language: RFC 2277 §4.5 has `i-default` for the default one, and POSIX
    /// systems call having no language `POSIX`, or `C`, which has not even the form. ICU would take them for English.
    private static let none = ["i-default", "posix"]

    /// The tag that a caller means by `tag`; nil where it is the same.
    ///
    /// - Parameter spoken: what is spoken where `tag` is, in canonical form.
    static func heard(for spoken: SpokenTag, asked tag: String) -> String? {
        let named = tag.lowercased().split(separator: "-").prefix(2)
        return rows.first { row in
            row.asked == spoken.text && row.unlessNamed.map { !named.contains(Substring($0)) } ?? true
        }?.heard
    }

    static func isNoLanguage(_ tag: LanguageTag) -> Bool {
        none.contains { tag.text == $0 || tag.text.hasPrefix($0 + "-") }
    }
}
