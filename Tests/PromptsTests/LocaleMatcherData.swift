import Foundation
import Prompts
import VoicemailModel

/// ICU's own test data of its LocaleMatcher, `localeMatcherTest.txt`, as far as they ask what can be asked of `LanguageMatcher`.
struct LocaleMatcherData {
    /// One question of the data.
    struct Case: Hashable {
        let line: Int
        let supported: [String]
        let defaultLanguage: String?
        let desired: [String]
        let expected: String
        /// Whether it asks for something that is a constant here: which of script and language counts for more, and how far
        /// apart two languages may be.
        let hasOptions: Bool
    }

    let cases: [Case]

    init(file: String) throws {
        var cases: [Case] = []
        var supported: [String] = []
        var options: [String: String] = [:]
        let lines = try String(contentsOfFile: file, encoding: .utf8).split(
            separator: "\n", omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            let text = line.prefix { $0 != "#" }.trimmingCharacters(in: .whitespaces)
            if text.hasPrefix("**") {
                supported = []
                options = [:]
            } else if text.hasPrefix("@supported=") {
                supported = Self.tags(text.dropFirst("@supported=".count))
            } else if text.hasPrefix("@"), let sign = text.firstIndex(of: "=") {
                let value = text[text.index(after: sign)...]
                options[String(text.dropFirst().prefix { $0 != "=" })] = value.isEmpty ? nil : String(value)
            } else if let sign = text.firstRange(of: ">>") {
                // Behind the first bar stands what is asked of other functions.
                let expected = text[sign.upperBound...].prefix { $0 != "|" }.trimmingCharacters(in: .whitespaces)
                cases.append(
                    Case(
                        line: index + 1, supported: supported, defaultLanguage: options["default"],
                        desired: Self.tags(text[..<sign.lowerBound]), expected: expected,
                        hasOptions: options["threshold"] != nil || options["favor"] == "script"))
            }
        }
        self.cases = cases
    }

    private static func tags(_ text: Substring) -> [String] {
        text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    }
}

extension LocaleMatcherData.Case {
    /// What `LanguageMatcher` finds, in the words of the data; nil when its tags are none, or there is no language at all.
    var found: (text: String, step: MatchStep)? {
        let languages = supported.compactMap { LanguageTag($0) }
        let wanted = desired.compactMap { LanguageTag($0) }
        guard !languages.isEmpty, wanted.count == desired.count,
            let language = LanguageTag(defaultLanguage ?? supported[0]),
            let matcher = LanguageMatcher(languages: languages, defaultLanguage: language)
        else { return nil }
        let match = matcher.match(wanted)
        return (match.language.text, match.step)
    }
}
