import Foundation
import LineClient
import PINHashing
import Testing
import VoicemailModel
import VoicemailTestKit

/// A server with one client of each role, a tenant's, and one that is known by its certificate.
struct ClientWorld {
    let directory: URL
    let server: ServerProcess
    let tls: TLSFixture
    /// Of the secret that all clients have.
    let hash: String
    private var config: String { directory.appendingPathComponent("vmgate.yaml").path }

    /// - Parameter clients: the settings file; nil for the clients named above.
    init(_ others: [String] = [], clients: String? = nil) throws {
        directory = FileManager.default.temporaryDirectory.appendingPathComponent("vmgate-tls-\(UUID().uuidString)")
        tls = try TLSFixture(directory)
        try tls.make("server", names: "DNS:localhost")
        hash = try Self.hash()
        var file = "clients:\n"
        for role in Role.allCases {
            file += "  \(role):\n    role: \(role)\n    secret: \"\(hash)\"\n"
        }
        file += "  tenant:\n    role: frontend\n    secret: \"\(hash)\"\n    contexts: [acme]\n"
        file += "  elsewhere:\n    role: frontend\n    secret: \"\(hash)\"\n    networks: [192.0.2.0/24]\n"
        file += "  trusted:\n    role: frontend\n    trusted: true\n    secret: \"\(hash)\"\n"
        file += "  certified:\n    role: admin\n    certificates: [\"urn:certified\"]\n"
        let config = directory.appendingPathComponent("vmgate.yaml").path
        try Self.write(clients ?? file, to: config)
        server = try ServerProcess(
            ServerProcess.cheap + [
                "--config", config, "--listen-tls", "127.0.0.1:0", "--tls-certificate", tls.path("server.pem"),
                "--tls-key", tls.path("server.key"), "--tls-client-certificates", "optional", "--tls-client-ca",
                tls.authority,
            ] + others)
    }

    static func hash() throws -> String {
        try ClientSecret.hash(SecretBytes(copying: "secret".utf8), Argon2Parameters(memory: 8 << 20, operations: 1))
    }

    /// Puts another settings file in place of the one that the server was started with.
    func configure(_ text: String) throws {
        try Self.write(text, to: config)
    }

    private static func write(_ text: String, to config: String) throws {
        try text.write(toFile: config, atomically: true, encoding: .utf8)
        // It holds secrets' hashes, and is not taken where others can read it.
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: config)
    }
}

@Suite("Clients", .timeLimit(.minutes(5)))
struct ClientTests {
    /// A request of each command, in a form that is accepted, and some with arguments that are not.
    private static let requests = [
        "PING", "HELP", "INFO", "INFO REPLICATION", "WHOAMI", "SELECT 0", "CLIENT SETNAME x", "HELLO 3", "ACCESS 1001",
        "VERIFY 1001 111111", "CHANGE 1001 111111 846273", "CHECKPIN 846273", "SETTINGS 1001", "PROMPT enter-pin IN en",
        "PROMPTS", "ANNOUNCE 0 IN en CLOCK 12", "MESSAGES 3 1 IN en", "SET 1001 email=", "SET 1001 must_change=false",
        "UNLOCK 1001",
        "UNLOCK SOURCE +1", "RESET 1001", "REMOVE 1001", "ADD 1001", "SHOW 1001", "LIST", "LIST FIELDS",
        "LIST WHERE locked", "LIST WHERE language=en FIELDS", "AUDIT", "AUDIT KIND verify", "KEY STATUS",
        "AUTH nobody wrong", "SET 1001 email=nonsense", "ADD 1@2@3", "SETTINGS 1@2@3", "AUDIT COUNT 0",
        "SET", "ADD 1 PIN", "REMOVE", "RESET 1 2", "UNLOCK 1 2", "SHOW 1 2", "LIST COUNT", "AUDIT COUNT", "KEY",
        "VERIFY", "INFO 1", "WHOAMI 1", "PING 1 2", "HELP 1 2", "SELECT", "CLIENT", "HELLO 3 4",
    ]

    private static func leastRole(_ request: String) -> Role? {
        switch request.split(separator: " ")[0] {
        case "PING", "HELP", "SELECT", "CLIENT", "HELLO", "AUTH": nil
        case "INFO", "WHOAMI": .monitor
        case "ADD", "SET", "REMOVE", "RESET", "UNLOCK", "SHOW", "LIST", "AUDIT", "KEY": .admin
        default: .frontend
        }
    }

