extension CatalogReader {
    /// The orders in `order`; nil when one is wrong.
    mutating func readOrder(_ root: CatalogObject, clips: [String: String]) -> ClipOrder? {
        guard let object = values.object("order", of: root) else { return nil }
        values.reportUnknownKeys(
            of: object, known: Set(OrderRule.sentences.map(\.key)).union(ClockRules.all.map(\.key)))
        let words = Set(clips.keys.filter { !$0.contains("/") })
        var used: Set<String> = []
        var sentences: [String: [ClipOrderElement]] = [:]
        for (key, rule) in OrderRule.sentences {
            sentences[key] = readOrder(key, of: object, by: rule, words: words, used: &used)
        }
        let clock12 = readClock(.twelveHour, of: object, words: words, used: &used)
        let clock24 = readClock(.twentyFourHour, of: object, words: words, used: &used)
        guard let date = sentences["date"], let today = sentences["today"], let yesterday = sentences["yesterday"],
            let clock12, let clock24
        else { return nil }
        for word in words.subtracting(used).sorted() {
            values.report("clips.words.\(word)", "is not used by any order; use it there or remove it")
        }
        return ClipOrder(date: date, today: today, yesterday: yesterday, clock12: clock12, clock24: clock24)
    }

    private mutating func readClock(
        _ rules: ClockRules, of parent: CatalogObject, words: Set<String>, used: inout Set<String>
    ) -> ClockOrder? {
        guard let object = values.object(rules.key, of: parent) else { return nil }
        values.reportUnknownKeys(of: object, known: Set((rules.required + rules.optional).map(\.key)))
        var orders: [String: [ClipOrderElement]] = [:]
        for (key, rule) in rules.required {
            orders[key] = readOrder(key, of: object, by: rule, words: words, used: &used)
        }
        for (key, rule) in rules.optional where object.members[key] != nil {
            orders[key] = readOrder(key, of: object, by: rule, words: words, used: &used)
        }
        guard let time = orders["time"], let hour = orders["full_hour"] else { return nil }
        return ClockOrder(
            ordinary: time, fullHour: hour, midnight: orders["midnight"], noon: orders["noon"],
            pastMidnight: orders["past_midnight"], pastNoon: orders["past_noon"])
    }

    private mutating func readOrder(
        _ key: String, of parent: CatalogObject, by rule: OrderRule, words: Set<String>, used: inout Set<String>
    ) -> [ClipOrderElement]? {
        guard let text = values.text(key, of: parent, whatToAdd: "add the order of its clips") else { return nil }
        let path = parent.path(of: key)
        guard let template = ClipOrderTemplate(text) else {
            values.report(path, "must be names of clips and {placeholders} with spaces between them; correct it")
            return nil
        }
        let reported = values.problems.count
        let placeholders = template.placeholders
        for name in rule.required where placeholders.count(where: { $0 == name }) != 1 {
            values.report(path, "must hold {\(name)} exactly once; put it where that is said")
        }
        for name in rule.allowed where placeholders.count(where: { $0 == name }) > 1 {
            values.report(path, "holds {\(name)} more than once; leave one")
        }
        for name in Set(placeholders).subtracting(rule.required + rule.allowed).sorted() {
            values.report(path, "holds {\(name)}, which has no place there; remove it")
        }
        for word in Set(template.words).subtracting(words).sorted() {
            values.report(path, "names \"\(word)\", which clips.words lacks; add it there")
        }
        used.formUnion(template.words)
        guard values.problems.count == reported else { return nil }
        return template.parts.compactMap { part in
            switch part {
            case .placeholder(let name): ClipOrderTemplate.elements[name]
            case .word(let name): .word(name)
            }
        }
    }
}
