import Foundation
import Prompts
import Testing
import VoicemailModel

/// Everything that can be wrong with a pack is named.
@Suite(.timeLimit(.minutes(5)))
struct SoundPackReaderTests {
    struct Flaw: Sendable, CustomTestStringConvertible {
        let file: String
        let text: String
        let sentence: String

        var testDescription: String { sentence }
    }

    private static func english(_ members: String) -> String {
        "{\"language\": \"en-US\", \"folder\": \"en\", \(members)}"
    }

    private static let names =
        "must be names of recordings without their endings, with one space between them; correct it."

    static let flaws = [
        Flaw(file: "pack", text: "{", sentence: "is not valid JSON"),
        Flaw(file: "pack", text: "[]", sentence: "holds no JSON object"),
        Flaw(file: "pack", text: "{}", sentence: "languages is missing; add it as docs/prompts.md shows."),
        Flaw(
            file: "pack", text: #"{"languages": {}, "voice": "x"}"#,
            sentence: "voice is not known; correct its name or remove it."),
        Flaw(
            file: "pack", text: #"{"languages": {"en_US": "en"}}"#,
            sentence: "languages.en_US is not a language tag in its usual letter case; correct it."),
        Flaw(
            file: "pack", text: #"{"languages": {"en-US": "e n"}}"#,
            sentence: #"languages.en-US is not a word for a language; write one such as "en" or "pt_BR"."#),
        Flaw(
            file: "pack", text: #"{"languages": {"en-US": ""}}"#, sentence: "languages.en-US is empty; write its text."),
        Flaw(
            file: "tlh", text: "{}", sentence: "is not named after a language that has a catalog; rename or remove it."),
        Flaw(
            file: "en-us", text: "{}",
            sentence: "is not named after a language that has a catalog; rename or remove it."),
        Flaw(file: "en-US", text: "nothing", sentence: "is not valid JSON"),
        Flaw(
            file: "en-US", text: #"{"language": "en-GB", "folder": "en", "prompts": {}, "clips": {}}"#,
            sentence: #"language is "en-GB" in the file of en-US; make the two the same."#),
        Flaw(
            file: "en-US", text: #"{"language": "en-US", "prompts": {}, "clips": {}}"#,
            sentence: #"folder is missing; add the folder of the recordings, such as "en"."#),
        Flaw(
            file: "en-US", text: #"{"language": "en-US", "folder": "../en", "prompts": {}, "clips": {}}"#,
            sentence: "folder is not the name of a folder; write it as in the engine's folder of sounds."),
        Flaw(
            file: "en-US", text: english(#""prompts": {"hello": "hello"}, "clips": {}"#),
            sentence: "prompts.hello is not known; correct its name or remove it."),
        Flaw(
            file: "en-US", text: english(#""prompts": {"goodbye": ""}, "clips": {}"#),
            sentence: "prompts.goodbye is empty; write its text."),
        Flaw(
            file: "en-US", text: english(#""prompts": {"goodbye": ["bye"]}, "clips": {}"#),
            sentence: "prompts.goodbye must be a text; write it in quotation marks."),
        Flaw(
            file: "en-US", text: english(#""prompts": {"goodbye": "a,b"}, "clips": {}"#),
            sentence: "prompts.goodbye \(names)"),
        Flaw(
            file: "en-US", text: english(#""prompts": {"goodbye": "a  b"}, "clips": {}"#),
            sentence: "prompts.goodbye \(names)"),
        Flaw(
            file: "en-US", text: english(#""prompts": {"goodbye": "a&b"}, "clips": {}"#),
            sentence: "prompts.goodbye \(names)"),
        Flaw(
            file: "en-US", text: english(#""prompts": {"goodbye": "/etc/passwd"}, "clips": {}"#),
            sentence: "prompts.goodbye \(names)"),
        Flaw(
            file: "en-US", text: english(#""prompts": {"goodbye": "a/../b"}, "clips": {}"#),
            sentence: "prompts.goodbye \(names)"),
        Flaw(
            file: "en-US", text: english(#""prompts": {}, "clips": {"day": {"32": "x"}}"#),
            sentence: "clips.day.32 is not a clip of the catalog; correct its name or remove it."),
        Flaw(
            file: "en-US", text: english(#""prompts": {}, "clips": {"words": {"of": "x"}}"#),
            sentence: "clips.words.of is not a clip of the catalog; correct its name or remove it."),
        Flaw(
            file: "en-US", text: english(#""prompts": {}, "clips": {"days": {}}"#),
            sentence: "clips.days is not known; correct its name or remove it."),
        Flaw(
            file: "en-US", text: english(#""prompts": {}, "clips": {"hour12": {"1": ""}}"#),
            sentence: "clips.hour12.1 is empty; write its text."),
        Flaw(
            file: "en-US", text: english(#""prompts": {"goodbye": "en-US/good-bye"}, "clips": {}"#),
            sentence:
                #"prompts.goodbye names "en-US/good-bye", and that catalog has neither a prompt nor a clip of this name; "#
                + "correct it."),
    ]

    @Test("every flaw of a pack is one sentence, of the check and of the start", arguments: flaws)
    func flaw(_ flaw: Flaw) throws {
        let folder = try CatalogFolder()
        try folder.copy("en-US")
        try folder.writePack("mine", ["pack": #"{"languages": {}}"#])
        try folder.writePack("mine", [flaw.file: flaw.text])
        let problems = try folder.check()
        try #require(problems.count == 1)
        let file = "\(folder.path)/packs/mine/\(flaw.file).json"
        #expect(problems[0].file == file)
        #expect(problems[0].description.hasPrefix("\(file): \(flaw.sentence)"))
        let english = try #require(LanguageTag("en-US"))
        #expect(throws: problems[0]) {
            try PromptCatalogs.load(directory: folder.path, defaultLanguage: english, pack: "mine")
        }
        // A pack that is not in force is no reason not to start.
        #expect(throws: Never.self) { try folder.load() }
    }

    @Test("a pack that is not there is named")
    func noPack() throws {
        let folder = try CatalogFolder()
        try folder.copy("en-US")
        let english = try #require(LanguageTag("en-US"))
        let error = try #require(throws: CatalogProblem.self) {
            try PromptCatalogs.load(directory: folder.path, defaultLanguage: english, pack: "mine")
        }
        let sentence = "cannot be read as the folder of a sound pack; name an existing one with prompts.pack."
        #expect(error.description == "\(folder.path)/packs/mine: \(sentence)")
        try folder.writePack("mine", [:])
        #expect(
            try folder.check().map(\.description) == [
                "\(folder.path)/packs/mine/pack.json: is missing or cannot be read; write it as docs/prompts.md shows."
            ])
    }

    @Test("names are held against the recordings that are installed, where there are any")
    func installed() throws {
        let folder = try CatalogFolder()
        try folder.copy("en-US")
        try folder.writePack(
            "mine",
            [
                "pack": #"{"sounds": "\#(folder.path)/engine_sounds", "languages": {}}"#,
                "en-US": Self.english(
                    #""prompts": {"goodbye": "thanks bye"}, "clips": {"day": {"1": "digits/h-1"}, "words": {"at": "en-US/at"}}"#
                ),
            ])
        // No sounds are installed here.
        #expect(try folder.check() == [])
        let sounds = "\(folder.path)/engine_sounds"
        try FileManager.default.createDirectory(atPath: "\(sounds)/voice/digits", withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(atPath: "\(sounds)/en", withDestinationPath: "\(sounds)/voice")
        for file in ["thanks.gsm", "digits/h-1.wav"] {
            try Data().write(to: URL(filePath: "\(sounds)/voice/\(file)"))
        }
        #expect(
            try folder.check().map(\.description).filter { $0.contains("/packs/") } == [
                "\(folder.path)/packs/mine/en-US.json: prompts.goodbye names bye, which \(sounds)/en lacks; correct it or"
                    + " install it."
            ])
    }
}
