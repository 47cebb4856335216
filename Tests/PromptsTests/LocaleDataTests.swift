import Testing

@testable import Prompts

@Suite(.timeLimit(.minutes(5)))
struct LocaleDataTests {
    @Test(
        "a tag's canonical form is CLDR's",
        arguments: [
            ("i-klingon", "tlh"), ("en-GB-oed", "en-GB-oxendict"), ("zh-min-nan", "nan"), ("art-lojban", "jbo"),
            ("zh-cmn-Hans-CN", "zh-Hans-CN"), ("iw", "he"), ("in", "id"), ("mo", "ro"), ("no", "nb"),
            ("no-NO", "nb-NO"),
            ("no-bok", "nb"), ("sh", "sr-Latn"), ("en-UK", "en-GB"), ("fr-CA-x-joual", "fr-CA-x-joual"),
            ("no-u-hc-h23-x-a", "nb-u-hc-h23-x-a"), ("x-joual", "und-x-joual"),
        ])
    func canonical(row: (tag: String, canonical: String)) {
        #expect(LocaleData.canonical(row.tag) == row.canonical)
    }

    @Test("what is not a tag has no form", arguments: ["en--US", "en_US", "abcdefghi", "en-a-bb-a-cc"])
    func malformed(text: String) {
        #expect(LocaleData.canonical(text) == nil)
        #expect(LocaleData.likely(text) == nil)
        #expect(!LocaleData.inherits(text, from: "en"))
    }

    @Test(
        "script and region are added as they are likely",
        arguments: [
            ("de", "de-Latn-DE"), ("zh-TW", "zh-Hant-TW"), ("zh", "zh-Hans-CN"), ("yue", "yue-Hant-HK"),
            ("en-GB-oxendict-x-a", "en-Latn-GB"), ("sr-Latn", "sr-Latn-RS"),
        ])
    func likely(row: (tag: String, likely: String)) {
        #expect(LocaleData.likely(row.tag) == row.likely)
    }

    @Test("nothing is likely where nothing is said", arguments: ["und", "x-joual", "und-fonipa", "und-u-hc-h12"])
    func unlikely(tag: String) {
        #expect(LocaleData.likely(tag) == nil)
    }

    @Test(
        "whom a language inherits from is CLDR's",
        arguments: [
            ("es-MX", "es-419", true), ("es-MX", "es", true), ("es-419", "es", true), ("es-ES", "es-419", false),
            ("pt-AO", "pt-PT", true), ("en-AU", "en-001", true), ("en-AU", "en-GB", false), ("nb-NO", "no", true),
            ("zh-Hant-MO", "zh-Hant-HK", true), ("zh-Hant-HK", "zh", false), ("de", "de", false), ("de", "und", false),
        ])
    func inherits(row: (tag: String, ancestor: String, inherits: Bool)) {
        #expect(LocaleData.inherits(row.tag, from: row.ancestor) == row.inherits)
    }
}
