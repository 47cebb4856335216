import Testing
import VoicemailModel
import VoicemailTestKit

@testable import Settings

@Suite("Clients in the settings", .timeLimit(.minutes(5)))
struct ClientSettingsTests {
    private static let hash =
        "$argon2id$v=19$m=8192,t=1,p=1$sz1b4MzOSWsuWTkvhBz1Kw$t6DPcovK/CFd1WR6ED8RXD1bOKnk8ot6Z7CmIev9/v4"

    private func load(_ file: String) throws -> ServeSettings {
        try withTemporaryFile(file, ending: "yaml") { path in
            try SettingsLoader(
                file: path, environment: [:], flags: [:], machine: Machine(cores: 1, memory: 8 << 30)
            ).load()
        }
    }

    @Test("every setting of a client is read, and what is printed can be fed back")
    func everything() throws {
        let yaml = """
            clients:
              pbx-1:
                role: frontend
                secret: \(Self.hash)
                networks: [10.20.0.0/16, "2001:db8::/32"]
                contexts: [acme, default]
                trusted: true
                certificates: ["pbx-1.example.net"]
                uids: [1000, 1001]
              ops:
                role: admin
                uids: 1002
            """
        let settings = try load(yaml)
        let expected = [
            Client(name: ClientName("ops")!, role: .admin, userIDs: [1002]),
            Client(
                name: ClientName("pbx-1")!, role: .frontend, secretHash: Self.hash,
                networks: [try Network("10.20.0.0/16"), try Network("2001:db8::/32")],
                contexts: ["acme", "default"], isTrusted: true, certificateNames: ["pbx-1.example.net"],
                userIDs: [1000, 1001]),
        ]
        #expect(settings.clients == expected)
        #expect(try load(settings.yaml).clients == expected)
    }

    @Test("a section without clients is none", arguments: ["clients:\n", "clients:\n  # pbx:\n", "clients: {}\n"])
    func empty(file: String) throws {
        #expect(try load(file).clients == [])
    }

    @Test("who writes the clients as a list is told how they are written")
    func list() {
        let error = #expect(throws: SettingsError.self) { try load("clients:\n- name: x\n  role: admin\n") }
        #expect(error?.description.contains("is a list: write each as NAME:") == true, "\(error?.description ?? "")")
    }

    /// What is wrong below `clients: x:`, and what the sentence says.
    private static let wrong: [(lines: String, says: [String])] = [
        ("secret: HASH", ["clients.x", "has no role", "frontend, admin, monitor"]),
        ("role: boss\n    secret: HASH", ["clients.x.role", "frontend, admin, monitor"]),
        ("role: admin", ["clients.x", "no secret, no certificates and no uids"]),
        ("role: admin\n    secret: hunter2", ["clients.x.secret", "not a usable Argon2 string"]),
        ("role: admin\n    secret: HASH\n    networks: [10.0.0.1/8]", ["clients.x.networks", "bits set"]),
        ("role: admin\n    secret: HASH\n    networks: [anywhere]", ["clients.x.networks", "is not a network"]),
        ("role: admin\n    secret: HASH\n    networks: []", ["clients.x.networks", "a list that is not empty"]),
        ("role: admin\n    secret: HASH\n    networks: ['']", ["clients.x.networks", "a list that is not empty"]),
        ("role: admin\n    secret: HASH\n    contexts: [a b]", ["clients.x.contexts", "A-Z"]),
        ("role: admin\n    secret: HASH\n    trusted: perhaps", ["clients.x.trusted", "true or false"]),
        ("role: admin\n    secret: HASH\n    uids: [root]", ["clients.x.uids", "number"]),
        ("role: admin\n    secert: HASH", ["secert", "clients.x", "did you mean secret?"]),
        ("role: admin\n    secret: HASH\n  x:\n    role: admin\n    secret: HASH", ["not well-formed"]),
        ("role: admin\n    uids: [7]\n  y:\n    role: admin\n    uids: [7]", ["clients.y", "clients.x", "uid 7"]),
        (
            "role: admin\n    certificates: [c]\n  y:\n    role: admin\n    certificates: [c]",
            ["clients.y", "clients.x", "certificate c"]
        ),
        ("role: admin\n    secret: HASH\n  x y:\n    role: admin", ["clients", "a client's name is"]),
    ]

    @Test("what is wrong stops the start with the setting's name and the reason", arguments: wrong)
    func refusals(lines: String, says: [String]) throws {
        let file = "clients:\n  x:\n    \(lines.replacing("HASH", with: Self.hash))\n"
        let error = #expect(throws: SettingsError.self) { try load(file) }
        let sentence = error?.description ?? ""
        for part in says { #expect(sentence.contains(part), "\(sentence)") }
        #expect(!sentence.contains("hunter2") && !sentence.contains(Self.hash), "\(sentence)")
    }

    @Test("a list of clients, or a word, is refused", arguments: ["\n  - name: x\n    role: admin", "x"])
    func forms(clients: String) throws {
        #expect(throws: SettingsError.self) { try load("clients: \(clients)\n") }
    }
}
