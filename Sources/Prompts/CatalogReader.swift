internal import Foundation
internal import VoicemailModel

/// Reads one `catalog.json`, and finds everything that is wrong with it instead of the first thing only.
struct CatalogReader {
    private let file: String
    private let folder: LanguageTag
    private(set) var problems: [CatalogProblem] = []

    /// - Parameters:
    ///   - file: the path, for the problems.
    ///   - folder: the language that the folder's name promises.
    init(file: String, folder: LanguageTag) {
        self.file = file
        self.folder = folder
    }

    /// The catalog, or nil when there are problems.
    mutating func read(_ data: Data) -> PromptCatalog? {
        let root: CatalogObject
        do {
            let value = CatalogValue(try JSONSerialization.jsonObject(with: data, options: .fragmentsAllowed))
            guard case .object(let members) = value else {
                report(nil, "holds no JSON object; see docs/prompts.md for the format of a catalog")
                return nil
            }
            root = CatalogObject(path: nil, members: members)
        } catch {
            report(nil, "is no valid JSON (\(Self.explanation(of: error, in: data))); mend it there")
            return nil
        }
        reportUnknownKeys(of: root, known: ["$schema", "language", "prompts", "texts", "clips", "periods", "order"])
        readLanguage(root)
        let promptTexts = readPrompts(root)
        let texts = readTexts(root)
        let clips = readClips(root)
        let dayPeriods = readDayPeriods(root, clips: clips)
        let order = readOrder(root, clips: clips)
        guard problems.isEmpty, let texts, let dayPeriods, let order else { return nil }
        return PromptCatalog(
            language: folder, promptTexts: promptTexts, clips: clips, order: order, dayPeriods: dayPeriods,
            today: texts.today, yesterday: texts.yesterday)
    }

    // MARK: The parts of a catalog

    private mutating func readLanguage(_ root: CatalogObject) {
        guard let language = text("language", of: root, whatToAdd: "add the language tag, \"\(folder)\"") else {
            return
        }
        guard language != folder.text else { return }
        report("language", "is \"\(language)\" in the folder \(folder); make the two the same")
    }

    private mutating func readPrompts(_ root: CatalogObject) -> [PromptID: String] {
        guard let prompts = object("prompts", of: root) else { return [:] }
        reportUnknownKeys(of: prompts, known: Set(PromptID.allCases.map(\.name)))
        var texts: [PromptID: String] = [:]
        for id in PromptID.allCases {
            texts[id] = text(id.name, of: prompts)
        }
        return texts
    }

    private mutating func readTexts(_ root: CatalogObject) -> (today: RelativeText, yesterday: RelativeText)? {
        guard let texts = object("texts", of: root) else { return nil }
        reportUnknownKeys(of: texts, known: ["today", "yesterday"])
        let today = readRelativeText("today", of: texts)
        let yesterday = readRelativeText("yesterday", of: texts)
        guard let today, let yesterday else { return nil }
        return (today, yesterday)
    }

    private mutating func readRelativeText(_ key: String, of texts: CatalogObject) -> RelativeText? {
        guard let pattern = text(key, of: texts) else { return nil }
        guard let relativeText = RelativeText(pattern: pattern) else {
            report(texts.path(of: key), "must hold {time} exactly once; put it where the time is written")
            return nil
        }
        return relativeText
    }

    private mutating func readClips(_ root: CatalogObject) -> [String: String] {
        guard let clips = object("clips", of: root) else { return [:] }
        let families = ClipFamily.allCases
        reportUnknownKeys(of: clips, known: Set(families.map(\.rawValue)).union(["period", "words"]))
        var texts: [String: String] = [:]
        for family in families {
            guard let object = object(family.rawValue, of: clips) else { continue }
            reportUnknownKeys(of: object, known: Set(family.numbers.map(String.init)))
            for number in family.numbers {
                texts[family.clip(number)] = text(String(number), of: object)
            }
        }
        if let periods = object("period", of: clips) {
            for name in names(of: periods) { texts["period/\(name)"] = text(name, of: periods) }
        }
        if let words = object("words", of: clips) {
            for name in names(of: words) { texts[name] = text(name, of: words) }
        }
        return texts
    }

