import Testing
import VoicemailModel

@Suite(.timeLimit(.minutes(1)))
struct LanguageTagTests {
    @Test(
        "a well-formed tag is taken, in the letter case of RFC 5646 §2.1.1",
        arguments: [
            // RFC 5646, appendix A.
            "de", "fr", "ja", "i-enochian", "zh-Hant", "zh-Hans", "sr-Cyrl", "sr-Latn", "zh-cmn-Hans-CN", "cmn-Hans-CN",
            "zh-yue-HK", "yue-HK", "zh-Hans-CN", "sr-Latn-RS", "sl-rozaj", "sl-rozaj-biske", "sl-nedis", "de-CH-1901",
            "sl-IT-nedis", "hy-Latn-IT-arevela", "de-DE", "en-US", "es-419", "de-CH-x-phonebk", "az-Arab-x-aze-derbend",
            "x-whatever", "qaa-Qaaa-QM-x-southern", "de-Qaaa", "sr-Latn-QM", "sr-Qaaa-RS", "en-US-u-islamcal",
            "zh-CN-a-myext-x-private", "en-a-myext-b-another",
            // Grandfathered, irregular and regular.
            "en-GB-oed", "i-ami", "i-bnn", "i-default", "i-hak", "i-klingon", "i-lux", "i-mingo", "i-navajo", "i-pwn",
            "i-tao", "i-tay", "i-tsu", "sgn-BE-FR", "sgn-BE-NL", "sgn-CH-DE", "art-lojban", "cel-gaulish", "no-bok",
            "no-nyn", "zh-guoyu", "zh-hakka", "zh-min", "zh-min-nan", "zh-xiang",
            // Every length a subtag may have.
            "abcd", "abcde", "abcdefgh", "zh-abc", "zh-abc-def-ghi", "en-840", "de-1996", "de-1a2b", "de-abcde",
            "de-12345678", "en-1-ab", "en-a-abcdefgh-12", "en-x-1", "x-a", "x-a-b-c-1", "en-x-x", "en-a-bb-x-a-bb",
            "yue-Hant-HK", "fr-CA-x-joual", "en-US-u-hc-h12", "en-x-ca-latn",
            // A variant may be repeated in private use, a region-like subtag may follow a singleton.
            "de-1901-x-1901", "en-a-us", "en-a-latn-x-us",
        ])
    func wellFormed(text: String) throws {
        #expect(LanguageTag(text)?.text == text)
        #expect(LanguageTag(text.uppercased())?.text == text)
        #expect(LanguageTag(text.lowercased())?.text == text)
    }

    @Test(
        "an underscore is taken for a hyphen, as engines, PBXs and operating systems write it",
        arguments: [
            ("en_US", "en-US"), ("pt_br", "pt-BR"), ("zh_Hant_TW", "zh-Hant-TW"), ("sr_Latn-RS", "sr-Latn-RS"),
            ("es_419", "es-419"), ("X_A_B", "x-a-b"), ("en_GB_oed", "en-GB-oed"), ("i_klingon", "i-klingon"),
        ])
    func underscores(text: String, canonical: String) {
        #expect(LanguageTag(text)?.text == canonical)
        #expect(LanguageTag(text) == LanguageTag(canonical))
    }

    @Test(
        "a malformed tag is refused",
        arguments: [
            // RFC 5646, appendix A: two regions, a lone singleton, and a singleton twice.
            "de-419-DE", "a-DE", "ar-a-aaa-b-bbb-a-ccc",
            // What lenient parsers take.
            "", "en--US", "en_US.UTF-8", "en__US", "_en", "en_", "_", "en_-US", "en_US@euro", "C_", "en_US_Latn",
            "abcdefghi", "en-", "-en", "-", "en-US-", "C", "POSIX.UTF-8", "*",
            "en-*", "en US", " en", "en ", "en\n", "en-US@posix", "e", "1", "12", "e1", "en1", "i", "x", "x-", "en-x",
            "en-a", "en-a-x-b", "en-a-b", "en-a-", "x-abcdefghi", "en-abcdefghi", "en-x-abcdefghi",
            // Parts in the wrong order, or too many of them.
            "en-US-Latn", "en-Latn-Latn", "zh-abc-def-ghi-jkl", "abcd-abc", "abcde-abc", "de-1996-DE", "de-DE-Latn",
            "de-1901-1901", "de-1901-abcde-1901", "en-a-bb-a-cc", "en-GB-oed-x-a", "i-klingon-x-a", "i-nosuch",
            "sgn-BE-FR-x-a", "en-a1", "en-1a2", "en-12", "en-a123",
            // Not ASCII: a full-width letter, an accent, the Kelvin sign, a combining mark, a zero byte.
            "ｅn", "én", "en-U\u{212A}", "e\u{301}n", "en\0", "日本",
        ])
    func malformed(text: String) {
        #expect(LanguageTag(text) == nil)
    }

    @Test("a tag may be as long as the limit and no longer")
    func limit() {
        let longest = Limits.languageTagLength.upperBound
        let subtags = String(repeating: "-abcdefg", count: longest / 8)
        let fitting = "x" + subtags + "-" + String(repeating: "a", count: longest - subtags.utf8.count - 2)
        #expect(fitting.utf8.count == longest)
        #expect(LanguageTag(fitting)?.text == fitting)
        #expect(LanguageTag(fitting + "a") == nil)
        #expect(LanguageTag("en" + String(repeating: "-x", count: 100_000)) == nil)
    }

    @Test("a piece of a longer text is taken like a text of its own")
    func substring() {
        let line = "PROMPT enter-pin IN fr-ca,DE"
        #expect(line.split(separator: " ")[3].split(separator: ",").map { LanguageTag($0)?.text } == ["fr-CA", "de"])
    }
}
