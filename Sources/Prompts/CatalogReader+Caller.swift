/// Who called.
extension CatalogReader {
    /// The clips of `clips` that a caller's number is said with, and those of the words around it.
    mutating func readCallerClips(_ clips: CatalogObject) -> [String: String] {
        var texts: [String: String] = [:]
        if let digits = values.object(DigitClip.family, of: clips) {
            values.reportUnknownKeys(of: digits, known: Set(DigitClip.names))
            for name in DigitClip.names { texts["\(DigitClip.family)/\(name)"] = values.text(name, of: digits) }
        }
        if let words = values.object(CallerPhrases.key, of: clips) {
            for name in names(of: words) { texts["\(CallerPhrases.key)/\(name)"] = values.text(name, of: words) }
        }
        return texts
    }

    /// The phrases in `caller`; nil when one is wrong.
    mutating func readCaller(_ root: CatalogObject, clips: [String: String]) -> CallerPhrases? {
        guard let object = values.object(CallerPhrases.key, of: root) else { return nil }
        values.reportUnknownKeys(of: object, known: ["number", "unknown", "texts", "groups"])
        var used: Set<String> = []
        let numberOrder = readCallerOrder(
            "number", of: object, by: OrderRule(required: ["number"]), clips: clips, used: &used)
        let unknownOrder = readCallerOrder(
            "unknown", of: object, by: OrderRule(required: []), clips: clips, used: &used)
        for clip in clips.keys.sorted() where clip.hasPrefix("\(CallerPhrases.key)/") && !used.contains(clip) {
            let name = clip.dropFirst(CallerPhrases.key.count + 1)
            values.report("clips.caller.\(name)", "is not used by any order of caller; use it there or remove it")
        }
        let texts = values.object("texts", of: object)
        if let texts { values.reportUnknownKeys(of: texts, known: ["number", "unknown"]) }
        let numberText = texts.flatMap { readCallerText("number", of: $0, holdsNumber: true) }
        let unknownText = texts.flatMap { readCallerText("unknown", of: $0, holdsNumber: false) }
        let groups = readGroups(object)
        guard let numberOrder, let unknownOrder, let numberText, let unknownText, let groups else { return nil }
        return CallerPhrases(
            number: .init(order: numberOrder, text: numberText),
            unknown: .init(order: unknownOrder, text: unknownText), groups: groups)
    }

    private mutating func readCallerOrder(
        _ key: String, of parent: CatalogObject, by rule: OrderRule, clips: [String: String], used: inout Set<String>
    ) -> [CallerPhrases.Element]? {
        guard let template = readTemplate(key, of: parent) else { return nil }
        let path = parent.path(of: key)
        let reported = values.problems.count
        checkPlaceholders(template.placeholders, by: rule, at: path)
        let elements = template.parts.compactMap { part -> CallerPhrases.Element? in
            guard case .word(let name) = part else { return .number }
            let clip = "\(CallerPhrases.key)/\(name)"
            used.insert(clip)
            if clips[clip] != nil { return .clip(clip) }
            if let prompt = PromptID(name: name) { return .prompt(prompt) }
            values.report(path, "names \"\(name)\", which neither clips.caller nor prompts has; add it to clips.caller")
            return nil
        }
        return values.problems.count == reported ? elements : nil
    }

    private mutating func readCallerText(
        _ key: String, of texts: CatalogObject, holdsNumber: Bool
    ) -> CallerText? {
        guard let pattern = values.text(key, of: texts) else { return nil }
        guard let text = CallerText(pattern: pattern, holdsNumber: holdsNumber) else {
            values.report(
                texts.path(of: key),
                holdsNumber
                    ? "must hold {announcement} and {number} exactly once each; put them where they are written"
                    : "must hold {announcement} exactly once, and no {number}; correct it")
            return nil
        }
        return text
    }

    private mutating func readGroups(_ object: CatalogObject) -> DigitGroups? {
        let key = "groups"
        guard
            let text = values.text(
                key, of: object, whatToAdd: "add how many digits are said together, such as \"3 3 4\"")
        else { return nil }
        guard let groups = DigitGroups(text) else {
            values.report(
                object.path(of: key),
                "must be the sizes of groups, such as \"3 3 4\", or up to three such with commas between them; correct it"
            )
            return nil
        }
        return groups
    }
}
