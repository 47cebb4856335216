import Foundation
import Prompts
import Testing
import VoicemailModel

/// A folder of catalogs of its own for one test, removed with it.
final class CatalogFolder {
    let path: String

    init() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "vmgate-catalogs-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        path = folder.path()
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// The project's own folder of catalogs.
    static var project: String {
        URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../prompts").standardized.path()
    }

    /// Writes `catalog.json` into a folder of this name.
    func write(_ text: String, language: String) throws {
        try FileManager.default.createDirectory(atPath: "\(path)/\(language)", withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(filePath: "\(path)/\(language)/catalog.json"))
    }

    /// Copies one of the project's catalogs into a folder of this name, with other languages' tags inside set right.
    func copy(_ language: String, as other: String? = nil) throws {
        let text = try String(contentsOfFile: "\(Self.project)/\(language)/catalog.json", encoding: .utf8)
        let other = other ?? language
        try write(text.replacing("\"language\": \"\(language)\"", with: "\"language\": \"\(other)\""), language: other)
    }

    /// Copies the catalogs and packs of the project, without the recordings that may stand there.
    func copyEverything() throws {
        for file in try FileManager.default.subpathsOfDirectory(atPath: Self.project) where file.hasSuffix(".json") {
            let target = URL(filePath: "\(path)/\(file)")
            try FileManager.default.createDirectory(
                at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
            try FileManager.default.copyItem(at: URL(filePath: "\(Self.project)/\(file)"), to: target)
        }
    }

    /// Writes files of a sound pack, by their names without ending.
    func writePack(_ name: String, _ files: [String: String]) throws {
        try FileManager.default.createDirectory(atPath: "\(path)/packs/\(name)", withIntermediateDirectories: true)
        for (file, text) in files {
            try Data(text.utf8).write(to: URL(filePath: "\(path)/packs/\(name)/\(file).json"))
        }
    }

    /// Writes what goes for a recording, such as `es-ES/hour12/1`.
    func write(recording name: String) throws {
        let file = URL(filePath: "\(path)/\(name).wav")
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data("RIFF".utf8).write(to: file)
    }

    func load(default tag: String = "en-US") throws -> PromptCatalogs {
        try PromptCatalogs.load(directory: path, defaultLanguage: try #require(LanguageTag(tag)))
    }

    func check(default tag: String = "en-US") throws -> [CatalogProblem] {
        PromptCatalogs.check(directory: path, defaultLanguage: try #require(LanguageTag(tag)))
    }
}
