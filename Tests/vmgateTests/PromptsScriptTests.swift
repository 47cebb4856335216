import Foundation
import Testing
import VoicemailTestKit

@Suite("vmgate prompts script", .timeLimit(.minutes(5)))
final class PromptsScriptTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "vmgate-script-\(UUID().uuidString)")

    /// The project's catalogs.
    private static let prompts = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../prompts")
        .standardized.path()

    init() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    private func script(_ arguments: String...) throws -> CommandRun {
        try CommandRun(["prompts", "script", "--prompts", Self.prompts] + arguments)
    }

    /// The rows of a CSV file, as Python's own reader takes them.
    private func rows(_ file: String) async throws -> [[String]] {
        let program =
            "import csv,json,sys;print(json.dumps(list(csv.reader(open(sys.argv[1],newline='',encoding='utf-8'),strict=True))))"
        let run = try await ProgramRun("python3", ["-c", program, folder.appending(path: file).path()])
        try #require(run.status == 0, "\(run.errors)")
        return try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [[String]])
    }

    @Test("it writes a page and a table of each language, and says which files they are")
    func files() async throws {
        let result = try script("fr-CA", "ar", "--output", folder.path())
        #expect(result.errors == "")
        #expect(result.status == 0)
        for language in ["fr-CA", "ar"] {
            let path = folder.path().hasSuffix("/") ? folder.path() : folder.path() + "/"
            #expect(result.output.contains("Wrote \(path)script-\(language).html and \(path)script-\(language).csv: "))
            let page = try String(contentsOf: folder.appending(path: "script-\(language).html"), encoding: .utf8)
            #expect(page.hasPrefix("<!DOCTYPE html>"))
            let table = try await rows("script-\(language).csv")
            #expect(table.first?.prefix(3) == ["file", "section", "text"])
            #expect(Set(table.map(\.count)).count == 1)
            #expect(table.count > 180)
            #expect(result.output.contains("script-\(language).csv: \(table.count - 1) sounds.\n"))
            let text = try String(contentsOf: folder.appending(path: "script-\(language).csv"), encoding: .utf8)
            #expect(text.unicodeScalars.count { $0 == "\r" } == table.count)
        }
        let json = try script("fr-CA", "--json", "--output", folder.path())
        #expect(json.output.hasPrefix(#"[{"language":"fr-CA","files":["#))
    }

    @Test("--all writes those of every language")
    func all() throws {
        #expect(try script("--all", "--output", folder.path()).status == 0)
        let written = try FileManager.default.contentsOfDirectory(atPath: folder.path())
        #expect(written.count >= 72)
        #expect(written.contains("script-zh-Hant-TW.csv"))
    }

    @Test("an unknown language is told which there are, and nothing is written")
    func unknown() throws {
        for language in ["xx", "fr", "../fr-CA", "not a tag"] {
            let result = try script("de-DE", language, "--output", folder.path())
            #expect(result.status == 64)
            #expect(result.errors.hasPrefix("vmgate: there is no catalog of \(language); there are ar, bg-BG, bn, "))
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path()) == [])
    }

    @Test("without a language, or with one and --all, it says what to name")
    func which() throws {
        for arguments in [[], ["fr-CA", "--all"]] {
            let result = try CommandRun(["prompts", "script", "--prompts", Self.prompts] + arguments)
            #expect(result.status == 64)
            #expect(result.errors.contains("--all"))
        }
    }

    @Test("a folder that is not there, or is a file, is one sentence")
    func unwritable() throws {
        try Data().write(to: folder.appending(path: "file"))
        for place in ["nowhere", "file"] {
            let path = folder.appending(path: place).path()
            let result = try script("fr-CA", "--output", path)
            #expect(result.status == 1)
            #expect(
                result.errors
                    == "vmgate: \(path)/script-fr-CA.html cannot be written: does \(path) exist, and may you write to it?\n"
            )
        }
    }
}
