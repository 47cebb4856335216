internal import Foundation
internal import VoicemailModel

/// Reads one `catalog.json`, and finds everything that is wrong with it instead of the first thing only.
struct CatalogReader {
    let folder: LanguageTag
    var values: CatalogValueReader

    var problems: [CatalogProblem] { values.problems }

    /// - Parameters:
    ///   - file: the path, for the problems.
    ///   - folder: the language that the folder's name promises.
    init(file: String, folder: LanguageTag) {
        self.folder = folder
        values = CatalogValueReader(language: folder, file: file)
    }

    /// The catalog, or nil when there are problems.
    mutating func read(_ data: Data) -> PromptCatalog? {
        guard let root = values.root(data) else { return nil }
        values.reportUnknownKeys(
            of: root,
            known: [
                "$schema", "language", "calendar", "prompts", "texts", "counts", "clips", "periods", "regions", "order",
                CallerPhrases.key,
            ])
        values.checkLanguage(of: root, expected: folder, place: "folder")
        let calendar = readCalendar(root)
        let promptTexts = readPrompts(root)
        let texts = readTexts(root)
        let clips = readClips(root, calendar: calendar)
        let dayPeriods = readDayPeriods(root, clips: clips)
        let regions = readRegions(root, clips: clips)
        let counts = readCounts(root, clips: clips)
        let order = readOrder(root, clips: clips, regions: regions)
        let caller = readCaller(root, clips: clips)
        guard problems.isEmpty, let texts, let dayPeriods, let counts, let order, let caller else { return nil }
        return PromptCatalog(
            language: folder, calendar: calendar, promptTexts: promptTexts, clips: clips, counts: counts, order: order,
            dayPeriods: dayPeriods, regions: regions, today: texts.today, yesterday: texts.yesterday,
            caller: caller)
    }

    // MARK: The parts of a catalog

    private mutating func readPrompts(_ root: CatalogObject) -> [PromptID: String] {
        guard let prompts = values.object("prompts", of: root) else { return [:] }
        values.reportUnknownKeys(of: prompts, known: Set(PromptID.allCases.map(\.name)))
        var texts: [PromptID: String] = [:]
        for id in PromptID.allCases {
            texts[id] = values.text(id.name, of: prompts)
        }
        return texts
    }

    private mutating func readTexts(_ root: CatalogObject) -> (today: RelativeText, yesterday: RelativeText)? {
        guard let texts = values.object("texts", of: root) else { return nil }
        values.reportUnknownKeys(of: texts, known: ["today", "yesterday"])
        let today = readRelativeText("today", of: texts)
        let yesterday = readRelativeText("yesterday", of: texts)
        guard let today, let yesterday else { return nil }
        return (today, yesterday)
    }

    private mutating func readRelativeText(_ key: String, of texts: CatalogObject) -> RelativeText? {
        guard let pattern = values.text(key, of: texts) else { return nil }
        guard let relativeText = RelativeText(pattern: pattern) else {
            values.report(texts.path(of: key), "must hold {time} exactly once; put it where the time is written")
            return nil
        }
        return relativeText
    }

    private mutating func readClips(_ root: CatalogObject, calendar: CatalogCalendar) -> [String: String] {
        guard let clips = values.object("clips", of: root) else { return [:] }
        let variants = clips.members.keys.sorted().compactMap { ClipSeries($0) }.filter { $0.variant != nil }
        let all = ClipFamily.allCases.map { ClipSeries($0) } + variants
        values.reportUnknownKeys(
            of: clips,
            known: Set(all.map(\.name)).union([
                CountOrder.clips, "period", "words", DigitClip.family, CallerPhrases.key,
            ]))
        var texts = readCallerClips(clips)
        for series in all where series.family.extent == .all || clips.members[series.name] != nil {
            guard let object = values.object(series.name, of: clips) else { continue }
            let numbers = series.family.numbers(in: calendar)
            values.reportUnknownKeys(of: object, known: Set(numbers.map(String.init)))
            for number in numbers where series.family.extent != .some || object.members[String(number)] != nil {
                texts[series.clip(number)] = values.text(String(number), of: object)
            }
        }
        for group in [CountOrder.clips, "period"] {
            guard let object = values.object(group, of: clips) else { continue }
            for name in names(of: object) { texts["\(group)/\(name)"] = values.text(name, of: object) }
        }
        if let words = values.object("words", of: clips) {
            for name in names(of: words) { texts[name] = values.text(name, of: words) }
        }
        return texts
    }

    private mutating func readDayPeriods(_ root: CatalogObject, clips: [String: String]) -> DayPeriods? {
        guard let periods = values.object("periods", of: root) else { return nil }
        var starts: [DayPeriods.Start] = []
        for key in periods.members.keys.sorted() {
            guard let minuteOfDay = Self.minuteOfDay(key) else {
                values.report(periods.path(of: key), "is not a time of day; write it as HH:mm")
                continue
            }
            guard let name = values.text(key, of: periods) else { continue }
            guard clips["period/\(name)"] != nil else {
                values.report(periods.path(of: key), "names \"\(name)\", which clips.period lacks; add it there")
                continue
            }
            starts.append(DayPeriods.Start(minuteOfDay: minuteOfDay, clip: "period/\(name)"))
        }
        if periods.members["00:00"] == nil {
            values.report(periods.path(of: "00:00"), "is missing; say which period begins the day")
        }
        for clip in clips.keys.sorted() where clip.hasPrefix("period/") && !starts.contains(where: { $0.clip == clip })
        {
            let name = clip.dropFirst("period/".count)
            values.report("clips.period.\(name)", "is not used by any time in periods; use it there or remove it")
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

    /// The keys that can name a clip: they go out on the wire, between commas.
    mutating func names(of object: CatalogObject) -> [String] {
        object.members.keys.sorted().filter { name in
            let isName =
                name.utf8.first.map { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) } == true
                && ClipOrderTemplate.isWord(name)
            if !isName {
                values.report(object.path(of: name), "cannot name a clip; use small letters a to z, digits and hyphens")
            }
            return isName
        }
    }
}
