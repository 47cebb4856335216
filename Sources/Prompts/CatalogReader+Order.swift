extension CatalogReader {
    /// What orders may name, and what they have named.
    struct OrderNames {
        let words: Set<String>
        /// The variants of families that there are clips of: `minute-short`.
        let variants: Set<String>
        var used: Set<String>

        /// - Parameter regions: which variant is said for which region.
        init(clips: [String: String], regions: [String: String]) {
            words = Set(clips.keys.filter { !$0.contains("/") })
            let series = Set(clips.keys.filter { $0.contains("/") }.compactMap { $0.split(separator: "/").first })
                .compactMap { ClipSeries($0) }.filter { $0.variant != nil }
            variants = Set(series.map(\.name))
            used = Set(series.filter { $0.variant.map(regions.values.contains) ?? false }.map(\.name))
        }
    }

    /// The orders in `order`; nil when one is wrong.
    mutating func readOrder(_ root: CatalogObject, clips: [String: String], regions: [String: String]) -> ClipOrder? {
        guard let object = values.object("order", of: root) else { return nil }
        values.reportUnknownKeys(
            of: object,
            known: Set(OrderRule.sentences.map(\.key) + [OrderRule.dateWithYearKey] + ClockRules.all.map(\.key)))
        var names = OrderNames(clips: clips, regions: regions)
        var sentences: [String: [ClipOrderElement]] = [:]
        for (key, rule) in OrderRule.sentences {
            sentences[key] = readOrder(key, of: object, by: rule, &names)
        }
        let hasYears = clips.keys.contains { $0.hasPrefix("year/") }
        let dateWithYear =
            hasYears || object.members[OrderRule.dateWithYearKey] != nil
            ? readOrder(OrderRule.dateWithYearKey, of: object, by: OrderRule.dateWithYear, &names) : nil
        if dateWithYear != nil, !hasYears { values.report("clips.year", "is missing; add it as docs/prompts.md shows") }
        let clock12 = readClock(.twelveHour, of: object, &names)
        let clock24 = readClock(.twentyFourHour, of: object, &names)
        guard let date = sentences["date"], let today = sentences["today"], let yesterday = sentences["yesterday"],
            let clock12, let clock24
        else { return nil }
        for word in names.words.subtracting(names.used).sorted() {
            values.report("clips.words.\(word)", "is not used by any order; use it there or remove it")
        }
        for variant in names.variants.subtracting(names.used).sorted() {
            values.report("clips.\(variant)", "is not used by any order or region; use it there or remove it")
        }
        return ClipOrder(
            date: date, dateWithYear: dateWithYear, today: today, yesterday: yesterday, clock12: clock12,
            clock24: clock24)
    }

    private mutating func readClock(
        _ rules: ClockRules, of parent: CatalogObject, _ names: inout OrderNames
    ) -> ClockOrder? {
        guard let object = values.object(rules.key, of: parent) else { return nil }
        values.reportUnknownKeys(of: object, known: Set((rules.required + rules.optional).map(\.key)))
        var orders: [String: [ClipOrderElement]] = [:]
        for (key, rule) in rules.required {
            orders[key] = readOrder(key, of: object, by: rule, &names)
        }
        for (key, rule) in rules.optional where object.members[key] != nil {
            orders[key] = readOrder(key, of: object, by: rule, &names)
        }
        guard let time = orders["time"], let hour = orders["full_hour"] else { return nil }
        return ClockOrder(
            ordinary: time, fullHour: hour, midnight: orders["midnight"], noon: orders["noon"],
            pastMidnight: orders["past_midnight"], pastNoon: orders["past_noon"])
    }

    private mutating func readOrder(
        _ key: String, of parent: CatalogObject, by rule: OrderRule, _ names: inout OrderNames
    ) -> [ClipOrderElement]? {
        guard let template = readTemplate(key, of: parent) else { return nil }
        let path = parent.path(of: key)
        let reported = values.problems.count
        // A variant is one form of its family.
        checkPlaceholders(template.placeholders.map { ClipSeries($0)?.family.rawValue ?? $0 }, by: rule, at: path)
        let variants = Set(template.placeholders.filter { ClipSeries($0)?.variant != nil })
        for variant in variants.subtracting(names.variants).sorted() {
            values.report(path, "names {\(variant)}, and there is no clips.\(variant); add it")
        }
        for word in Set(template.words).subtracting(names.words).sorted() {
            values.report(path, "names \"\(word)\", which clips.words lacks; add it there")
        }
        names.used.formUnion(template.words)
        names.used.formUnion(variants)
        guard values.problems.count == reported else { return nil }
        return template.parts.compactMap { part in
            switch part {
            case .placeholder(let name): ClipOrderTemplate.element(name)
            case .word(let name): .word(name)
            }
        }
    }

    /// An order as it is written.
    mutating func readTemplate(_ key: String, of parent: CatalogObject) -> ClipOrderTemplate? {
        guard let text = values.text(key, of: parent, whatToAdd: "add the order of its clips") else { return nil }
        guard let template = ClipOrderTemplate(text) else {
            values.report(
                parent.path(of: key), "must be names of clips and {placeholders} with spaces between them; correct it")
            return nil
        }
        return template
    }

    /// Reports what is in braces too often, not often enough, or out of place.
    mutating func checkPlaceholders(_ placeholders: [String], by rule: OrderRule, at path: String) {
        for name in rule.required where placeholders.count(where: { $0 == name }) != 1 {
            values.report(path, "must hold {\(name)} exactly once; put it where that is said")
        }
        for name in rule.allowed where placeholders.count(where: { $0 == name }) > 1 {
            values.report(path, "holds {\(name)} more than once; leave one")
        }
        for name in Set(placeholders).subtracting(rule.required + rule.allowed).sorted() {
            values.report(path, "holds {\(name)}, which has no place there; remove it")
        }
    }
}
