import Foundation
import Prompts
import Testing
import VoicemailModel

/// The project's own pack, and packs that something is wrong with.
@Suite(.timeLimit(.minutes(5)))
struct SoundPackTests {
    private static let pack = "asterisk-core-sounds"
    private static let languages = ["en-GB", "en-US", "es-419", "es-ES", "fr-CA", "fr-FR", "it-IT", "ru-RU"]

    private static func map(of language: String) throws -> [String: Any] {
        let file = "\(CatalogFolder.project)/packs/\(pack)/\(language).json"
        let json = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: file)))
        return try #require(json as? [String: Any])
    }

    /// What the package of a language has, from the list that `scripts/sound-packs.sh` has made.
    private static func recordings(in folder: String) throws -> Set<String> {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Packs/\(folder).txt")
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").filter { !$0.hasPrefix("#") }
        return Set(lines.map(String.init))
    }

    @Test("every name in the project's pack is a recording of Debian's package, or one of ours", arguments: languages)
    func names(language: String) throws {
        let map = try Self.map(of: language)
        let folder = try #require(map["folder"] as? String)
        let recordings = try Self.recordings(in: folder)
        let clips = try #require(map["clips"] as? [String: [String: String]])
        let prompts = try #require(map["prompts"] as? [String: String])
        let names = ([prompts] + clips.values).flatMap(\.values).flatMap { $0.split(separator: " ").map(String.init) }
        #expect(names.count > 150)
        for name in names where !name.hasPrefix("\(language)/") {
            #expect(recordings.contains(name), "\(name)")
        }
    }

    @Test("the lists are those of whole packages")
    func lists() throws {
        let counts = try ["en", "es", "fr", "it", "ru"].map { try Self.recordings(in: $0).count }
        #expect(counts == [568, 527, 561, 599, 576])
    }

    @Test("there is something to play for every prompt of every language, and each has the engine's word for it")
    func everyPrompt() throws {
        let folder = try CatalogFolder()
        try folder.copyEverything()
        let english = try #require(LanguageTag("en-US"))
        let catalogs = try PromptCatalogs.load(directory: folder.path, defaultLanguage: english, pack: Self.pack)
        for language in catalogs.languages {
            let names = try #require(catalogs.playNames(of: language))
            for id in PromptID.allCases {
                let play = names.prompt(id)
                #expect(!play.isEmpty)
                #expect(Self.languages.contains(language.text) || play == "\(language)/\(id)")
            }
            let catalog = try #require(catalogs[language])
            for clip in catalog.clips.keys where !Self.languages.contains(language.text) {
                #expect(names.clip(clip) == "\(language)/\(clip)")
            }
        }
        let words = catalogs.languages.compactMap { catalogs.playNames(of: $0)?.engineLanguage }
        #expect(
            words.joined(separator: " ") == """
                ar bg bn ca cs da de gr en_GB en es es_ES et fa fi fil fr_CA fr_FR he hi hr hu id it ja ko lt lv ms no nl pl \
                pt_BR pt ro ru sk sl sr se th tr ua ur vi zh_HK zh_CN zh_TW
                """)
    }

    @Test("without a pack nothing is played but the catalogs' own names")
    func noPack() throws {
        let english = try #require(LanguageTag("en-US"))
        let catalogs = try PromptCatalogs.load(directory: CatalogFolder.project, defaultLanguage: english)
        #expect(catalogs.playNames(of: english) == nil)
    }

    @Test("prompts and clips are played by the names of the pack, one or more of them")
    func examples() throws {
        let folder = try CatalogFolder()
        try folder.copyEverything()
        let english = try #require(LanguageTag("en-US"))
        let spanish = try #require(LanguageTag("es-419"))
        let catalogs = try PromptCatalogs.load(directory: folder.path, defaultLanguage: english, pack: Self.pack)
        let names = try #require(catalogs.playNames(of: english))
        #expect(names.prompt(.enterPIN) == "confbridge-pin")
        #expect(names.prompt(.goodbye) == "auth-thankyou,vm-goodbye")
        #expect(names.prompt(.pinRejectedSequential) == "en-US/pin-rejected-sequential")
        #expect(names.clip("day/23") == "digits/20,digits/h-3")
        #expect(names.clip("weekday/7") == "digits/day-0")
        #expect(names.clip("minute/5") == "digits/oh,digits/5")
        #expect(names.clip("noon") == "en-US/noon")
        let others = try #require(catalogs.playNames(of: spanish))
        // "a las dos" is one recording with the preposition in it, and of "a la una" there is none.
        #expect(others.clip("at") == "")
        #expect(others.clip("hour12/2") == "digits/at,digits/2")
        #expect(others.clip("hour12/1") == "es-419/at,es-419/hour12/1")
    }
}
