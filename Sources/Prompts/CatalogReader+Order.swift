/// Which placeholders an order must have, each once, and which it may have besides.
private struct OrderRule {
    let required: [String]
    var allowed: [String] = []

    static let date = OrderRule(required: ["weekday", "day", "month", "time"])
    static let relative = OrderRule(required: ["time"], allowed: ["weekday", "day", "month"])

    // A 12-hour time without its period would leave open which half of the day is meant.
    static let ordinary12 = OrderRule(required: ["hour12", "minute", "period"])
    static let fullHour12 = OrderRule(required: ["hour12", "period"])
    static let special12 = OrderRule(required: [], allowed: ["hour12", "period"])
    static let past12 = OrderRule(required: ["minute"], allowed: ["hour12", "period"])

    static let ordinary24 = OrderRule(required: ["hour24", "minute"])
    static let fullHour24 = OrderRule(required: ["hour24"])
    static let special24 = OrderRule(required: [], allowed: ["hour24"])
    static let past24 = OrderRule(required: ["minute"], allowed: ["hour24"])
}

extension CatalogReader {
    /// The orders in `order`; nil when one is wrong.
    mutating func readOrder(_ root: CatalogObject, clips: [String: String]) -> ClipOrder? {
        guard let object = values.object("order", of: root) else { return nil }
        values.reportUnknownKeys(of: object, known: ["date", "today", "yesterday", "clock12", "clock24"])
        let words = Set(clips.keys.filter { !$0.contains("/") })
        var used: Set<String> = []
        let date = readOrder("date", of: object, by: .date, words: words, used: &used)
        let today = readOrder("today", of: object, by: .relative, words: words, used: &used)
        let yesterday = readOrder("yesterday", of: object, by: .relative, words: words, used: &used)
        let clock12 = readClock(
            "clock12", of: object, ordinary: .ordinary12, fullHour: .fullHour12, special: .special12, past: .past12,
            words: words, used: &used)
        let clock24 = readClock(
            "clock24", of: object, ordinary: .ordinary24, fullHour: .fullHour24, special: .special24, past: .past24,
            words: words, used: &used)
        guard let date, let today, let yesterday, let clock12, let clock24 else { return nil }
        for word in words.subtracting(used).sorted() {
            values.report("clips.words.\(word)", "is named by no order; use it there or remove it")
        }
        return ClipOrder(date: date, today: today, yesterday: yesterday, clock12: clock12, clock24: clock24)
    }

    private mutating func readClock(
        _ key: String, of parent: CatalogObject, ordinary: OrderRule, fullHour: OrderRule, special: OrderRule,
        past: OrderRule, words: Set<String>, used: inout Set<String>
    ) -> ClockOrder? {
        guard let object = values.object(key, of: parent) else { return nil }
        let optional = [("midnight", special), ("noon", special), ("past_midnight", past), ("past_noon", past)]
        values.reportUnknownKeys(of: object, known: Set(optional.map(\.0)).union(["time", "full_hour"]))
        let time = readOrder("time", of: object, by: ordinary, words: words, used: &used)
        let hour = readOrder("full_hour", of: object, by: fullHour, words: words, used: &used)
        var specials: [String: [ClipOrderElement]] = [:]
        for (key, rule) in optional where object.members[key] != nil {
            specials[key] = readOrder(key, of: object, by: rule, words: words, used: &used)
        }
        guard let time, let hour else { return nil }
        return ClockOrder(
            ordinary: time, fullHour: hour, midnight: specials["midnight"], noon: specials["noon"],
            pastMidnight: specials["past_midnight"], pastNoon: specials["past_noon"])
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
