internal import VoicemailModel

extension CatalogReader {
    /// What `counts` says; nil when something in it is wrong.
    mutating func readCounts(_ root: CatalogObject, clips: [String: String]) -> CountOrder? {
        guard let object = values.object("counts", of: root) else { return nil }
        let keys = CountRules.phrases.map(\.key) + CountRules.sentences.map(\.key)
        values.reportUnknownKeys(of: object, known: Set(keys).union([CountRules.number]))
        guard let rule = PluralRule(folder) else {
            values.report("counts", "cannot be read without ICU's plural rules; install the package libicu72")
            return nil
        }
        let number = readNumberPattern(of: object)
        var words = Words(clips)
        reportReserved(words)
        var phrases: [String: CountOrder.Phrases] = [:]
        for (key, order) in CountRules.phrases where key != CountRules.verb || object.members[key] != nil {
            phrases[key] = readPhrases(key, of: object, by: order, rule, &words)
        }
        var sentences: [String: [CountElement]] = [:]
        for (key, order) in CountRules.sentences {
            sentences[key] = readPattern(
                key, of: object, by: order, &words, whatToAdd: "add the sentence, with its clips in braces")
        }
        reportVerb(object, sentences, phrases[CountRules.verb])
        for word in words.all.subtracting(words.used).sorted() {
            values.report("clips.\(CountOrder.clips).\(word)", "is not used in counts; use it there or remove it")
        }
        guard let number, let new = phrases[CountRules.new], let saved = phrases[CountRules.saved],
            let onlyNew = sentences[CountRules.onlyNew], let onlySaved = sentences[CountRules.onlySaved],
            let both = sentences[CountRules.both]
        else { return nil }
        return CountOrder(
            rule: rule, writingBehindHundred: number, new: new, saved: saved, verb: phrases[CountRules.verb] ?? [:],
            onlyNew: onlyNew, onlySaved: onlySaved, both: both)
    }

    /// The names in `clips.count`, and those that were used.
    private struct Words {
        let all: Set<String>
        var used: Set<String> = []

        init(_ clips: [String: String]) {
            let prefix = "\(CountOrder.clips)/"
            all = Set(clips.keys.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) })
        }
    }

    private mutating func reportReserved(_ words: Words) {
        for name in CountRules.placeholders where words.all.contains(name) {
            values.report(
                "clips.\(CountOrder.clips).\(name)", "cannot be named so, as {\(name)} stands for another; rename it")
        }
    }

    /// What is written behind a hundred.
    private mutating func readNumberPattern(of object: CatalogObject) -> String? {
        let key = CountRules.number
        guard let pattern = values.text(key, of: object, whatToAdd: "say how a number behind a hundred is written")
        else {
            return nil
        }
        switch CountRules.numberPatterns.firstIndex(of: pattern) {
        case 0: return " "
        case 1: return ""
        default:
            let patterns = CountRules.numberPatterns.map { "\"\($0)\"" }.joined(separator: " or ")
            values.report(object.path(of: key), "must be \(patterns); correct it")
            return nil
        }
    }

    private mutating func readPhrases(
        _ key: String, of parent: CatalogObject, by order: OrderRule, _ rule: PluralRule, _ words: inout Words
    ) -> CountOrder.Phrases? {
        guard let object = values.object(key, of: parent) else { return nil }
        values.reportUnknownKeys(of: object, known: Set(PluralCategory.allCases.map(\.rawValue)))
        var phrases: CountOrder.Phrases = [:]
        for category in PluralCategory.allCases {
            let counts = rule.counts(of: category)
            guard !counts.isEmpty else {
                if object.members[category.rawValue] != nil {
                    values.report(
                        object.path(of: category.rawValue),
                        "is a plural category that no number from 1 to 999 has in this language; remove it")
                }
                continue
            }
            let examples = Self.examples(counts)
            guard
                let phrase = readPattern(
                    category.rawValue, of: object, by: order, &words,
                    whatToAdd: "add what is said of \(examples)")
            else { continue }
            if key != CountRules.verb, counts.count > 1, !phrase.contains(.number) {
                values.report(
                    object.path(of: category.rawValue),
                    "must hold {number}, as it is said of \(examples); put it where the number is said")
            }
            phrases[category] = phrase
        }
        return phrases
    }

    /// "1", "1 and 2", "numbers such as 2, 3 and 4".
    private static func examples(_ counts: [Int]) -> String {
        let first = counts.prefix(3).map(String.init)
        let list = [first.dropLast().joined(separator: ", "), first.last ?? ""].filter { !$0.isEmpty }
        return (counts.count > 3 ? "numbers such as " : "") + list.joined(separator: " and ")
    }

    private mutating func readPattern(
        _ key: String, of parent: CatalogObject, by rule: OrderRule, _ words: inout Words, whatToAdd: String
    ) -> [CountElement]? {
        guard let text = values.text(key, of: parent, whatToAdd: whatToAdd) else { return nil }
        let path = parent.path(of: key)
        guard let pattern = CountPattern(text) else {
            values.report(
                path, "must have in braces what is heard, and only spaces and punctuation outside of them; correct it")
            return nil
        }
        let reported = values.problems.count
        let names = pattern.names
        checkPlaceholders(names.filter(CountRules.placeholders.contains), by: rule, at: path)
        let named = Set(names).subtracting(CountRules.placeholders)
        for word in named.subtracting(words.all).sorted() {
            values.report(path, "names \"\(word)\", which clips.\(CountOrder.clips) lacks; add it there")
        }
        words.used.formUnion(named)
        guard values.problems.count == reported else { return nil }
        return pattern.parts.map { part in
            switch part {
            case .writing(let text): .writing(text)
            case .name(CountRules.number): .number
            case .name(CountRules.new): .new
            case .name(CountRules.saved): .saved
            case .name(CountRules.verb): .verb
            case .name(let word): .word("\(CountOrder.clips)/\(word)")
            }
        }
    }

    private mutating func reportVerb(
        _ object: CatalogObject, _ sentences: [String: [CountElement]], _ verb: CountOrder.Phrases?
    ) {
        let users = CountRules.sentences.map(\.key).filter { sentences[$0]?.contains(.verb) == true }
        guard object.members[CountRules.verb] == nil else {
            if users.isEmpty, sentences.count == CountRules.sentences.count {
                values.report(
                    object.path(of: CountRules.verb), "is not used by any sentence; use {verb} there or remove it")
            }
            return
        }
        for key in users {
            values.report(object.path(of: key), "holds {verb}, and counts.verb is missing; add it there")
        }
    }
}
