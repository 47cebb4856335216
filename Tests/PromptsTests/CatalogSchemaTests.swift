import Foundation
import Prompts
import Testing
import VoicemailModel
import VoicemailTestKit

/// The schema for editors says what the reader says.
@Suite(.timeLimit(.minutes(5)))
struct CatalogSchemaTests {
    private static let schema = "\(CatalogFolder.project)/\(CatalogSchema.file)"

    @Test("the schema beside the catalogs is the one that the reader's tables make")
    func committed() throws {
        // `vmgate prompts schema > prompts/catalog.schema.json` rewrites it.
        #expect(try String(contentsOfFile: Self.schema, encoding: .utf8) == CatalogSchema.text)
    }

    @Test("every catalog names the schema, and a validator that is not ours finds nothing wrong with any")
    func catalogs() async throws {
        let english = try #require(LanguageTag("en-US"))
        let languages = try PromptCatalogs.load(directory: CatalogFolder.project, defaultLanguage: english).languages
        let files = languages.map { "\(CatalogFolder.project)/\($0)/catalog.json" }
        for file in files {
            let text = try String(contentsOfFile: file, encoding: .utf8)
            #expect(text.hasPrefix("{\n  \"$schema\": \"../catalog.schema.json\",\n"), "\(file)")
        }
        #expect(files.count == 48)
        #expect(try await refused(files) == [:])
    }

    @Test("what the reader refuses, the schema refuses too, except for names that one part has for another")
    func flaws() async throws {
        let folder = try CatalogFolder()
        let flaws = CatalogReaderTests.flaws + CountFlaws.all + CatalogReaderTests.callerFlaws
        let files = try flaws.indices.map { index in
            let file = "\(folder.path)/\(index).json"
            try Data(flaws[index].catalog().utf8).write(to: URL(filePath: file))
            return file
        }
        let refused = try await refused(files)
        for (file, flaw) in zip(files, flaws) {
            #expect((refused[file] != nil) == flaw.isOfSchema, "\(flaw.testDescription) \(refused[file] ?? "")")
        }
    }

    @Test("a schema of another version is a problem of the check, and keeps no server from its start")
    func stale() throws {
        let folder = try CatalogFolder()
        try folder.copy("en-US")
        let file = "\(folder.path)/\(CatalogSchema.file)"
        try Data(CatalogSchema.text.utf8).write(to: URL(filePath: file))
        #expect(try folder.check() == [])
        try Data("{}".utf8).write(to: URL(filePath: file))
        #expect(
            try folder.check().map(\.description) == [
                "\(file): is not the schema of this version; rewrite it with vmgate prompts schema."
            ])
        #expect(throws: Never.self) { try folder.load() }
    }

    /// Why Python's validator refuses files, as far as it does.
    private func refused(_ files: [String]) async throws -> [String: String] {
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Schema/validate.py")
        let run = try await ProgramRun("python3", [script.path(), Self.schema] + files)
        // It cannot run without the package python3-jsonschema, which `scripts/setup.sh test` installs.
        try #require(run.status == 0, "\(run.errors)")
        let lines = run.output.split(separator: "\n").map {
            $0.split(separator: "\t", maxSplits: 1).map(String.init)
        }
        return Dictionary(uniqueKeysWithValues: lines.map { ($0[0], $0.last ?? "") })
    }
}
