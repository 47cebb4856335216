import Foundation
import LineClient
import Testing
import VoicemailTestKit

/// What a running server tells those who watch it.
@Suite("Metrics, readiness and logs", .timeLimit(.minutes(5)))
struct MetricsTests {
    private static let arguments = ServerProcess.cheap + ["--metrics", "127.0.0.1:0"]

    @Test("metrics are off unless they are asked for, and loopback only unless that is allowed")
    func offByDefault() throws {
        #expect(try ServerProcess().metricsPort == 0)
        let refused = try ServerProcess.run(["serve", "--metrics", "0.0.0.0:0"])
        #expect(refused.status == 64)
        #expect(refused.output.contains("--metrics-allow-remote"))
        #expect(refused.output.split(separator: "\n").count == 1)
        let allowed = try ServerProcess(
            ServerProcess.cheap + ["--metrics", "0.0.0.0:0", "--metrics-allow-remote"])
        #expect(try allowed.get("/healthz").status == 200)
    }

    @Test("attempts, hashes, commits, lockouts and connections are counted, and INFO says the same")
    func counted() throws {
        let server = try ServerProcess(Self.arguments + ["--source-max-failures", "7", "--lockout-base-s", "900"])
        let admin = try server.connectAsAdmin()
        _ = try admin.say("ADD 1001 PIN 846273")
        _ = try admin.say("ADD 1002 NOPIN enable_voicemail_pin=false")
        let client = try server.connect()
        for _ in 1...2 { #expect(try client.say("VERIFY 1001 846273").hasPrefix("+GRANTED")) }
        #expect(try client.say("VERIFY 1002 1").hasPrefix("+GRANTED"))
        #expect(try client.say("CHANGE 1001 846273 123456").hasPrefix("-POLICY"))
        for _ in 1...4 { #expect(try client.say("VERIFY 5550 111111 FROM 49301").hasPrefix("+DENIED")) }
        for _ in 1...2 { #expect(try client.say("VERIFY 5550 111111 FROM 49301").hasPrefix("+LOCKED")) }
        for _ in 1...2 { #expect(try client.say("VERIFY 5551 111111 FROM 49301").hasPrefix("+DENIED")) }
        #expect(try client.say("VERIFY 5551 111111 FROM 49301").contains("scope=source"))
        for line in ["NONSENSE", "VERIFY", "VERIFY a/b 123456"] {
            #expect(try client.say(line).hasPrefix("-"))
        }
        let bad = try server.connect()
        try bad.send(bytes: Array("*x\r\n".utf8))
        #expect(try bad.receiveLine().hasPrefix("-ERR"))
        // Only with the end of the connection has it been counted out.
        #expect(throws: LineClientError.self) { try bad.receiveLine() }

        func metric(_ series: String) throws -> Double? { try server.metric("vmgate_\(series)") }
        #expect(try metric(#"attempts_total{outcome="granted"}"#) == 4)
        #expect(try metric(#"attempts_total{outcome="denied"}"#) == 6)
        #expect(try metric(#"attempts_total{outcome="locked"}"#) == 3)
        #expect(try metric(#"attempts_total{outcome="busy"}"#) == 0)
        #expect(try metric(#"lockouts_total{scope="mailbox"}"#) == 1)
        #expect(try metric(#"lockouts_total{scope="source"}"#) == 1)
        // Two grants, a right PIN with a bad new one, the failures, and the PIN that the admin set.
        #expect(try metric("hash_duration_seconds_count") == 11)
        #expect(try metric("hash_queue_wait_seconds_count") == 11)
        #expect(try #require(try metric("hash_duration_seconds_sum")) > 0.01)
        #expect(try #require(try metric("commit_duration_seconds_count")) >= 11)
        #expect(try metric("commit_failures_total") == 0)
        #expect(try metric(#"protocol_errors_total{kind="unknown"}"#) == 1)
        #expect(try metric(#"protocol_errors_total{kind="syntax"}"#) == 1)
        #expect(try metric(#"protocol_errors_total{kind="value"}"#) == 1)
        #expect(try metric(#"protocol_errors_total{kind="framing"}"#) == 1)
        #expect(try metric(#"connections_open{role="admin"}"#) == 1)
        #expect(try metric("connections_accepted_total") == 3)
        #expect(try (0..<100).contains { _ in try metric("mailboxes") == 2 })
        #expect(try metric("hash_workers") == 2)

        let info = try client.call("INFO")
        #expect(info["attempts_granted"] == "4")
        #expect(info["attempts_denied"] == "6")
        #expect(info["attempts_locked"] == "3")
        #expect(info["lockouts_mailbox"] == "1")
        #expect(info["lockouts_source"] == "1")
        #expect(info["connections_admin"] == "1")
        #expect(info["hashes"] == "11")
        #expect(info["protocol_errors"] == "4")
        #expect(info["internal_defects"] == "0")
        let meanCommit =
            try #require(try metric("commit_duration_seconds_sum")) / #require(
                try metric("commit_duration_seconds_count"))
        #expect(try abs(#require(info["commit_us"].flatMap { Double($0) }) - meanCommit * 1_000_000) <= 0.5)
        #expect(try #require(info["hash_wait_us"].flatMap { Double($0) }) > 0)
        #expect(try #require(info["commit_changes"].flatMap { Double($0) }) >= 1)
        #expect(try #require(info["commits"].flatMap { Int($0) }) >= 11)
        #expect(try #require(info["rss_kib"].flatMap { Int($0) }) > 1000)
    }

    @Test(
        "locked are mailboxes that exist: until their lockout ends by itself or by an admin, and also after a restart")
    func lockedMailboxes() throws {
        let arguments = ["--metrics", "127.0.0.1:0", "--lockout-max-attempts", "1", "--lockout-permanent-after", "2"]
        let server = try ServerProcess(ServerProcess.cheap + arguments)
        func locked() throws -> Double? { try server.metric("vmgate_mailboxes_locked") }
        #expect(try locked() == 0)
        let admin = try server.connectAsAdmin()
        for number in 1...3 { _ = try admin.say("ADD 100\(number) PIN 846273") }
        let client = try server.connect()
        // 1003 does not exist by then, and 4444 never did.
        _ = try admin.say("REMOVE 1003")
        for mailbox in ["1001", "1002", "1003", "4444"] {
            #expect(try client.say("VERIFY \(mailbox) 111111").hasPrefix("+LOCKED"))
        }
        #expect(try locked() == 2)
        #expect(try admin.call("INFO")["mailboxes_locked"] == "2")
        // Who could lock a mailbox and see this rise would know that there is one.
        #expect(try client.call("INFO")["mailboxes_locked"] == nil)
        // Two seconds; then the next failure locks for good.
        try waitUntil("it is locked for good") { try client.say("VERIFY 1002 111111").contains("retry_after_s=never") }
        try waitUntil("the other lockout ends") { try locked() == 1 }
        #expect(server.stop() == 0)
        try server.start()
        #expect(try locked() == 1)
        let again = try server.connectAsAdmin()
        #expect(try again.say("LIST WHERE locked") == "+LIST mailboxes=1002")
        #expect(try again.say("UNLOCK 1002") == "+UNLOCKED mailbox=1002")
        #expect(try locked() == 0)
    }

    @Test("what is refused for want of room is counted as BUSY, a client that went away as abandoned")
    func busyAndAbandoned() throws {
        let server = try ServerProcess([
            "--metrics", "127.0.0.1:0", "--hash-memory", "64MiB", "--hash-operations", "10", "--hash-workers", "1",
            "--hash-queue", "8", "--hash-deadline-ms", "60000",
        ])
        let watcher = try server.connect()
        do {
            let gone = try server.connect()
            let lines = (0..<30).map { "@t\($0) VERIFY 88\(10 + $0) 111111\r\n" }.joined()
            try gone.send(bytes: Array(lines.utf8))
            // It leaves with what is queued, when it has been told BUSY for what is not.
            for _ in 0..<20 { #expect(try gone.receive().word == "BUSY") }
        }
        #expect(try watcher.say("VERIFY 4444 111111").hasPrefix("+DENIED"))
        func count(_ outcome: String) throws -> Double {
            try #require(try server.metric("vmgate_attempts_total{outcome=\"\(outcome)\"}"))
        }
        // Each has one outcome: BUSY, hashed or abandoned.
        try waitUntil("all are counted") { try count("busy") + count("denied") + count("abandoned") == 31 }
        let hashes = try #require(try watcher.call("INFO")["hashes"].flatMap { Double($0) })
        #expect(try count("denied") == hashes)
        #expect(try count("abandoned") > 0)
        #expect(try server.metric("vmgate_busy_replies_total") == count("busy"))
    }

    @Test("connections over the limit are counted")
    func refusedConnections() throws {
        let server = try ServerProcess(Self.arguments + ["--limits-connections", "1"])
        let first = try server.connect()
        #expect(try first.say("PING") == "+PONG")
        #expect(try server.connect().receiveLine().hasPrefix("-ERR"))
        #expect(try server.metric("vmgate_connections_refused_total") == 1)
        #expect(try server.metric(#"vmgate_connections_open{role="frontend"}"#) == 1)
    }

    @Test("the text is well-formed: each metric has one HELP and one TYPE, above its samples")
    func wellFormed() throws {
        let server = try ServerProcess(Self.arguments)
        let reply = try server.get("/metrics")
        #expect(reply.status == 200)
        #expect(reply.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
        let lines = reply.body.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.last == "")
        var current: Substring = ""
        var seen: Set<Substring> = []
        for line in lines.dropLast() {
            let words = line.split(separator: " ")
            if line.hasPrefix("# HELP ") {
                current = words[2]
                #expect(seen.insert(current).inserted, "\(current)")
            } else if line.hasPrefix("# TYPE ") {
                #expect(words[2] == current)
            } else {
                #expect(line.hasPrefix(current), "\(line)")
                #expect(words.last.flatMap { Double($0) } != nil, "\(line)")
            }
        }
        #expect(seen.count > 20)
        #expect(reply.body.contains("vmgate_build_info{version=\"0.1.0\"} 1\n"))
    }

    @Test(
        "the dashboard and the alerts ask for series that a server has, to the values of their labels",
        arguments: ["grafana/vmgate.json", "prometheus/vmgate-alerts.yml"])
    func deployed(path: String) throws {
        let keys = try KeyFolder()
        let server = try ServerProcess(Self.arguments + keys.flag)
        _ = try server.connectAsAdmin().say("ADD 1001 PIN 846273")
        try waitUntil("the PIN is counted") { try server.metric(#"vmgate_pins{seal="active"}"#) == 1 }
        let printed = try server.get("/metrics").body
        let file = ServerProcess.repository.appendingPathComponent("deploy/\(path)")
        let text = try String(contentsOf: file, encoding: .utf8).replacing("\\\"", with: "\"")
        for match in text.matches(of: /(vmgate_\w+)(\{[^}]*\})?/) {
            let (name, selector) = (match.1, match.2 ?? "")
            #expect(printed.contains("\n\(name) ") || printed.contains("\n\(name){"), "\(name)")
            for label in selector.matches(of: /(outcome|seal|scope|kind|role)=~?"([^"]*)"/) {
                for value in label.2.split(separator: "|") {
                    let series = printed.split(separator: "\n").filter { $0.hasPrefix("\(name){") }
                    #expect(series.contains { $0.contains("\(label.1)=\"\(value)\"") }, "\(name) \(label.0)")
                }
            }
        }
    }

    @Test("what callers chose is in no metric")
    func nothingPrivate() throws {
        let server = try ServerProcess(Self.arguments)
        _ = try server.connectAsAdmin().say("ADD 7314159 PIN 846273 voicemail_prompt=ja-JP")
        let client = try server.connect()
        _ = try client.say("VERIFY 7314159 846273 FROM 4930271828")
        for _ in 1...6 { _ = try client.say("VERIFY 7314159@tenant.example 572946 FROM 4930271828") }
        let text = try server.get("/metrics").body
        for secret in ["7314159", "846273", "572946", "4930271828", "tenant.example", "ja-JP"] {
            #expect(!text.contains(secret), "\(secret)")
        }
    }

    @Test("a server that stops is not ready, and says so while it answers what it has accepted")
    func draining() throws {
        let server = try ServerProcess([
            "--metrics", "127.0.0.1:0", "--hash-memory", "64MiB", "--hash-operations", "10", "--hash-workers", "1",
            "--hash-deadline-ms", "60000",
        ])
        // On a crowded machine the server may need more than the second that it has to say so.
        try waitUntil("it is ready") { try server.get("/readyz").status == 200 }
        let client = try server.connect()
        let lines = (0..<2).map { "VERIFY 444\($0) 111111\r\n" }.joined()
        try client.send(bytes: Array((lines + "@seen PING\r\n").utf8))
        #expect(try client.receiveLine() == "+@seen PONG")
        server.askToStop()
        let ready = try waitFor("it is not ready") {
            let reply = try server.get("/readyz")
            return reply.status == 200 ? nil : reply
        }
        #expect(ready.status == 503)
        #expect(ready.body == "The server is stopping: it takes no new connections.\n")
        #expect(server.stop() == 0)
    }

    @Test("log lines about a request name its connection and its number", arguments: ["text", "json"])
    func logs(format: String) throws {
        let server = try ServerProcess(
            Self.arguments + ["--lockout-max-attempts", "2", "--source-max-failures", "2", "--log-format", format])
        let admin = try server.connectAsAdmin()
        _ = try admin.say("ADD 1001 PIN 846273")
        let client = try server.connect()
        #expect(try client.say("PING") == "+PONG")
        for _ in 1...2 { _ = try client.say("VERIFY 1001 111111 FROM 4930271828") }
        let isText = format == "text"
        func line(_ message: String) throws -> Substring {
            try server.logLine(with: message)
        }
        func field(_ key: String, _ value: String) -> String {
            isText ? " \(key)=\(value)" : "\"\(key)\":\"\(value)\""
        }
        let administered = try line("mailbox administered")
        #expect(administered.contains(field("connection", "1")))
        #expect(administered.contains(field("request", "0")))
        let locked = try line("mailbox locked")
        #expect(locked.contains(field("connection", "2")))
        #expect(locked.contains(field("source", "4930271828")))
        let source = try line("source locked")
        #expect(source.contains(field("connection", "2")))
        // Both are about the same request.
        let request = try #require(locked.firstMatch(of: /request(=|":")(\d+)/)).2
        #expect(source.contains(field("request", String(request))))
    }
}
