import Foundation
import LineClient
import Testing
import VoicemailTestKit

/// Keys that are not the right ones stop the start, and never open a door.
@Suite("Wrong keys", .timeLimit(.minutes(5)))
struct KeyFileStartTests {
    private let keys: KeyFolder

    init() throws {
        keys = try KeyFolder()
    }

    struct Damage: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var sentence: String
        var damage: @Sendable (KeyFolder) throws -> Void
    }

    static let damages = [
        Damage(testDescription: "none", sentence: "there is no key file") {
            try FileManager.default.removeItem(atPath: $0.path)
        },
        Damage(testDescription: "empty", sentence: "is damaged, or only half of it was written") { try $0.write("") },
        Damage(testDescription: "half", sentence: "is damaged, or only half of it was written") {
            try $0.write(String(try $0.text().dropLast(30)))
        },
        Damage(testDescription: "a digit altered", sentence: "is damaged, or only half of it was written") {
            let text = try $0.text()
            let digit = text.firstRange(of: "key ").map { text[$0.upperBound...].dropFirst(12).prefix(1) } ?? ""
            let start = try $0.text().firstRange(of: "key ")?.upperBound ?? text.startIndex
            let index = text.index(start, offsetBy: 12)
            try $0.write(text.replacingCharacters(in: index...index, with: digit == "0" ? "1" : "0"))
        },
        Damage(testDescription: "something else", sentence: "is not a key file") { try $0.write("hello\n") },
        Damage(
            testDescription: "readable to the group", sentence: "can be read by users other than its owner (mode 0640)"
        ) {
            try $0.write(try $0.text(), mode: 0o640)
        },
        Damage(testDescription: "readable to all", sentence: "can be read by users other than its owner (mode 0644)") {
            try $0.write(try $0.text(), mode: 0o644)
        },
        Damage(testDescription: "a folder", sentence: "is not a regular file") {
            try FileManager.default.removeItem(atPath: $0.path)
            try FileManager.default.createDirectory(atPath: $0.path, withIntermediateDirectories: false)
        },
    ]

    /// Starts on `database` and expects that it does not.
    private func refusal(_ database: String, _ flags: [String]) throws -> String {
        let (status, output) = try ServerProcess.run(
            ["serve", "--listen", "127.0.0.1:0", "--database", database, "--log-level", "error"] + flags)
        #expect(status == 1, "\(output)")
        #expect(output.split(separator: "\n").count == 1, "\(output)")
        #expect(output.hasPrefix("vmgate: seal.key_file: "), "\(output)")
        return output
    }

    @Test("a key file that cannot be used stops the start with one sentence and status 1", arguments: damages)
    func badFile(_ damage: Damage) throws {
        try damage.damage(keys)
        let database = keys.folder.appendingPathComponent("vm.db").path
        #expect(try refusal(database, keys.flag).contains(damage.sentence))
        #expect(!FileManager.default.fileExists(atPath: database))
    }

    @Test("a database with sealed PINs starts with its own key only")
    func wrongKey() throws {
        let server = try ServerProcess(ServerProcess.cheap + keys.flag)
        _ = try server.connectAsAdmin().say("ADD 1001 PIN 846273")
        #expect(server.stop() == 0)
        let other = try KeyFolder()
        #expect(try refusal(server.database, []).contains("no key file is set"))
        let wrong = try refusal(server.database, other.flag)
        #expect(wrong.contains("sealed with the key \(try keys.ids()[0])"), "\(wrong)")
        // Its state taken away, altered, or of another time.
        try server.sql("CREATE TABLE old AS SELECT * FROM hash_seal_state; UPDATE hash_seal_state SET phase = 0")
        #expect(try refusal(server.database, keys.flag).contains("altered"))
        try server.sql("DELETE FROM hash_seal_state")
        #expect(try refusal(server.database, keys.flag).contains("missing"))
        try server.sql("INSERT INTO hash_seal_state SELECT * FROM old")
        try server.start()
        #expect(try server.connect().say("VERIFY 1001 846273").hasPrefix("+GRANTED"))
    }
}