    private mutating func readDayPeriods(_ root: CatalogObject, clips: [String: String]) -> DayPeriods? {
        guard let periods = object("periods", of: root) else { return nil }
        var starts: [DayPeriods.Start] = []
        for key in periods.members.keys.sorted() {
            guard let minuteOfDay = Self.minuteOfDay(key) else {
                report(periods.path(of: key), "is no time of day; write it as HH:mm")
                continue
            }
            guard let name = text(key, of: periods) else { continue }
            guard clips["period/\(name)"] != nil else {
                report(periods.path(of: key), "names \"\(name)\", which clips.period lacks; add it there")
                continue
            }
            starts.append(DayPeriods.Start(minuteOfDay: minuteOfDay, clip: "period/\(name)"))
        }
        if periods.members["00:00"] == nil {
            report(periods.path(of: "00:00"), "is missing; say which period begins the day")
        }
        for clip in clips.keys.sorted() where clip.hasPrefix("period/") && !starts.contains(where: { $0.clip == clip })
        {
            let name = clip.dropFirst("period/".count)
            report("clips.period.\(name)", "is named by no time in periods; use it there or remove it")
        }
        return DayPeriods(starts: starts)
    }

    private static func minuteOfDay(_ text: String) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard text.utf8.count == 5, parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 }),
            let hour = UInt8(parts[0]), let minute = UInt8(parts[1]), hour < 24, minute < 60
        else { return nil }
        return Int(hour) * 60 + Int(minute)
    }

    // MARK: Reading one value

    mutating func object(_ key: String, of parent: CatalogObject) -> CatalogObject? {
        switch parent.members[key] {
        case .object(let members):
            return CatalogObject(path: parent.path(of: key), members: members)
        case nil:
            report(parent.path(of: key), "is missing; add it as docs/prompts.md shows")
        case .text, .other:
            report(parent.path(of: key), "must be an object; write it in braces as docs/prompts.md shows")
        }
        return nil
    }

    mutating func text(
        _ key: String, of parent: CatalogObject, whatToAdd: String = "add its text"
    ) -> String? {
        switch parent.members[key] {
        case .text(let text):
            guard let complaint = Self.complaint(about: text) else { return text }
            report(parent.path(of: key), complaint)
        case nil:
            report(parent.path(of: key), "is missing; \(whatToAdd)")
        case .object, .other:
            report(parent.path(of: key), "must be a text; write it in quotation marks")
        }
        return nil
    }

    mutating func reportUnknownKeys(of object: CatalogObject, known: Set<String>) {
        for key in object.members.keys.sorted() where !known.contains(key) {
            report(object.path(of: key), "is not known; correct its name or remove it")
        }
    }

    mutating func report(_ key: String?, _ reason: String) {
        problems.append(CatalogProblem(language: folder.text, file: file, key: key, reason: reason))
    }

    /// The keys that can name a clip: they go out on the wire, between commas.
    private mutating func names(of object: CatalogObject) -> [String] {
        object.members.keys.sorted().filter { name in
            let isName =
                name.utf8.first.map { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) } == true
                && ClipOrderTemplate.isWord(name)
            if !isName {
                report(object.path(of: name), "cannot name a clip; use small letters a to z, digits and hyphens")
            }
            return isName
        }
    }

    private static func complaint(about text: String) -> String? {
        if text.isEmpty { return "is empty; write its text" }
        if text.first?.isWhitespace == true || text.last?.isWhitespace == true {
            return "begins or ends with a space; remove it"
        }
        if text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
            return "holds a line break or another control character; remove it"
        }
        if text.utf8.count > Limits.promptTextBytes {
            return "is longer than \(Limits.promptTextBytes) bytes; shorten it"
        }
        return nil
    }

    /// What the JSON parser says, with line and column in place of the offset that it gives.
    private static func explanation(of error: any Error, in data: Data) -> String {
        let text = (error as NSError).userInfo[NSDebugDescriptionErrorKey] as? String ?? "\(error)"
        let sentence = text.hasSuffix(".") ? String(text.dropLast()) : text
        guard let match = sentence.firstMatch(of: /around character (\d+)/), let offset = Int(match.1) else {
            return sentence
        }
        let before = data.prefix(offset)
        let line = before.count { $0 == UInt8(ascii: "\n") } + 1
        let column = before.reversed().prefix { $0 != UInt8(ascii: "\n") }.count + 1
        return sentence.replacing(match.0, with: "at line \(line), column \(column)")
    }
}
