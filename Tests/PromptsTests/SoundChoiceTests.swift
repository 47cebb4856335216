import Foundation
import Prompts
import Testing
import VoicemailModel

/// What is played where a pack, or the recordings beside the catalogs, have gaps.
@Suite(.timeLimit(.minutes(5)))
struct SoundChoiceTests {
    /// A pack that has one prompt and one clip in German of Germany, whose folder the engine calls `de`.
    private static let german = """
        {"language": "de-DE", "folder": "de", "prompts": {"goodbye": "vm-goodbye"}, "clips": {"weekday": {"1": "monday"}}}
        """

    private func load(
        _ languages: [String], recordings: [String], pack: [String: String] = ["de-DE": german]
    ) throws -> PromptCatalogs {
        let folder = try CatalogFolder()
        for language in languages { try folder.copy(language) }
        try folder.writePack("mine", ["pack": #"{"languages": {"de-DE": "de"}}"#].merging(pack) { $1 })
        for recording in recordings { try folder.write(recording: recording) }
        let english = try #require(LanguageTag("en-US"))
        return try PromptCatalogs.load(directory: folder.path, defaultLanguage: english, pack: "mine")
    }

    private func names(_ language: String, _ catalogs: PromptCatalogs) throws -> PlayNames {
        let tag = try #require(LanguageTag(language))
        return try #require(catalogs.playNames(of: tag))
    }

    @Test("where no recording is beside any catalog, each language has its own elsewhere")
    func elsewhere() throws {
        let catalogs = try load(["en-US", "de-DE"], recordings: [])
        #expect(try names("de-DE", catalogs).prompt(.goodbye) == "vm-goodbye")
        #expect(try names("de-DE", catalogs).prompt(.welcome) == "de-DE/welcome")
        #expect(try names("en-US", catalogs).prompt(.goodbye) == "en-US/goodbye")
    }

    @Test("a language's own recording goes before those of its neighbours, and the pack's before both")
    func own() throws {
        let catalogs = try load(
            ["en-US", "en-GB", "de-DE"], recordings: ["en-US/goodbye", "en-GB/goodbye", "de-DE/goodbye"])
        #expect(try names("de-DE", catalogs).prompt(.goodbye) == "vm-goodbye")
        #expect(try names("en-GB", catalogs).prompt(.goodbye) == "en-GB/goodbye")
        #expect(try names("en-US", catalogs).prompt(.goodbye) == "en-US/goodbye")
    }

    @Test("what a language lacks, the nearest that has it plays, id for id; behind all stands the default language")
    func nearest() throws {
        let catalogs = try load(
            ["en-US", "es-419", "es-ES", "sv-SE", "nb-NO"],
            recordings: [
                "es-ES/welcome", "es-ES/weekday/1", "en-US/welcome", "en-US/goodbye", "en-US/weekday/1",
                "en-US/hour12/2", "nb-NO/goodbye",
            ], pack: [:])
        let spanish = try names("es-419", catalogs)
        #expect(spanish.prompt(.welcome) == "es-ES/welcome")
        #expect(spanish.prompt(.goodbye) == "en-US/goodbye")
        #expect(spanish.clip("weekday/1") == "es-ES/weekday/1")
        #expect(spanish.clip("hour12/2") == "en-US/hour12/2")
        // Nobody at all has it: its own name, for the front end to find out.
        #expect(spanish.prompt(.locked) == "es-419/locked")
        #expect(spanish.clip("and") == "es-419/and")
        #expect(try names("sv-SE", catalogs).prompt(.goodbye) == "en-US/goodbye")
    }

    @Test("a neighbour's name in the pack says in which folder it stands")
    func neighbourOfPack() throws {
        let catalogs = try load(
            ["en-US", "de-DE", "es-ES", "es-419"], recordings: ["en-US/goodbye"],
            pack: [
                "es-ES": """
                {"language": "es-ES", "folder": "es", "prompts": {"goodbye": "thanks vm-goodbye"},
                 "clips": {"words": {"of": "", "at": "es-ES/at at"}}}
                """
            ])
        let names = try names("es-419", catalogs)
        #expect(names.prompt(.goodbye) == "es/thanks,es/vm-goodbye")
        #expect(names.clip("at") == "es-ES/at,es/at")
        // A neighbour that leaves a word to the clips around it has none to lend.
        #expect(names.clip("of") == "es-419/of")
        #expect(names.engineLanguage == "es_419")
    }
}
