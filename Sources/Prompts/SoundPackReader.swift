internal import Foundation
internal import VoicemailModel

/// Reads one sound pack, `packs/<name>` beside the catalogs, and finds everything that is wrong with it.
struct SoundPackReader {
    let directory: String
    private let name: String
    private let catalogs: [LanguageTag: PromptCatalog]
    private(set) var problems: [CatalogProblem] = []
    /// Where the engine keeps its sounds, if the pack says it.
    private(set) var soundsFolder: String?

    /// The folder of all packs. Its name would be a well-formed tag, but of no language that there is.
    static let folder = "packs"
    private static let general = "pack.json"
    private static let ending = ".json"

    /// - Parameters:
    ///   - directory: that of the catalogs.
    ///   - catalogs: what the pack may have names for.
    init(directory: String, name: String, catalogs: [LanguageTag: PromptCatalog]) {
        self.directory = "\(directory)/\(Self.folder)/\(name)"
        self.name = name
        self.catalogs = catalogs
    }

    /// The names of all packs in a folder of catalogs.
    static func packs(in directory: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: "\(directory)/\(folder)")) ?? [])
            .filter { !$0.hasPrefix(".") }.sorted()
    }

    /// The pack, or nil when there are problems.
    mutating func read() -> SoundPack? {
        let files: [String]
        do {
            files = try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
        } catch {
            report(directory, "cannot be read as the folder of a sound pack; name an existing one with prompts.pack")
            return nil
        }
        guard let engineLanguages = readGeneral() else { return nil }
        var maps: [LanguageTag: SoundPackMap] = [:]
        for file in files where file.hasSuffix(Self.ending) && file != Self.general {
            let tag = String(file.dropLast(Self.ending.count))
            guard let language = LanguageTag(tag), language.text == tag, let catalog = catalogs[language] else {
                report("\(directory)/\(file)", "is not named after a language that has a catalog; rename or remove it")
                continue
            }
            guard let data = FileManager.default.contents(atPath: "\(directory)/\(file)") else {
                report("\(directory)/\(file)", "cannot be read; let the server's user read it")
                continue
            }
            var reader = SoundMapReader(file: "\(directory)/\(file)", catalog: catalog, languages: catalogs)
            maps[language] = reader.read(data)
            problems += reader.problems
        }
        guard problems.isEmpty else { return nil }
        return SoundPack(name: name, engineLanguages: engineLanguages, maps: maps, languages: Set(catalogs.keys))
    }

    /// `pack.json`: the engine's words for the languages.
    private mutating func readGeneral() -> [LanguageTag: String]? {
        let file = "\(directory)/\(Self.general)"
        guard let data = FileManager.default.contents(atPath: file) else {
            report(file, "is missing or cannot be read; write it as docs/prompts.md shows")
            return nil
        }
        var values = CatalogValueReader(language: nil, file: file)
        defer { problems += values.problems }
        guard let root = values.root(data) else { return nil }
        values.reportUnknownKeys(of: root, known: ["$schema", "about", "sounds", "languages"])
        if root.members["about"] != nil { _ = values.text("about", of: root) }
        if root.members["sounds"] != nil { soundsFolder = values.text("sounds", of: root) }
        guard let languages = values.object("languages", of: root) else { return nil }
        var engineLanguages: [LanguageTag: String] = [:]
        for tag in languages.members.keys.sorted() {
            guard let word = values.text(tag, of: languages) else { continue }
            guard let language = LanguageTag(tag), language.text == tag else {
                values.report(languages.path(of: tag), "is not a language tag in its usual letter case; correct it")
                continue
            }
            guard SoundName.isName(word), !word.contains("/") else {
                values.report(
                    languages.path(of: tag), "is not a word for a language; write one such as \"en\" or \"pt_BR\"")
                continue
            }
            engineLanguages[language] = word
        }
        return engineLanguages
    }

    private mutating func report(_ file: String, _ reason: String) {
        problems.append(CatalogProblem(language: nil, file: file, key: nil, reason: reason))
    }
}
