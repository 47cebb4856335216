import Foundation
import LineClient
import Testing
import VoicemailTestKit

/// How connections begin, wait and end.
@Suite("Connections", .timeLimit(.minutes(5)))
struct ConnectionTests {
    @Test("a half-closed connection is answered before it is closed")
    func halfClosed() throws {
        let server = try ServerProcess()
        let client = try server.connect()
        try client.send(bytes: Array("VERIFY 4444 111111\r\nPING\r\nACCESS 4444\r\n".utf8))
        client.finishSending()
        #expect(try client.receiveLine().hasPrefix("+DENIED"))
        #expect(try client.receiveLine() == "+PONG")
        #expect(try client.receiveLine().contains("attempts_left=4"))
        #expect(throws: LineClientError.self) { try client.receiveLine() }
    }

    @Test("an unfinished request at the end of the input is said to be one")
    func unfinished() throws {
        let server = try ServerProcess()
        let client = try server.connect()
        try client.send(bytes: Array("PING\r\nPIN".utf8))
        client.finishSending()
        #expect(try client.receiveLine() == "+PONG")
        #expect(try client.receiveLine().hasPrefix("-ERR "))
        #expect(throws: LineClientError.self) { try client.receiveLine() }
    }

    @Test("a line over the limit is answered before the connection closes, also when more of it follows")
    func oversized() throws {
        let server = try ServerProcess()
        let client = try server.connect()
        try client.send(bytes: Array("PING \(String(repeating: "x", count: 100_000))\r\nPING\r\n".utf8))
        #expect(try client.receiveLine().hasPrefix("-ERR "))
        #expect(throws: LineClientError.self) { try client.receiveLine() }
        #expect(try server.connect().say("PING") == "+PONG")
    }

    @Test("bytes of every kind get an error line and leave the server alive")
    func garbage() throws {
        let server = try ServerProcess()
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<50 {
            let client = try server.connect()
            try? client.send(bytes: (0..<2000).map { _ in UInt8.random(in: 0...255, using: &generator) })
            client.finishSending()
            while let line = try? client.receiveLine() {
                #expect(line.hasPrefix("-") || line.hasPrefix("+"))
            }
        }
        #expect(try server.connect().say("PING") == "+PONG")
    }

