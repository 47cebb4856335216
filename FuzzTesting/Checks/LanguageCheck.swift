import CICU
import VoicemailModel

extension FuzzCheck {
    /// A language tag: what is accepted is its own canonical form whatever its letter case, and ICU accepts the same.
    public static let language = FuzzCheck(name: "language") { input, _ in
        guard let text = String(validating: input, as: UTF8.self) else { return nil }
        guard let tag = LanguageTag(text) else {
            // ICU reads C strings, and knows no limit.
            guard text.utf8.count <= Limits.languageTagLength.upperBound, !text.utf8.contains(0) else { return nil }
            return isTakenByICU(text) && !isReplacedByICU(text) ? "ICU takes \(text), which is refused" : nil
        }
        guard LanguageTag(tag.text)?.text == tag.text else { return "\(tag.text) is not its own form" }
        guard LanguageTag(text.uppercased()) == tag, LanguageTag(text.lowercased()) == tag else {
            return "the letter case of \(text) changes its meaning"
        }
        return isTakenByICU(text) || isBeyondICU(tag) ? nil : "ICU refuses \(text), which is taken"
    }

    /// ICU takes hyphens only.
    private static func isTakenByICU(_ text: String) -> Bool {
        !text.isEmpty && Int(icu_language_tag_length(String(text.map { $0 == "_" ? "-" : $0 }))) == text.utf8.count
    }

    /// What is well-formed (RFC 5646 §2.1) and yet refused by ICU, which also looks at what the extensions `t` and `u` mean
    /// (RFC 6497, RFC 6067), and reads a `lvariant` in private use as its own.
    private static func isBeyondICU(_ tag: LanguageTag) -> Bool {
        let subtags = tag.text.lowercased().split(separator: "-")
        return subtags.contains { $0 == "t" || $0 == "u" || $0 == "lvariant" }
    }

    /// What ICU replaces before it looks at the rest: registered tags of RFC 5646 §2.2.8, which end where they end, are taken
    /// with more behind them, and after `zh-cmn` there may be three more `extlang` (§2.1) instead of two. Behind its own
    /// `x-lvariant` it takes subtags that are too long.
    private static func isReplacedByICU(_ text: String) -> Bool {
        let lowercase = String(text.lowercased().map { $0 == "_" ? "-" : $0 })
        let language = lowercase.split(separator: "-").first ?? ""
        return ["art", "cel", "en", "i", "no", "sgn", "zh"].contains(language) || lowercase.contains("-lvariant")
    }
}
