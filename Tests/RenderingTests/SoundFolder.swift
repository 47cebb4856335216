import Foundation
import Prompts
import SoundFiles
import Testing
import VoicemailModel

@testable import Rendering

/// A folder with one language whose many texts are but two words, so that it is rendered in a second.
final class SoundFolder {
    let path: String
    let tag: String

    init(_ tag: String = "de-DE", prompt: String = "Willkommen", clip: String = "eins") throws {
        self.tag = tag
        path = FileManager.default.temporaryDirectory.appending(path: "vmgate-sounds-\(UUID().uuidString)").path()
        try FileManager.default.createDirectory(atPath: "\(path)/\(tag)", withIntermediateDirectories: true)
        try writeCatalog { isPrompt, _ in isPrompt ? prompt : clip }
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// The project's catalog of the language with other texts.
    func writeCatalog(_ text: (_ isPrompt: Bool, _ key: String) -> String) throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../prompts/\(tag)/catalog.json")
        var catalog = try #require(JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
        let prompts = try #require(catalog["prompts"] as? [String: String])
        catalog["prompts"] = Dictionary(uniqueKeysWithValues: prompts.keys.map { ($0, text(true, $0)) })
        let clips = try #require(catalog["clips"] as? [String: [String: String]])
        catalog["clips"] = Dictionary(
            uniqueKeysWithValues: clips.map { family, texts in
                (family, Dictionary(uniqueKeysWithValues: texts.keys.map { ($0, text(false, "\(family)/\($0)")) }))
            })
        let data = try JSONSerialization.data(withJSONObject: catalog)
        try data.write(to: URL(filePath: "\(path)/\(tag)/catalog.json"))
    }

    func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: URL(filePath: "\(path)/\(tag)/\(name)"))
    }

    func write(_ bytes: [UInt8], to name: String) throws {
        let file = URL(filePath: "\(path)/\(tag)/\(name)")
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: file)
    }

    func bytes(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: "\(path)/\(tag)/\(name)")))
    }

    func remove(_ name: String) throws {
        try FileManager.default.removeItem(atPath: "\(path)/\(tag)/\(name)")
    }

    func has(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: "\(path)/\(tag)/\(name)")
    }

    func catalog() throws -> PromptCatalog {
        let language = try #require(LanguageTag(tag))
        return try #require(try PromptCatalogs.load(directory: path, defaultLanguage: language)[language])
    }

    func render() async throws -> RenderRun.Summary {
        await RenderRun(directory: path, workers: 2).render([try catalog()]) { _, _, _ in }
    }

    func report() throws -> SoundReport {
        SoundReport(try catalog(), directory: path)
    }

    /// Half a second of a tone, as a person might have recorded it.
    static func recording(rate: Int = 8000) -> [UInt8] {
        var bytes = WaveFile.bytes((0..<4000).map { Int16(($0 % 20 - 10) * 1000) })
        bytes[24] = UInt8(truncatingIfNeeded: rate)
        bytes[25] = UInt8(truncatingIfNeeded: rate >> 8)
        return bytes
    }
}