    @Test("connections over the limit are told so; admins still get in")
    func tooMany() throws {
        let server = try ServerProcess(ServerProcess.cheap + ["--limits-connections", "3"])
        let clients = try (0..<3).map { _ in try server.connect() }
        for client in clients { #expect(try client.say("PING") == "+PONG") }
        let fourth = try server.connect()
        #expect(try fourth.receiveLine().hasPrefix("-ERR "))
        #expect(throws: LineClientError.self) { try fourth.receiveLine() }
        #expect(try server.connectAsAdmin().say("PING") == "+PONG")
    }

    @Test("an idle connection is closed, one that asks stays open")
    func idle() throws {
        let server = try ServerProcess(ServerProcess.cheap + ["--limits-idle-s", "1"])
        let silent = try server.connect()
        // Half a request now and then is not a request.
        try silent.send(bytes: Array("PI".utf8))
        let busy = try server.connect()
        let end = ContinuousClock.now + .seconds(2)
        while ContinuousClock.now < end { #expect(try busy.say("PING") == "+PONG") }
        #expect(throws: LineClientError.self) { try silent.receiveLine() }
        #expect(try busy.say("PING") == "+PONG")
    }

    @Test("a client that does not read its replies stops being read, and then gets every one of them")
    func slowReader() throws {
        let server = try ServerProcess()
        // One thread sends and another receives; they share nothing of the client but the socket.
        nonisolated(unsafe) let client = try server.connect()
        let text = String(repeating: "x", count: 1000)
        let requests = 20_000
        let writer = Thread {
            for index in 0..<requests {
                try? client.send(bytes: Array("PING \(index)-\(text)\r\n".utf8))
            }
        }
        writer.start()
        // Meanwhile others are served.
        #expect(try server.connect().say("PING") == "+PONG")
        for index in 0..<requests {
            let line = try client.receiveLine()
            try #require(line == "+\(index)-\(text)")
        }
    }

    @Test("a pipeline longer than the server holds is answered in order and in full")
    func pipeline() throws {
        let server = try ServerProcess(ServerProcess.cheap + ["--limits-pipeline", "8"])
        let client = try server.connect()
        let lines = (0..<100).map { $0.isMultiple(of: 10) ? "VERIFY 70\(10 + $0) 111111" : "PING \($0)" }
        try client.send(bytes: Array(lines.map { $0 + "\n" }.joined().utf8))
        for (index, line) in lines.enumerated() {
            let reply = try client.receiveLine()
            #expect(line.hasPrefix("PING") ? reply == "+\(index)" : reply.hasPrefix("+DENIED"), "\(index): \(reply)")
        }
    }

    @Test("a tagged request overtakes the slow ones before it, and each tag is answered once")
    func tags() throws {
        let server = try ServerProcess()
        let client = try server.connect()
        let slow = (0..<20).map { "@v\($0) VERIFY 77\(10 + $0) 846274\r\n" }.joined()
        try client.send(bytes: Array((slow + "@quick PING\r\n").utf8))
        let tags = try (0..<21).map { _ in try client.receive().tag }
        #expect(try #require(tags.firstIndex(of: "quick")) < 5)
        #expect(Set(tags) == Set((0..<20).map { "v\($0)" } + ["quick"]))
    }

    @Test("told to stop, it answers what it has accepted and ends with 0")
    func drain() throws {
        let server = try ServerProcess([
            "--hash-memory", "64MiB", "--hash-operations", "2", "--hash-workers", "1", "--hash-deadline-ms", "60000",
        ])
        let client = try server.connect()
        let idle = try server.connect()
        #expect(try idle.say("PING") == "+PONG")
        try client.send(bytes: Array("VERIFY 4444 111111\r\nVERIFY 4445 111111\r\n@seen PING\r\n".utf8))
        // The tag's answer says that what came before it has been accepted.
        #expect(try client.receiveLine() == "+@seen PONG")
        #expect(server.stop() == 0)
        #expect(try client.receiveLine().hasPrefix("+DENIED"))
        #expect(try client.receiveLine().hasPrefix("+DENIED"))
        #expect(throws: LineClientError.self) { try client.receiveLine() }
        #expect(throws: LineClientError.self) { try idle.receiveLine() }
        #expect(!FileManager.default.fileExists(atPath: server.adminSocket))
    }

    @Test("a client that goes away gives its place in the queue back, and is not charged")
    func disconnect() throws {
        let server = try ServerProcess([
            "--hash-memory", "64MiB", "--hash-operations", "3", "--hash-workers", "1", "--hash-deadline-ms", "20000",
        ])
        let watcher = try server.connect()
        do {
            let gone = try server.connect()
            let lines = (0..<30).map { "@t\($0) VERIFY 88\(10 + $0) 111111\r\n" }.joined()
            try gone.send(bytes: Array((lines + "@seen PING\r\n").utf8))
            try waitUntil("all have been taken") { try gone.receive().tag == "seen" }
        }
        // Behind the one hash that was running there is nobody: this one is next.
        #expect(try watcher.say("VERIFY 4444 111111").hasPrefix("+DENIED"))
        let left = try (0..<30).map { index in
            try watcher.call("ACCESS", .text("88\(10 + index)"))["attempts_left"]
        }
        // Who was hashed is charged, and nobody else.
        let hashes = try #require(try watcher.call("INFO")["hashes"].flatMap { Int($0) })
        let charged = left.count { $0 != "5" }
        #expect(charged == hashes - 1 && charged < 30, "\(hashes) hashes, \(left)")
    }

    @Test("more than the queue holds is told BUSY, with a time, and not charged")
    func busy() throws {
        let server = try ServerProcess([
            "--hash-memory", "64MiB", "--hash-operations", "8", "--hash-workers", "1", "--hash-queue", "4",
            "--hash-deadline-ms", "60000",
        ])
        let (client, watcher) = (try server.connect(), try server.connect())
        let lines = (0..<40).map { "@t\($0) VERIFY 88\(10 + $0) 111111\r\n" }
        try client.send(bytes: Array(lines[0].utf8))
        try waitUntil("one is hashed") { try watcher.call("INFO")["hash_running"] == "1" }
        try client.send(bytes: Array(lines[1...].joined().utf8))
        let replies = try (0..<40).map { _ in try client.receive() }
        let busy = replies.filter { $0.word == "BUSY" }
        // Four wait.
        #expect(busy.count == 35)
        #expect(replies.count { $0.word == "DENIED" } == 5)
        for reply in busy {
            #expect(try #require(reply["retry_after_ms"].flatMap { Int($0) }) > 0)
            let mailbox = "88\(10 + (Int(reply.tag?.dropFirst() ?? "") ?? 0))"
            #expect(try client.call("ACCESS", .text(mailbox))["attempts_left"] == "5")
        }
    }

    @Test("what cannot be hashed before its deadline is told BUSY, and not charged")
    func deadline() throws {
        let server = try ServerProcess([
            "--hash-memory", "64MiB", "--hash-operations", "2", "--hash-workers", "1", "--hash-deadline-ms", "1000",
        ])
        let client = try server.connect()
        let lines = (0..<40).map { "@t\($0) VERIFY 88\(10 + $0) 111111\r\n" }.joined()
        try client.send(bytes: Array(lines.utf8))
        let replies = try (0..<40).map { _ in try client.receive() }
        // Forty hashes of fifty milliseconds and more do not fit into one second.
        #expect(Set(replies.map(\.word)).isSubset(of: ["DENIED", "BUSY"]))
        #expect(replies.contains { $0.word == "BUSY" })
        for reply in replies where reply.word == "BUSY" {
            let mailbox = "88\(10 + (Int(reply.tag?.dropFirst() ?? "") ?? 0))"
            #expect(try client.call("ACCESS", .text(mailbox))["attempts_left"] == "5")
        }
    }

    @Test("a log that nobody reads does not stop the service, nor its end")
    func unreadLog() throws {
        let server = try ServerProcess(
            ["--hash-memory", "8KiB", "--hash-operations", "1", "--hash-deadline-ms", "60000"]
                + ["--lockout-max-attempts", "1", "--lockout-permanent-after", "1"],
            leavesLogUnread: true)
        let client = try server.connect()
        // Each locks a mailbox, which is a line of the log; a pipe holds 64 KiB.
        for index in 0..<1000 {
            try #require(try client.say("VERIFY 9\(index) 111111").hasPrefix("+LOCKED"))
        }
        #expect(server.stop() == 0)
    }
}
