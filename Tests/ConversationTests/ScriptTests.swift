import Foundation
import Testing
import VoicemailTestKit

@Suite("Conversations with a real server")
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
        let conversation = try Conversation(script: String(contentsOfFile: path, encoding: .utf8))
        try conversation.play(against: try ServerProcess())
    }
}
