public import FuzzChecks
import Prompts
import VoicemailModel

extension FuzzCheck {
    /// The languages that there are, a `>`, and those that a caller asks for, each list with commas; without a `>` there are
    /// the usual ones. Whatever is asked for, the search ends with one of the languages that there are, and the same one whatever
    /// was asked before; a language that there is is found by its own tag.
    public static let match = FuzzCheck(name: "match") { input, _ in
        guard let text = String(validating: input, as: UTF8.self) else { return nil }
        let lists = text.split(separator: ">", maxSplits: 1, omittingEmptySubsequences: false)
        let wanted = MatchTrial.tags(lists.last ?? "").prefix(Limits.languagePreferences)
        guard let trial = MatchTrial(languages: lists.count == 2 ? MatchTrial.tags(lists[0]) : MatchTrial.usual) else {
            return nil
        }
        return trial.problem(of: Array(wanted))
    }
}

/// One list of languages that there are, of which the first is the default language.
private struct MatchTrial {
    /// Those of `prompts/`.
    static let usual = tags(
        "en-US,ar,bn,cs-CZ,da-DK,de-DE,el-GR,en-GB,es-419,es-ES,fa-IR,fi-FI,fr-CA,fr-FR,he-IL,hi-IN,hu-HU,id-ID,it-IT,"
            + "ja-JP,ko-KR,ms-MY,nb-NO,nl-NL,pl-PL,pt-BR,pt-PT,ro-RO,ru-RU,sv-SE,tr-TR,uk-UA,vi-VN,yue-Hant-HK,zh-Hans,"
            + "zh-Hant-TW")

    private let languages: [LanguageTag]
    private let defaultLanguage: LanguageTag

    init?(languages: [LanguageTag]) {
        guard let first = languages.first else { return nil }
        defaultLanguage = first
        self.languages = languages
    }

    static func tags(_ list: some StringProtocol) -> [LanguageTag] {
        list.split(separator: ",").compactMap { LanguageTag($0) }
    }

    func problem(of wanted: [LanguageTag]) -> String? {
        guard let matcher = matcher(of: languages), let other = self.matcher(of: languages) else {
            return languages.allSatisfy(isReadByICU) ? "there is no matcher of \(languages)" : nil
        }
        let matches = wanted.map { matcher.match([$0]) }
        for match in matches {
            if let problem = problem(of: match, matcher) { return problem }
        }
        for language in languages where language.text != "i-default" {
            let match = matcher.match([language])
            guard match.step == .exact else { return "\(language), which there is, is \(match)" }
            // Another may be the same language by another name: `iw` and `he`.
            if match.language != language, let problem = problemWhenAlone(match) { return problem }
        }
        // What was asked before makes no difference.
        for match in matches.reversed() {
            let again = other.match([match.requested])
            guard again == match else { return "\(match), and asked in another order \(again)" }
        }
        let found = matches.filter { $0.step != .default }
        let expected = found.first { $0.step != .far } ?? found.first ?? matches.first
        let match = matcher.match(wanted)
        return expected == nil || match == expected ? nil : "\(wanted) are \(match)"
    }

    private func problem(of match: LanguageMatch, _ matcher: LanguageMatcher) -> String? {
        let wanted = match.requested
        guard languages.contains(match.language) else { return "there is no language \(match)" }
        guard matcher.match([wanted]) == match else { return "\(match), and asked again something else" }
        guard match.step != .default || match.language == defaultLanguage else { return "\(match) is not the default" }
        return problemWhenAlone(match) ?? problemWhenAdded(wanted) ?? problemWhenExtended(match, matcher)
    }

    /// What is found is found in the same way when it is all that there is. Of several that are left when a tag is cut, only
    /// the longest is a `lookup`.
    private func problemWhenAlone(_ match: LanguageMatch) -> String? {
        guard match.step != .default else { return nil }
        guard let alone = matcher(of: [match.language])?.match([match.requested]) else {
            return "there is no matcher of \(match.language)"
        }
        return alone.step == match.step || alone.step == .lookup ? nil : "\(match), and alone \(alone)"
    }

    /// Whatever is asked for is found as itself where it is.
    private func problemWhenAdded(_ wanted: LanguageTag) -> String? {
        let isNoLanguage = wanted.text == "i-default" || wanted.text.split(separator: "-").first == "posix"
        guard !isNoLanguage, isReadByICU(wanted) else { return nil }
        guard let match = matcher(of: languages + [wanted])?.match([wanted]) else {
            return "there is no matcher of \(languages) and \(wanted)"
        }
        return match.step == .exact ? nil : "\(wanted), which there is, is \(match)"
    }

    /// Extensions, also one that ICU does not read, and private use say nothing of the language: they make no difference, unless
    /// there is a language that has some.
    private func problemWhenExtended(_ match: LanguageMatch, _ matcher: LanguageMatcher) -> String? {
        guard !(languages + [match.requested]).contains(where: hasSingleton) else { return nil }
        for end in ["-a-bb", "-u-hc-h12", "-t-m0", "-x-joual"] {
            guard let wanted = LanguageTag(match.requested.text + end) else { continue }
            let extended = matcher.match([wanted])
            guard extended.language == match.language, (extended.step == .default) == (match.step == .default) else {
                return "\(match), and extended \(extended)"
            }
        }
        return nil
    }

    private func hasSingleton(_ tag: LanguageTag) -> Bool {
        tag.text.split(separator: "-").contains { $0.utf8.count == 1 }
    }

    /// ICU also looks at what the extensions `t` and `u` mean, and a matcher knows no language that it does not read.
    private func isReadByICU(_ tag: LanguageTag) -> Bool { matcher(of: [tag]) != nil }

    private func matcher(of languages: [LanguageTag]) -> LanguageMatcher? {
        LanguageMatcher(languages: languages, defaultLanguage: defaultLanguage)
    }
}
