internal import Foundation
internal import VoicemailModel

/// Reads what a sound pack has in one language: a file that is built like a catalog, with names of recordings for texts.
struct SoundMapReader {
    private let catalog: PromptCatalog
    private let languages: [LanguageTag: PromptCatalog]
    private var values: CatalogValueReader

    var problems: [CatalogProblem] { values.problems }

    /// - Parameter languages: all catalogs; a map may name their recordings too.
    init(file: String, catalog: PromptCatalog, languages: [LanguageTag: PromptCatalog]) {
        self.catalog = catalog
        self.languages = languages
        values = CatalogValueReader(language: catalog.language, file: file)
    }

    mutating func read(_ data: Data) -> SoundPackMap? {
        guard let root = values.root(data) else { return nil }
        values.reportUnknownKeys(of: root, known: ["$schema", "about", "language", "folder", "prompts", "clips"])
        values.checkLanguage(of: root, expected: catalog.language, place: "file of")
        if root.members["about"] != nil { _ = values.text("about", of: root) }
        let folder = values.text("folder", of: root, whatToAdd: "add the folder of the recordings, such as \"en\"")
        if let folder, !SoundName.isName(folder) {
            values.report("folder", "is not the name of a folder; write it as in the engine's folder of sounds")
        }
        var names: [SoundID: [String]] = [:]
        if let prompts = values.object("prompts", of: root) {
            values.reportUnknownKeys(of: prompts, known: Set(PromptID.allCases.map(\.name)))
            for id in PromptID.allCases where prompts.members[id.name] != nil {
                names[.prompt(id)] = readNames(id.name, of: prompts, mayBeEmpty: false)
            }
        }
        readClips(root, into: &names)
        guard problems.isEmpty, let folder else { return nil }
        return SoundPackMap(folder: folder, names: names)
    }

    private mutating func readClips(_ root: CatalogObject, into names: inout [SoundID: [String]]) {
        guard let clips = values.object("clips", of: root) else { return }
        let words = "words"
        // What is said in words may be said by the clips around it.
        let wordGroups = [CountOrder.clips, "period", words]
        let variants = clips.members.keys.sorted().compactMap { ClipSeries($0) }.filter { $0.variant != nil }
        let families =
            ClipFamily.allCases.map(\.rawValue) + variants.map(\.name) + [DigitClip.family, CallerPhrases.key]
            + wordGroups
        values.reportUnknownKeys(of: clips, known: Set(families))
        for family in families where clips.members[family] != nil {
            guard let object = values.object(family, of: clips) else { continue }
            for key in object.members.keys.sorted() {
                let clip = family == words ? key : "\(family)/\(key)"
                guard catalog.clips[clip] != nil else {
                    values.report(object.path(of: key), "is not a clip of the catalog; correct its name or remove it")
                    continue
                }
                names[.clip(clip)] = readNames(key, of: object, mayBeEmpty: wordGroups.contains(family))
            }
        }
    }

    /// Names with a space between them. Only a word may have none: its neighbours may say it too, but no hour another hour.
    private mutating func readNames(_ key: String, of object: CatalogObject, mayBeEmpty: Bool) -> [String]? {
        if mayBeEmpty, case .text("") = object.members[key] { return [] }
        guard let text = values.text(key, of: object, whatToAdd: "add the names of its recordings") else { return nil }
        let names = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        for name in names {
            guard SoundName.isName(name) else {
                values.report(
                    object.path(of: key),
                    "must be names of recordings without their endings, with one space between them; correct it")
                return nil
            }
            guard isKnown(name) else {
                values.report(
                    object.path(of: key),
                    "names \"\(name)\", and that catalog has neither a prompt nor a clip of this name; correct it")
                return nil
            }
        }
        return names
    }

    /// Whether it is the pack's own, or a recording of ours that there is.
    private func isKnown(_ name: String) -> Bool {
        guard let language = SoundName.language(of: name), let catalog = languages[language] else { return true }
        let id = String(name.dropFirst(language.text.utf8.count + 1))
        return catalog.clips[id] != nil || PromptID(name: id) != nil
    }
}
