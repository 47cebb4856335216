import Prompts
import Testing
import VoicemailModel

@Suite(.timeLimit(.minutes(5)))
struct LanguageMatcherTests {
    /// What is asked for, with commas, and what is found.
    struct Case: Sendable, CustomTestStringConvertible {
        let preferences: String
        let requested: String
        let language: String
        let step: MatchStep

        init(_ preferences: String, _ language: String, _ step: MatchStep, requested: String? = nil) {
            self.preferences = preferences
            self.requested = requested ?? preferences
            self.language = language
            self.step = step
        }

        var testDescription: String { "\(preferences) → \(language) \(step.rawValue)" }
    }

    static let cases = [
        // The same language, once both are canonical.
        Case("fr-CA", "fr-CA", .exact), Case("es-419", "es-419", .exact), Case("ja-JP", "ja-JP", .exact),
        Case("en-UK", "en-GB", .exact), Case("fr-FX", "fr-FR", .exact), Case("de-DD", "de-DE", .exact),
        // RFC 4647 §3.4.
        Case("fr-CA-x-joual", "fr-CA", .lookup), Case("de-DE-1996", "de-DE", .lookup),
        Case("en-US-u-hc-h12", "en-US", .lookup), Case("en-GB-oed", "en-GB", .lookup),
        Case("ja-JP-u-ca-japanese-x-a-b", "ja-JP", .lookup), Case("fr-FR-a-bb-x-c", "fr-FR", .lookup),
        // CLDR's parents, and likely subtags.
        Case("es-MX", "es-419", .parent), Case("es-AR", "es-419", .parent), Case("es-US", "es-419", .parent),
        Case("es-PR", "es-419", .parent), Case("de", "de-DE", .parent), Case("en", "en-US", .parent),
        Case("es", "es-ES", .parent), Case("fr", "fr-FR", .parent), Case("ja", "ja-JP", .parent),
        Case("de-Latn", "de-DE", .parent), Case("und-FR", "fr-FR", .parent), Case("en-Latn-US", "en-US", .parent),
        // Another region.
        Case("en-AU", "en-GB", .sibling), Case("en-IN", "en-GB", .sibling), Case("en-NZ", "en-GB", .sibling),
        Case("en-IE", "en-GB", .sibling), Case("en-ZA", "en-GB", .sibling), Case("en-PR", "en-US", .sibling),
        Case("fr-BE", "fr-FR", .sibling), Case("fr-CH", "fr-FR", .sibling), Case("fr-HT", "fr-FR", .sibling),
        Case("de-AT", "de-DE", .sibling), Case("de-CH-1901", "de-DE", .sibling), Case("en-150", "en-GB", .sibling),
        // Another language.
        Case("gsw", "de-DE", .near), Case("lb", "de-DE", .near), Case("gl", "es-ES", .near), Case("br", "fr-FR", .near),
        // What is only closer than anything else.
        Case("kk", "ru-RU", .far), Case("ku", "tr-TR", .far), Case("qu", "es-419", .far), Case("wo", "fr-FR", .far),
        Case("tlh", "en-US", .far), Case("i-klingon", "en-US", .far), Case("ta", "en-GB", .far),
        Case("nds", "de-DE", .far), Case("nds-NL", "nl-NL", .far), Case("ast", "es-ES", .far),
        // None.
        Case("mk", "en-US", .default), Case("kl", "en-US", .default),
        Case("POSIX", "en-US", .default, requested: "posix"),
        Case("x-joual", "en-US", .default), Case("x-fr", "en-US", .default), Case("i-default", "en-US", .default),
        Case("und", "en-US", .default), Case("und-a-bb", "en-US", .default), Case("und-fonipa", "en-US", .default),
        Case("x-lvariant-posix", "en-US", .default), Case("und-u-hc-h12-x-a", "en-US", .default),
        Case("mul", "en-US", .default), Case("zxx", "en-US", .default),
        Case("xx-Qqqq-ZZ", "en-US", .default), Case("i-enochian", "en-US", .default),
        // A list of preferences, in its order.
        Case("tlh,fr-CA", "fr-CA", .exact, requested: "fr-CA"), Case("ta,gsw,fr-CA", "de-DE", .near, requested: "gsw"),
        Case("es-MX,es-ES", "es-419", .parent, requested: "es-MX"),
        Case("tlh,nl,xx", "nl-NL", .parent, requested: "nl"), Case("fr-BE,nl", "fr-FR", .sibling, requested: "fr-BE"),
        Case("mk,kl,xx", "en-US", .default, requested: "mk"),
        // What is far waits until everything has been asked for, and what fits nothing does not take its place.
        Case("kk,fr-CA", "fr-CA", .exact, requested: "fr-CA"), Case("kk,ku,gsw", "de-DE", .near, requested: "gsw"),
        Case("kk,ku", "ru-RU", .far, requested: "kk"), Case("mk,ku,kk", "tr-TR", .far, requested: "ku"),
        Case("mk,ast,xx", "es-ES", .far, requested: "ast"), Case("i-default,kk", "ru-RU", .far, requested: "kk"),
        Case("POSIX,de-DE", "de-DE", .exact, requested: "de-DE"),
        Case("de-AT,fr-CA", "de-DE", .sibling, requested: "de-AT"),
    ]

