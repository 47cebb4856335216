import Testing

@testable import Rendering

@Suite("A language's voice is a file")
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

    static let malformed: [(text: String, sentence: String)] = [
        ("{", "is no valid JSON"),
        ("[]", "holds no JSON object"),
        (#"{"voice":"de","pitch":3}"#, "pitch is not known"),
        ("{}", "voice must name a voice"),
        (#"{"voice":"-w /etc/passwd"}"#, "voice must name a voice"),
        (#"{"voice":"de/../x"}"#, "voice must name a voice"),
        (#"{"voice":"de","words_per_minute":"fast"}"#, "words_per_minute must be a whole number from 80 to 450"),
        (#"{"voice":"de","words_per_minute":79}"#, "words_per_minute must be a whole number from 80 to 450"),
        (#"{"voice":"de","words_per_minute":150.5}"#, "words_per_minute must be a whole number from 80 to 450"),
        (#"{"voice":"de","readings":["PIN"]}"#, "readings must be an object"),
        (#"{"voice":"de","readings":{"PIN":1}}"#, "readings.PIN must be a text"),
        (#"{"voice":"de","readings":{"PIN":""}}"#, "readings.PIN must be a text"),
    ]

    @Test("a malformed file is named with its key and what to do", arguments: malformed)
    func refused(text: String, sentence: String) throws {
        let folder = try SoundFolder()
        try folder.write(text, to: "voice.json")
        let catalog = try folder.catalog()
        let problem = #expect(throws: VoiceProblem.self) { try VoiceFile.read(catalog, directory: folder.path) }
        #expect(
            problem?.description.hasPrefix("\(folder.path)/de-DE/voice.json: \(sentence)") == true, "\(problem as Any)")
        #expect(try folder.report().odd.map(\.file) == ["\(folder.path)/de-DE/voice.json"])
        #expect(try folder.render().failures.count == 1)
    }
}