    private static func expected(_ request: String, _ role: Role?) -> String? {
        if request.hasPrefix("AUTH") { return "-NOAUTH" }
        guard let least = leastRole(request) else { return nil }
        guard let role else { return "-NOAUTH" }
        let rank: [Role] = [.monitor, .frontend, .admin]
        let isAllowed = rank.firstIndex(of: role) ?? 0 >= rank.firstIndex(of: least) ?? 0
        return isAllowed ? nil : "-NOPERM"
    }

    private static func check(_ reply: String, _ request: String, _ role: Role?, _ listener: String) {
        let place: Comment = "\(listener), \(role?.rawValue ?? "nobody"): \(request): \(reply)"
        if let code = expected(request, role) {
            #expect(reply.hasPrefix(code + " "), place)
        } else {
            #expect(!reply.hasPrefix("-NOAUTH") && !reply.hasPrefix("-NOPERM"), place)
        }
    }

    @Test("every command is allowed or refused for every role, on every listener")
    func table() throws {
        let world = try ClientWorld()
        for role in [nil] + Role.allCases.map(Optional.some) {
            let plain = try world.server.connect()
            if let role { #expect(try plain.say("AUTH \(role) secret") == "+OK") }
            for request in Self.requests { Self.check(try plain.say(request), request, role, "plain") }

            let lines = (role.map { ["AUTH \($0) secret"] } ?? ["PING"]) + Self.requests + ["QUIT"]
            let replies = try world.tls.talk(to: world.server.tlsPort, lines.map { $0 + "\r\n" }.joined())
                .split(whereSeparator: \.isNewline).map(String.init)
            try #require(replies.count == lines.count, "\(replies)")
            for (request, reply) in zip(Self.requests, replies.dropFirst()) { Self.check(reply, request, role, "TLS") }

            // Whoever runs the tests is an admin there, until it says to be somebody else.
            let unix = try world.server.connectAsAdmin()
            if let role { #expect(try unix.say("AUTH \(role) secret") == "+OK") }
            for request in Self.requests { Self.check(try unix.say(request), request, role ?? .admin, "Unix") }
        }
    }

    @Test("who a client certificate names is that client; others say who they are")
    func certificates() throws {
        let world = try ClientWorld()
        try world.tls.make("known", names: "DNS:x.example.net,URI:urn:certified")
        try world.tls.make("unknown", names: "DNS:x.example.net")
        func talk(_ certificate: String, _ input: String) throws -> String {
            try world.tls.talk(
                to: world.server.tlsPort, input + "QUIT\r\n",
                ["-cert", world.tls.path("\(certificate).pem"), "-key", world.tls.path("\(certificate).key")])
        }
        #expect(try talk("known", "WHOAMI\r\n") == "+WHOAMI name=certified role=admin\r\n+OK\r\n")
        let replies = try talk("unknown", "WHOAMI\r\nAUTH monitor secret\r\nWHOAMI\r\n")
        #expect(
            replies.hasPrefix("-NOAUTH") && replies.hasSuffix("+OK\r\n+WHOAMI name=monitor role=monitor\r\n+OK\r\n"))
    }

    @Test("to a tenant everything else is as unknown, to the letter, and its attempts touch no real mailbox")
    func tenant() throws {
        let world = try ClientWorld()
        let admin = try world.server.connectAsAdmin()
        _ = try admin.say("ADD 1001@globex PIN 846273 voicemail_prompt=de-DE")
        _ = try admin.say("ADD 1001 PIN 846273")
        let tenant = try world.server.connect()
        #expect(try tenant.say("AUTH tenant secret") == "+OK")
        let mailboxes = ["1001@globex", "4444@globex", "1001", "4444", "4444@acme"]
        for request in ["ACCESS #", "SETTINGS #", "PROMPT enter-pin FOR #", "ANNOUNCE 0 FOR #", "MESSAGES 3 FOR #"]
            + Array(repeating: "VERIFY # 846273", count: 6) + ["ACCESS #", "CHANGE # 846273 730518"]
        {
            let replies = try mailboxes.map { mailbox in
                try tenant.say(request.replacing("#", with: mailbox)).replacing("=\(mailbox) ", with: "=# ")
                    .replacing(/retry_after_s=\d+/, with: "retry_after_s=N")
            }
            #expect(Set(replies).count == 1, "\(request): \(replies)")
        }
        #expect(try admin.say("ACCESS 1001@globex").contains("attempts_left=5"))
        #expect(try admin.say("VERIFY 1001 846273").hasPrefix("+GRANTED"))
    }

    @Test("what a tenant reports of a caller locks out that caller at nobody else's mailboxes")
    func sources() throws {
        let world = try ClientWorld(["--source-max-failures", "2"])
        _ = try world.server.connectAsAdmin().say("ADD 1001 PIN 846273")
        let (tenant, other) = (try world.server.connect(), try world.server.connect())
        #expect(try tenant.say("AUTH tenant secret") == "+OK")
        #expect(try other.say("AUTH frontend secret") == "+OK")
        for mailbox in ["1@acme", "2@acme", "3@globex"] { _ = try tenant.say("VERIFY \(mailbox) 111111 FROM trunk-1") }
        #expect(try tenant.say("VERIFY 4@acme 111111 FROM trunk-1").contains("scope=source"))
        #expect(try other.say("VERIFY 1001 846273 FROM trunk-1").hasPrefix("+GRANTED"))
        for mailbox in ["5", "6"] { _ = try other.say("VERIFY \(mailbox) 111111 FROM trunk-2") }
        #expect(try other.say("VERIFY 1001 846273 FROM trunk-2").contains("scope=source"))
        #expect(try tenant.say("VERIFY 7@acme 111111 FROM trunk-2").hasPrefix("+DENIED"))
    }

    @Test("who does not say who it is has its time and no more, whatever it asks")
    func unidentified() throws {
        let world = try ClientWorld(["--limits-idle-s", "2"])
        let client = try world.server.connect()
        var last = ""
        let end = ContinuousClock.now.advanced(by: .seconds(30))
        do {
            while ContinuousClock.now < end { last = try client.say("PING") }
            Issue.record("it is open still: \(last)")
        } catch {
            #expect(last == "+PONG")
        }
    }

    @Test("a client that is known by its user has its row in the audit")
    func user() throws {
        let world = try ClientWorld(clients: "clients:\n  local:\n    role: admin\n    uids: [\(geteuid())]\n")
        let client = try world.server.connectAsAdmin()
        #expect(try client.say("WHOAMI") == "+WHOAMI name=local role=admin")
        let rows = try ServerProcess.run(["audit", "show", "--json", "--admin-socket", world.server.adminSocket]).output
        #expect(rows.contains("\"reason\":\"peer_user\"") && rows.contains("\"client\":\"local\""), "\(rows)")
    }

    @Test("a right secret from another network is a wrong one")
    func networks() throws {
        let world = try ClientWorld()
        let client = try world.server.connect()
        let refusals = Set(
            try ["AUTH elsewhere secret", "AUTH frontend wrong", "AUTH nobody secret"].map { try client.say($0) })
        #expect(refusals.count == 1 && refusals.first?.hasPrefix("-NOAUTH") == true)
    }

    @Test("a mailbox without PIN opens on a trusted client's word alone, where that is asked for")
    func pinless() throws {
        let world = try ClientWorld(["--access-pinless", "trusted"])
        let admin = try world.server.connectAsAdmin()
        _ = try admin.say("ADD 1001 PIN 846273 enable_voicemail_pin=false")
        let client = try world.server.connect()
        for (name, request, answer) in [
            ("frontend", "ACCESS 1001 FROM 5 TRUSTED", "+PIN_REQUIRED"), ("trusted", "ACCESS 1001", "+PIN_REQUIRED"),
            ("trusted", "ACCESS 1001 FROM 5", "+PIN_REQUIRED"), ("trusted", "ACCESS 1001 FROM 5 TRUSTED", "+GRANTED"),
            ("trusted", "VERIFY 1001 111111", "+DENIED"), ("trusted", "VERIFY 1001 846273", "+GRANTED"),
        ] {
            #expect(try client.say("AUTH \(name) secret") == "+OK")
            let reply = try client.say(request)
            #expect(reply.hasPrefix(answer + " "), "\(name): \(request): \(reply)")
        }
    }
}