    @Test("a caller gets the language that CLDR would choose, and is told by which step", arguments: cases)
    func match(_ row: Case) throws {
        let matcher = try makeMatcher(CatalogFolder.project, default: "en-US")
        let preferences = try row.preferences.split(separator: ",").map { try #require(LanguageTag($0)) }
        // The second time the answer comes from what is remembered.
        for _ in 1...2 {
            let match = matcher.match(preferences)
            #expect(match.language.text == row.language)
            #expect(match.step == row.step)
            #expect(match.requested.text == row.requested)
        }
    }

    @Test("no preference at all asks for the default language")
    func noPreference() throws {
        let match = try makeMatcher(CatalogFolder.project, default: "ja-JP").match([])
        #expect(match.language.text == "ja-JP")
        #expect(match.requested.text == "ja-JP")
        #expect(match.step == .exact)
    }

    @Test("i-default asks for the default language, whichever that is")
    func defaultLanguage() throws {
        let match = try makeMatcher(CatalogFolder.project, default: "ja-JP").match([
            try #require(LanguageTag("i-default"))
        ])
        #expect(match.language.text == "ja-JP")
        #expect(match.step == .default)
    }

    @Test(
        "a variant without a region before it is matched like any other",
        .timeLimit(.minutes(1)),
        arguments: [
            Case("en-fonipa", "en-US", .parent), Case("en-Latn-fonipa", "en-US", .parent),
            Case("de-1901", "de-DE", .parent), Case("de-1901-1996", "de-DE", .parent),
            Case("fr-BE-fonipa", "fr-FR", .sibling), Case("es-MX-fonipa", "es-419", .parent),
            Case("ca-valencia", "ca-ES", .parent), Case("sl-rozaj-biske", "sl-SI", .parent),
            Case("eu-fonipa", "es-ES", .near), Case("mk-fonipa", "en-US", .default),
            Case("en-fonipa-u-nu-Arab-ca-buddhist-t-m0-iso-i0-pinyin", "en-US", .parent),
        ])
    func matchOfVariants(_ row: Case) throws {
        let match = try makeMatcher(CatalogFolder.project, default: "en-US").match([
            try #require(LanguageTag(row.preferences))
        ])
        #expect(match.language.text == row.language)
        #expect(match.step == row.step)
    }

    @Test(
        "an extension that ICU does not read takes nothing from the language before it",
        arguments: [
            Case("fr-t-m0", "fr-FR", .parent), Case("fr-BE-t-1234", "fr-FR", .sibling),
            Case("fr-CA-t-m0", "fr-CA", .lookup),
            Case("es-MX-a-bb-t-x0", "es-419", .parent), Case("de-x-lvariant", "de-DE", .parent),
            Case("tlh-t-m0", "en-US", .far), Case("mk-t-m0", "en-US", .default),
            Case("acm-t-m0", "ar", .near), Case("ar-afb-t-m0", "ar", .lookup), Case("x-lvariant", "en-US", .default),
        ])
    func matchOfUnreadable(_ row: Case) throws {
        let match = try makeMatcher(CatalogFolder.project, default: "en-US").match([
            try #require(LanguageTag(row.preferences))
        ])
        #expect(match.language.text == row.language)
        #expect(match.step == row.step)
        #expect(match.requested.text == row.requested)
    }

    @Test("tags of every make are matched, in whichever order their parts are left out", .timeLimit(.minutes(5)))
    func everyMake() throws {
        let matcher = try makeMatcher(CatalogFolder.project, default: "en-US")
        for language in ["en", "es", "zh", "sr", "no", "iw", "und", "tlh"] {
            for script in ["", "-Latn", "-Hant", "-Zzzz"] {
                for region in ["", "-US", "-HK", "-419", "-ZZ"] {
                    for variant in ["", "-fonipa", "-1901-1996"] {
                        for end in ["", "-u-hc-h12", "-t-de-m0-iso", "-x-a-b", "-a-bb-u-nu-arab-x-c"] {
                            let tag = try #require(LanguageTag(language + script + region + variant + end))
                            let match = matcher.match([tag])
                            #expect(match.requested == tag)
                        }
                    }
                }
            }
        }
    }

    static let casesOfAliasesAndScripts = [
        // Chinese goes by its script, but Hong Kong and Macao hear Cantonese.
        Case("zh", "zh-Hans", .parent), Case("zh-CN", "zh-Hans", .parent), Case("zh-SG", "zh-Hans", .sibling),
        Case("zh-cmn-Hans-CN", "zh-Hans", .lookup), Case("zh-Hant", "zh-Hant-TW", .parent),
        Case("zh-TW", "zh-Hant-TW", .parent), Case("zh-HK", "yue-Hant-HK", .near),
        Case("zh-Hant-HK", "yue-Hant-HK", .near), Case("zh-MO", "yue-Hant-HK", .near),
        Case("und-HK", "yue-Hant-HK", .near), Case("cmn-HK", "zh-Hant-TW", .sibling),
        Case("nan-TW", "zh-Hant-TW", .near), Case("hak-TW", "zh-Hant-TW", .near),
        Case("yue", "yue-Hant-HK", .parent), Case("zh-yue", "yue-Hant-HK", .parent),
        Case("und-Hant", "zh-Hant-TW", .parent), Case("nan", "zh-Hans", .near),
        // Portuguese: Africa and Asia follow Portugal.
        Case("pt-BR", "pt-BR", .exact), Case("pt", "pt-BR", .parent), Case("pt-AO", "pt-PT", .parent),
        Case("pt-CV", "pt-PT", .parent), Case("pt-MO", "pt-PT", .parent),
        // Old and other names of a language.
        Case("no", "nb-NO", .parent), Case("no-NO", "nb-NO", .exact), Case("no-bok", "nb-NO", .parent),
        Case("nn", "nb-NO", .near), Case("iw", "he-IL", .parent), Case("iw-IL", "he-IL", .exact),
        Case("in", "id-ID", .parent), Case("in-ID", "id-ID", .exact), Case("mo", "ro-RO", .parent),
        Case("zsm", "ms-MY", .parent), Case("prs", "fa-IR", .sibling),
        // Serbo-Croatian: Serbian in whichever script, and whoever has no catalog of their own.
        Case("sr-Latn", "sr-Latn-RS", .parent), Case("sr", "sr-Latn-RS", .sibling),
        Case("sr-Cyrl-RS", "sr-Latn-RS", .sibling), Case("sr-ME", "sr-Latn-RS", .sibling),
        Case("sh", "sr-Latn-RS", .parent), Case("bs", "sr-Latn-RS", .near), Case("bs-Cyrl-BA", "sr-Latn-RS", .near),
        Case("cnr", "sr-Latn-RS", .sibling), Case("hr", "hr-HR", .parent), Case("hr-BA", "hr-HR", .sibling),
        // Filipino is Tagalog's other name.
        Case("fil", "fil-PH", .parent), Case("tl", "fil-PH", .parent), Case("tl-PH", "fil-PH", .exact),
        // One language in two scripts to a reader, and to CLDR: Hindi and Urdu are kept apart.
        Case("ur", "ur-PK", .parent), Case("ur-IN", "ur-PK", .sibling), Case("ur-Deva", "ur-PK", .sibling),
        Case("hi-Arab", "hi-IN", .sibling),
        // No neighbour is near enough: Macedonian does not get Bulgarian.
        Case("mk", "en-US", .default),
        // Regions, and neighbours that CLDR holds close enough.
        Case("ar-EG", "ar", .lookup), Case("ar-001", "ar", .lookup), Case("bn-IN", "bn", .lookup),
        Case("nl-BE", "nl-NL", .sibling), Case("sv-FI", "sv-SE", .sibling), Case("ro-MD", "ro-RO", .sibling),
        Case("ms-SG", "ms-MY", .sibling), Case("es-PH", "es-ES", .sibling), Case("ru-UA", "ru-RU", .sibling),
        Case("sk", "sk-SK", .parent), Case("be", "ru-RU", .near), Case("af", "nl-NL", .near),
        Case("jv", "id-ID", .near),
        Case("fo", "da-DK", .near), Case("cy", "en-GB", .near), Case("hi-Latn", "hi-IN", .sibling),
    ]

    @Test("aliases, scripts and regions are CLDR's", arguments: casesOfAliasesAndScripts)
    func matchOfAliases(_ row: Case) throws {
        let match = try makeMatcher(CatalogFolder.project, default: "en-US").match([
            try #require(LanguageTag(row.preferences))
        ])
        #expect(match.language.text == row.language)
        #expect(match.step == row.step)
    }

    @Test(
        "where there are few catalogs, what fits none of them gets the default language",
        arguments: ["pt-BR", "zh-Hans", "zh-HK", "sr-Latn", "sr", "ko", "tl"])
    func matchOfFew(text: String) throws {
        let folder = try CatalogFolder()
        for language in ["en-US", "de-DE", "ru-RU", "ja-JP"] { try folder.copy(language) }
        let match = try makeMatcher(folder.path, default: "en-US").match([try #require(LanguageTag(text))])
        #expect(match.language.text == "en-US")
        #expect(match.step == .default)
    }

    @Test(
        "what CLDR holds nearer goes before a tag that is only cut short, and that before the default language",
        arguments: [
            ("es,es-419", "es-AR", "es-419", MatchStep.parent), ("es,es-MX", "es-AR", "es-MX", .sibling),
            ("en,en-GB", "en-AU", "en-GB", .sibling), ("pt,pt-PT", "pt-AO", "pt-PT", .parent),
            ("de-DE,de-DE-1996", "de-DE-1996-a-bb", "de-DE-1996", .lookup), ("es,es-419", "es-ES", "es", .lookup),
            ("en,nl", "nl-Cyrl", "nl", .lookup),
        ])
    func nearerThanLookup(row: (supported: String, requested: String, language: String, step: MatchStep)) throws {
        let match = try match(row.requested, of: row.supported)
        #expect(match.language.text == row.language)
        #expect(match.step == row.step)
    }

    @Test(
        "the letters in a catalog's name keep nobody from hearing it",
        arguments: [
            ("en,ru-RU", "ru-Latn", "ru-RU"), ("en,ru-Latn", "ru-RU", "ru-Latn"),
            ("en,ru-Cyrl-RU", "ru-Latn", "ru-Cyrl-RU"),
            ("en,el", "el-Latn", "el"), ("en,el-Latn", "el-GR", "el-Latn"), ("en,nl-Cyrl", "nl-BE", "nl-Cyrl"),
            ("en,ms-Arab-BN", "ms", "ms-Arab-BN"), ("en,iw-Latn", "he", "iw-Latn"), ("en,iw", "iw-Latn", "iw"),
            ("en,sr-Latn-RS", "sr", "sr-Latn-RS"), ("en,sr-Cyrl-RS", "hr", "sr-Cyrl-RS"),
            ("en,uz-Cyrl", "uz-Arab-AF", "uz-Cyrl"), ("en,zh-Hans,yue-Hant-HK", "yue-Hans", "yue-Hant-HK"),
            ("en,zh-Hans", "zh-Hant-HK", "zh-Hans"), ("en,zh-Hant-TW", "zh-CN", "zh-Hant-TW"),
        ])
    func letters(row: (supported: String, requested: String, language: String)) throws {
        let match = try match(row.requested, of: row.supported)
        #expect(match.language.text == row.language)
        #expect(match.step == .lookup || match.step == .sibling || match.step == .parent || match.step == .near)
    }

    @Test(
        "Hong Kong hears Cantonese where there is a catalog of it, and the Mandarin that is nearest where there is none",
        arguments: [
            ("en,zh-Hans,zh-Hant-TW", "zh-HK", "zh-Hant-TW", MatchStep.sibling),
            ("en,zh-Hans,zh-Hant-TW", "yue", "zh-Hant-TW", .near),
            ("en,zh-HK,yue", "zh-HK", "zh-HK", .exact), ("en,zh,yue", "zh-HK", "yue", .near),
            ("en,zh,yue-Hans-CN", "zh-MO", "yue-Hans-CN", .near), ("en,zh-Hans", "und-HK", "zh-Hans", .sibling),
            ("en,nan,zh-Hant-TW", "nan-TW", "nan", .lookup), ("en,zh-Hans", "nan-TW", "zh-Hans", .near),
        ])
    func hongKong(row: (supported: String, requested: String, language: String, step: MatchStep)) throws {
        let match = try match(row.requested, of: row.supported)
        #expect(match.language.text == row.language)
        #expect(match.step == row.step)
    }

    @Test(
        "a macrolanguage is heard where its language, and what CLDR holds near, have no catalog",
        arguments: [
            ("en,ar", "acm", "ar", MatchStep.near), ("en,ar,acm", "acm-IQ", "acm", .lookup),
            ("en,ar,afb", "ar-afb-AE", "afb", .lookup), ("en,ar", "ar-afb", "ar", .lookup),
            ("en,ms", "id", "ms", .near), ("en,sr-Latn", "hr", "sr-Latn", .near), ("en,hr,sr", "bs", "sr", .near),
            ("en,hr", "bs", "hr", .near), ("en,bs,sr", "bs-BA", "bs", .lookup), ("en,qu", "qub", "qu", .near),
            ("en,ru,az", "azb", "az", .near), ("en,ru,fa", "azb", "fa", .far), ("en,tr,fa", "sdh", "fa", .far),
            ("en,tr", "sdh", "tr", .far),
        ])
    func macrolanguages(row: (supported: String, requested: String, language: String, step: MatchStep)) throws {
        let match = try match(row.requested, of: row.supported)
        #expect(match.language.text == row.language)
        #expect(match.step == row.step)
    }

    @Test(
        "who lives in another state than CLDR thinks hears the language of that state, where it has a catalog",
        arguments: [
            ("en,ru,zh-Hans", "kk-CN", "zh-Hans"), ("en,ru,zh-Hans", "kk-Arab", "zh-Hans"), ("en,ru", "kk-CN", "ru"),
            ("en,ru,zh-Hans", "kk", "ru"), ("en,ru,fa", "az-IR", "fa"), ("en,ru,tr", "az-TR", "tr"),
            ("en,tr,ar", "ku-IQ", "ar"), ("en,tr,ar", "ku-SY", "ar"), ("en,tr,fa", "ku-IR", "fa"),
            ("en,tr,ar", "ku", "tr"), ("en,ar,fa", "ckb-IR", "fa"), ("en,ar,fa", "ckb", "ar"),
            ("en,fr", "ha-NE", "fr"), ("en,fr", "ha", "en"), ("en,ur", "pa-PK", "ur"), ("en,ur", "pa", "en"),
        ])
    func elsewhere(row: (supported: String, requested: String, language: String)) throws {
        let match = try match(row.requested, of: row.supported)
        #expect(match.language.text == row.language)
        #expect(match.step == .far)
    }

    private func match(_ requested: String, of supported: String) throws -> LanguageMatch {
        let languages = try supported.split(separator: ",").map { try #require(LanguageTag($0)) }
        let matcher = try #require(LanguageMatcher(languages: languages, defaultLanguage: languages[0]))
        return matcher.match([try #require(LanguageTag(requested))])
    }

    @Test("more requested languages than are remembered are all matched alike")
    func flood() throws {
        let matcher = try makeMatcher(CatalogFolder.project, default: "en-US")
        for number in 0..<(2 * Limits.rememberedMatches + 10) {
            let tag = try #require(LanguageTag("fr-CA-x-\(number)"))
            let match = matcher.match([tag])
            #expect(match.language.text == "fr-CA")
            #expect(match.step == .lookup)
            #expect(match.requested == tag)
        }
    }

    @Test("a tag at the limit of length is matched")
    func longTag() throws {
        let matcher = try makeMatcher(CatalogFolder.project, default: "en-US")
        let text = "fr-CA-x" + String(repeating: "-abcdefgh", count: (Limits.languageTagLength.upperBound - 7) / 9)
        let match = matcher.match([try #require(LanguageTag(text))])
        #expect(match.language.text == "fr-CA")
        #expect(match.step == .lookup)
    }

    private func makeMatcher(_ directory: String, default tag: String) throws -> LanguageMatcher {
        let catalogs = try PromptCatalogs.load(directory: directory, defaultLanguage: try #require(LanguageTag(tag)))
        return try #require(LanguageMatcher(catalogs: catalogs))
    }
}
