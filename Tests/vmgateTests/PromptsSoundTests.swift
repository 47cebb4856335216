import Foundation
import SoundFiles
import Testing

@Suite("vmgate prompts check looks at the sound", .timeLimit(.minutes(5)))
final class PromptsSoundTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "vmgate-prompts-\(UUID().uuidString)")

    init() throws {
        let prompts = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../prompts").standardized
        let language = folder.appending(path: "en-US")
        try FileManager.default.createDirectory(at: language, withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            at: prompts.appending(path: "en-US/catalog.json"), to: language.appending(path: "catalog.json"))
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    private func check(_ arguments: String...) throws -> CommandRun {
        try CommandRun(["prompts", "check", "--prompts", folder.path()] + arguments)
    }

    @Test("texts without any sound are complete, unless sound is asked for")
    func noSound() throws {
        let result = try check()
        #expect(result.status == 0)
        #expect(
            result.output == """
                The catalogs in \(folder.path()) are complete and well-formed.
                There is no sound yet: `vmgate prompts render` (`make prompts`) makes it.

                """)
        let asked = try check("--sound")
        #expect(asked.status == 1)
        #expect(asked.output.contains("en-US        0/26  0/434         0         0      460      0    0\n"))
        #expect(
            asked.errors
                == "vmgate: \(folder.path())/en-US: 460 sounds are missing (welcome, enter-mailbox, enter-pin, …);"
                + " `vmgate prompts render` makes what is missing.\n")
    }

    @Test("a recording at the wrong rate is named, and ends with 1")
    func wrongRate() throws {
        var recording = WaveFile.bytes((0..<4000).map { Int16(($0 % 20 - 10) * 1000) })
        let file = folder.appending(path: "en-US/welcome.wav")
        // 44,100 is 0xAC44.
        (recording[24], recording[25]) = (0x44, 0xAC)
        try Data(recording).write(to: file)
        let result = try check()
        #expect(result.status == 1)
        #expect(
            result.errors.contains(
                "vmgate: \(file.path()) has 44100 samples a second and would be played at the wrong speed;"
                    + " save it with 8000.\n"))
        let json = try check("--json")
        #expect(json.status == 1)
        #expect(
            json.output.hasPrefix(#"{"problems":[],"sound":[{"language":"en-US","prompts":{"needed":26,"present":1},"#))
        #expect(json.output.contains(#""rendered":0,"recorded":1,"missing":["enter-mailbox","#))
    }

    @Test("a language that espeak-ng has no voice for is complete, and that its sounds must be recorded is said")
    func noVoice() throws {
        try Data(#"{"voice":"none"}"#.utf8).write(to: folder.appending(path: "en-US/voice.json"))
        let note =
            "\(folder.path())/en-US: the texts are complete, but espeak-ng has no voice for en-US; "
            + "its sounds must be recorded.\n"
        let result = try check()
        #expect(result.status == 0)
        #expect(result.output.hasSuffix(note))
        #expect(try check("--json").output.contains(#""odd":[],"voice":false}"#))
        let asked = try check("--sound")
        #expect(asked.status == 1)
        #expect(asked.errors.hasSuffix(" record what is missing.\n"))
    }

    @Test("a language that is not there is said, and is no silent success")
    func noLanguage() throws {
        let result = try CommandRun(["prompts", "render", "--prompts", folder.path(), "--language", "de-DE"])
        #expect(result.status == 64)
        #expect(
            result.errors
                == "vmgate: there is no catalog of de-DE: `vmgate prompts list` lists all languages.\n")
    }

    @Test("without espeak-ng and sox, what to install is said")
    func noPrograms() throws {
        let result = try CommandRun(
            ["prompts", "render", "--prompts", folder.path()], environment: ["PATH": "/nonexistent"])
        #expect(result.status == 1)
        #expect(
            result.errors == "vmgate: espeak-ng and sox must be installed: apt-get install espeak-ng sox\n")
    }
}
