internal import Foundation
public import VoicemailModel

/// The catalogs of all languages there are, complete and right, read from a folder with one folder a language.
public struct PromptCatalogs: Sendable {
    /// In the order of their text.
    public let languages: [LanguageTag]
    /// The language of a caller for whom no other fits. Its catalog is there.
    public let defaultLanguage: LanguageTag

    private let catalogs: [LanguageTag: PromptCatalog]
    /// Empty when no sound pack is in force.
    private let playNames: [LanguageTag: PlayNames]

    /// The catalog of one language; nil when there is none. `LanguageMatcher` finds the language to ask for.
    public subscript(language: LanguageTag) -> PromptCatalog? {
        catalogs[language]
    }

    /// What an engine plays in place of the catalog's own names; nil when no sound pack is in force, or there is no catalog.
    public func playNames(of language: LanguageTag) -> PlayNames? {
        playNames[language]
    }

    /// Reads every catalog in `directory`.
    ///
    /// - Parameter pack: the sound pack that is to be in force, a folder of `packs` in `directory`.
    /// - Throws: the first problem, when there are any, or when `defaultLanguage` has no catalog.
    public static func load(
        directory: String, defaultLanguage: LanguageTag, pack: String? = nil
    ) throws(CatalogProblem) -> PromptCatalogs {
        let (catalogs, problems) = read(directory: directory, defaultLanguage: defaultLanguage)
        if let problem = problems.first { throw problem }
        return PromptCatalogs(
            languages: catalogs.keys.sorted { $0.text < $1.text }, defaultLanguage: defaultLanguage, catalogs: catalogs,
            playNames: try pack.map { pack throws(CatalogProblem) in
                try playNames(pack, directory: directory, catalogs: catalogs, defaultLanguage: defaultLanguage)
            } ?? [:])
    }

    /// Everything that is wrong with the catalogs in `directory`, language by language, with the schema for editors and with
    /// the sound packs there; empty when `load` will take them.
    public static func check(directory: String, defaultLanguage: LanguageTag) -> [CatalogProblem] {
        let (catalogs, catalogProblems) = read(directory: directory, defaultLanguage: defaultLanguage)
        let problems = catalogProblems + schemaProblems(directory: directory)
        // A pack names what catalogs have, and cannot be judged by catalogs that have something else.
        guard problems.isEmpty else { return problems }
        return SoundPackReader.packs(in: directory).flatMap { name in
            var reader = SoundPackReader(directory: directory, name: name, catalogs: catalogs)
            guard let pack = reader.read(), let folder = reader.soundsFolder else { return reader.problems }
            return InstalledSounds(folder: folder).problems(of: pack, directory: reader.directory)
        }
    }

    /// A schema that is not of this version would have an editor say something else than this check.
    private static func schemaProblems(directory: String) -> [CatalogProblem] {
        let file = "\(directory)/\(CatalogSchema.file)"
        guard let data = FileManager.default.contents(atPath: file), data != Data(CatalogSchema.text.utf8) else {
            return []
        }
        let reason = "is not the schema of this version; rewrite it with vmgate prompts schema"
        return [CatalogProblem(language: nil, file: file, key: nil, reason: reason)]
    }

    private static func playNames(
        _ pack: String, directory: String, catalogs: [LanguageTag: PromptCatalog], defaultLanguage: LanguageTag
    ) throws(CatalogProblem) -> [LanguageTag: PlayNames] {
        var reader = SoundPackReader(directory: directory, name: pack, catalogs: catalogs)
        guard let pack = reader.read() else {
            throw reader.problems.first
                ?? CatalogProblem(language: nil, file: reader.directory, key: nil, reason: "cannot be read; correct it")
        }
        let choice = SoundChoice(
            pack: pack, catalogs: catalogs, defaultLanguage: defaultLanguage,
            recordings: Recordings(directory: directory, languages: catalogs.keys))
        return catalogs.mapValues(choice.playNames)
    }

    private static func read(
        directory: String, defaultLanguage: LanguageTag
    ) -> (catalogs: [LanguageTag: PromptCatalog], problems: [CatalogProblem]) {
        let folders: [String]
        do {
            folders = try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
        } catch {
            let reason =
                "cannot be read as the folder of the catalogs; name the right one with prompts.directory (--prompts)"
            return ([:], [CatalogProblem(language: nil, file: directory, key: nil, reason: reason)])
        }
        var catalogs: [LanguageTag: PromptCatalog] = [:]
        var problems: [CatalogProblem] = []
        for folder in folders where folder != SoundPackReader.folder && isDirectory("\(directory)/\(folder)") {
            let file = "\(directory)/\(folder)/catalog.json"
            let data = FileManager.default.contents(atPath: file)
            guard let language = LanguageTag(folder), language.text == folder else {
                if data != nil { problems.append(misnamed(folder, file: file)) }
                continue
            }
            guard let data else {
                let reason =
                    FileManager.default.fileExists(atPath: file)
                    ? "cannot be read; let the user who runs this read it"
                    : "is missing; write the catalog, or name the right folder of catalogs with prompts.directory (--prompts)"
                problems.append(CatalogProblem(language: folder, file: file, key: nil, reason: reason))
                continue
            }
            var reader = CatalogReader(file: file, folder: language)
            catalogs[language] = reader.read(data)
            problems += reader.problems
            if let twin = catalogs.keys.first(where: { $0 != language && isSame($0, language) }) {
                let reason = "is of the same language as \(twin); keep one of the two"
                problems.append(CatalogProblem(language: folder, file: file, key: "language", reason: reason))
            }
        }
        if problems.isEmpty, catalogs[defaultLanguage] == nil {
            let reason =
                "holds no catalog of the default language \(defaultLanguage); add it, or choose another default with"
                + " prompts.default_language (--default-language)"
            problems.append(CatalogProblem(language: nil, file: directory, key: nil, reason: reason))
        }
        return (catalogs, problems)
    }

    /// A folder with a catalog that would never be found.
    private static func misnamed(_ folder: String, file: String) -> CatalogProblem {
        let better = LanguageTag(folder)?.text
        let reason =
            "is in a folder whose name is not a language tag; rename it to \(better ?? "one, such as en-US")"
        return CatalogProblem(language: folder, file: file, key: nil, reason: reason)
    }

    private static func isSame(_ left: LanguageTag, _ right: LanguageTag) -> Bool {
        LocaleData.canonical(left.text) == LocaleData.canonical(right.text)
    }

    private static func isDirectory(_ path: String) -> Bool {
        var isDirectory: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory.boolValue
    }
}
