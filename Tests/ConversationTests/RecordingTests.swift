import Foundation
import SoundFiles
import Testing
import VoicemailTestKit

@Suite("Recordings that cannot be played", .timeLimit(.minutes(5)))
struct RecordingTests {
    @Test("a recording at the wrong rate is in the log of the start, with its name")
    func wrongRate() throws {
        let prompts = FileManager.default.temporaryDirectory.appending(path: "prompts-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: prompts) }
        let language = prompts.appending(path: "en-US")
        try FileManager.default.createDirectory(at: language, withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            at: ServerProcess.repository.appending(path: "prompts/en-US/catalog.json"),
            to: language.appending(path: "catalog.json"))
        var recording = WaveFile.bytes((0..<4000).map { Int16(($0 % 20 - 10) * 1000) })
        try Data(recording).write(to: language.appending(path: "goodbye.wav"))
        // 44,100 is 0xAC44.
        (recording[24], recording[25]) = (0x44, 0xAC)
        try Data(recording).write(to: language.appending(path: "welcome.wav"))
        let server = try ServerProcess(ServerProcess.cheap + ["--prompts", prompts.path])
        let line = try server.logLine(with: "a recording cannot be played as it is")
        #expect(line.contains("en-US/welcome.wav"))
        #expect(line.contains("44100"))
        #expect(server.stop() == 0)
        #expect(try !server.logLines().contains { $0.contains("goodbye.wav") })
    }
}
