import Testing
import VoicemailTestKit

/// What a caller hears whose language no catalog is near, as the settings have it.
@Suite("Languages that are far", .timeLimit(.minutes(5)))
struct NearOnlyTests {
    /// Of PROMPT for these languages, and of PROMPT for a mailbox of the first one, the language and the way of matching.
    private static func heard(_ languages: String, _ arguments: [String]) throws -> [String] {
        let server = try ServerProcess(ServerProcess.cheap + arguments)
        let first = languages.split(separator: ",")[0]
        let admin = try server.connectAsAdmin()
        #expect(try admin.say("ADD 1001 NOPIN voicemail_prompt=\(first)").hasPrefix("+ADDED"))
        let client = try server.connect()
        return try ["IN \(languages)", "FOR 1001"].map { whose in
            let words = try client.say("PROMPT goodbye \(whose)").split(separator: " ")
            return words.filter { $0.hasPrefix("language=") || $0.hasPrefix("match=") }.joined(separator: " ")
        }
    }

    @Test("the closest one is heard, unless prompts.near_only keeps it from that")
    func setting() throws {
        #expect(try Self.heard("kk,mk", []) == Array(repeating: "language=ru-RU match=far", count: 2))
        #expect(
            try Self.heard("kk,mk", ["--near-only"]) == Array(repeating: "language=en-US match=default", count: 2))
        #expect(try Self.heard("gsw", ["--near-only"]) == Array(repeating: "language=de-DE match=near", count: 2))
    }
}
