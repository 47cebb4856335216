import Foundation
import Testing
import VoicemailTestKit

@Suite("Conversations with a real server", .timeLimit(.minutes(5)))
struct ScriptTests {
    static let scripts: [String] = {
        let directory = ServerProcess.repository.appendingPathComponent("Tests/ConversationTests/Scripts")
        let files = (try? FileManager.default.contentsOfDirectory(atPath: directory.path)) ?? []
        return files.filter { $0.hasSuffix(".txt") }.sorted()
    }()

    @Test("there are scripts to play")
    func scriptsExist() {
        #expect(Self.scripts.count >= 8)
    }

    @Test("goes as its script says", arguments: scripts)
    func script(name: String) throws {
        let path = ServerProcess.repository.appendingPathComponent("Tests/ConversationTests/Scripts/\(name)").path
        let script = try String(contentsOfFile: path, encoding: .utf8)
        let server = try ServerProcess(ServerProcess.cheap + ["--log-level", "trace"])
        try Conversation(script: script).play(against: server)

        #expect(server.stop() == 0)
        let log = try String(contentsOfFile: server.logFile, encoding: .utf8)
        let words = script.split { !$0.isNumber && $0 != "+" }
        for pin in words where (6...10).contains(pin.count) && !pin.hasPrefix("+") {
            #expect(!log.contains(pin), "what may be a PIN stands in the log: \(pin)")
        }
    }
}
