import Prompts
import Testing

@testable import Rendering

@Suite("A language's voice is a file", .timeLimit(.minutes(5)))
struct VoiceFileTests {
    @Test("without a file, the voice has the language's name")
    func noFile() throws {
        let folder = try SoundFolder("pt-BR")
        let voice = try VoiceFile.read(try folder.catalog(), directory: folder.path)
        #expect(voice.name == "pt")
        #expect(voice.wordsPerMinute == 150)
    }

    @Test("a file names voice, speed and readings")
    func file() throws {
        let folder = try SoundFolder()
        try folder.write(#"{"voice":"de+f2","words_per_minute":130,"readings":{"PIN":"pinn"}}"#, to: "voice.json")
        let voice = try VoiceFile.read(try folder.catalog(), directory: folder.path)
        #expect(voice.name == "de+f2")
        #expect(voice.wordsPerMinute == 130)
        #expect(voice.readings.applied(to: "Die PIN") == "Die pinn")
    }

    @Test("a language without a voice is left to a person, and that is said")
    func none() async throws {
        let folder = try SoundFolder()
        try folder.write(#"{"voice":"none"}"#, to: "voice.json")
        let summary = try await folder.render()
        #expect(summary.withoutVoice == ["de-DE"] && summary.rendered == 0 && summary.failures.isEmpty)
        let report = try folder.report()
        #expect(
            report.note
                == "\(folder.path)/de-DE: the texts are complete, but espeak-ng has no voice for de-DE; "
                + "its sounds must be recorded.")
        #expect(report.gaps(isSoundWanted: false).isEmpty)
        #expect(report.gaps(isSoundWanted: true).map { $0.hasSuffix("record what is missing.") } == [true])
    }

    static let malformed: [(text: String, sentence: String)] = [
        ("[]", "holds no JSON object; see docs/prompts.md for its format."),
        (#"{"voice":"de","pitch":3}"#, "pitch is not known; correct its name or remove it."),
        ("{}", "voice is missing; add a voice that `espeak-ng --voices` lists, or \"none\"."),
        (#"{"voice":7}"#, "voice must be a text; write it in quotation marks."),
        (#"{"voice":"-w /etc/passwd"}"#, noVoice),
        (#"{"voice":"de/../x"}"#, noVoice),
        (#"{"voice":"de","words_per_minute":"150"}"#, "\(noSpeed), without quotation marks; correct it."),
        (#"{"voice":"de","words_per_minute":79}"#, "\(noSpeed); correct it."),
        (#"{"voice":"de","words_per_minute":451}"#, "\(noSpeed); correct it."),
        (#"{"voice":"de","words_per_minute":150.5}"#, "\(noSpeed); correct it."),
        (#"{"voice":"de","words_per_minute":1e30}"#, "\(noSpeed); correct it."),
        (#"{"voice":"de","words_per_minute":true}"#, "\(noSpeed); correct it."),
        (#"{"voice":"de","words_per_minute":null}"#, "\(noSpeed); correct it."),
        (#"{"voice":"de","words_per_minute":[150]}"#, "\(noSpeed); correct it."),
        (
            #"{"voice":"de","readings":["PIN"]}"#,
            "readings must be an object; write it in braces as docs/prompts.md shows."
        ),
        (#"{"voice":"de","readings":7}"#, "readings must be an object; write it in braces as docs/prompts.md shows."),
        (#"{"voice":"de","readings":{"PIN":1}}"#, "readings.PIN must be a text; write it in quotation marks."),
        (#"{"voice":"de","readings":{"PIN":""}}"#, "readings.PIN is empty; write its text."),
        (#"{"voice":"de","readings":{"PIN":"a\u0000b"}}"#, "readings.PIN \(noControl)"),
        (#"{"voice":"de","readings":{"PIN":"a\nb"}}"#, "readings.PIN \(noControl)"),
        (
            "{\"voice\":\"de\",\"readings\":{\"PIN\":\"\(String(repeating: "a", count: 1001))\"}}",
            "readings.PIN is longer than 1000 bytes; shorten it."
        ),
        (
            #"{"voice":"de","readings":{"":"pinn"}}"#,
            "readings holds a reading of an empty text; write the text that is read differently, or remove it."
        ),
        (String(repeating: " ", count: (1 << 20) + 1), "is longer than 1048576 bytes; shorten it."),
    ]
    private static let noVoice = #"voice must name a voice that `espeak-ng --voices` lists; write one, such as "de"."#
    private static let noSpeed = "words_per_minute must be a whole number from 80 to 450"
    private static let noControl = "holds a line break or another control character; remove it."

    @Test("a malformed file is named with its key and what to do", arguments: malformed)
    func refused(text: String, sentence: String) async throws {
        let folder = try SoundFolder()
        try folder.write(text, to: "voice.json")
        let catalog = try folder.catalog()
        let file = "\(folder.path)/de-DE/voice.json"
        let problem = try #require(throws: CatalogProblem.self) {
            try VoiceFile.read(catalog, directory: folder.path)
        }
        #expect(problem.description == "\(file): \(sentence)")
        #expect(problem.language == "de-DE")
        #expect(try folder.report().odd.map(\.description) == ["\(file) \(sentence)"])
        #expect(try await folder.render().failures == ["\(file): \(sentence)"])
    }

    @Test("where a file is no JSON, line and column are named")
    func noJSON() throws {
        let folder = try SoundFolder()
        try folder.write("{\n  \"voice\": \"de\"\n  \"words_per_minute\": 130\n}\n", to: "voice.json")
        let catalog = try folder.catalog()
        let problem = try #require(throws: CatalogProblem.self) {
            try VoiceFile.read(catalog, directory: folder.path)
        }
        #expect(problem.description.hasPrefix("\(folder.path)/de-DE/voice.json: is not valid JSON ("))
        #expect(problem.description.contains("line 3, column 3"), "\(problem)")
        #expect(problem.description.hasSuffix("); correct it there."))
    }

    @Test("what is not a file that can be read is told so")
    func unreadable() throws {
        let folder = try SoundFolder()
        try folder.write([0], to: "voice.json/inside")
        let catalog = try folder.catalog()
        let problem = try #require(throws: CatalogProblem.self) {
            try VoiceFile.read(catalog, directory: folder.path)
        }
        #expect(
            problem.description
                == "\(folder.path)/de-DE/voice.json: cannot be read (it is not a file); correct that or remove it.")
    }
}
