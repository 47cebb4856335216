import Foundation
import LineClient
import Testing
import VoicemailTestKit

/// A server killed with SIGKILL, as by a power failure, at 50 moments in the middle of VERIFY and CHANGE.
@Suite("Killed in the middle", .timeLimit(.minutes(5)))
struct CrashTests {
    /// Hashes of some ten milliseconds, so that a kill within that time finds one under way; lockouts that outlast the test.
    private static let arguments = [
        "--hash-memory", "16MiB", "--hash-operations", "1", "--hash-deadline-ms", "60000", "--lockout-base-s", "900",
        "--lockout-max-attempts", "20", "--source-max-failures", "1000",
    ]

    @Test("no attempt that was answered is given back, in 25 kills")
    func attempts() throws {
        let server = try ServerProcess(Self.arguments)
        _ = try server.connectAsAdmin().say("ADD 1001 PIN 846273")
        var attemptsLeft = 20
        for round in 0..<25 {
            let client = try server.connect()
            // The kill comes at another moment in each round: before, during and after the hash and its commits.
            try client.send(bytes: Array("VERIFY 1001 935147\r\n".utf8))
            let killer = Self.kill(server, afterMilliseconds: round)
            let reply = try? client.receive()
            killer.wait()
            server.killNow()
            if let left = reply?["attempts_left"].flatMap({ Int($0) }) {
                #expect(left < attemptsLeft)
                attemptsLeft = left
            }
            try server.start()
            let now = try #require(Int(try server.connect().call("ACCESS", "1001")["attempts_left"] ?? ""))
            #expect(
                now <= attemptsLeft, "round \(round): \(attemptsLeft) were left, and after the crash there are \(now)")
            #expect(now >= attemptsLeft - 1, "a crash charges the attempt that was out, and no other")
            attemptsLeft = now
            if attemptsLeft < 3 {
                _ = try server.connectAsAdmin().say("UNLOCK 1001")
                attemptsLeft = 20
            }
        }
    }

    @Test("no changed PIN is lost and none is half changed, in 25 kills")
    func changes() throws {
        let server = try ServerProcess(Self.arguments)
        var pins = ["846273", "730518"]
        _ = try server.connectAsAdmin().say("ADD 1001 PIN \(pins[0])")
        for round in 0..<25 {
            let client = try server.connect()
            try client.send(bytes: Array("CHANGE 1001 \(pins[0]) \(pins[1])\r\n".utf8))
            let killer = Self.kill(server, afterMilliseconds: round * 2)
            let reply = try? client.receive()
            killer.wait()
            server.killNow()
            try server.start()
            let verify = try server.connect()
            let new = try verify.say("VERIFY 1001 \(pins[1])")
            if reply?.word == "CHANGED" {
                #expect(new.hasPrefix("+GRANTED"), "round \(round): a change that was answered is lost")
            }
            let old = try verify.say("VERIFY 1001 \(pins[0])")
            #expect(
                new.hasPrefix("+GRANTED") != old.hasPrefix("+GRANTED"), "round \(round): one PIN and one only is right")
            if new.hasPrefix("+GRANTED") { pins.swapAt(0, 1) }
            _ = try server.connectAsAdmin().say("UNLOCK 1001")
        }
    }

    @Test("the last attempt, killed with its server, locks the mailbox; audit, log and figures tell of it, once")
    func lastAttempt() throws {
        // A hash of a second or so, which begins after its attempt is on disk.
        let server = try ServerProcess([
            "--hash-memory", "128MiB", "--hash-operations", "8", "--hash-deadline-ms", "60000", "--hash-workers", "1",
            "--lockout-max-attempts", "1", "--source-max-failures", "1",
        ])
        _ = try server.connectAsAdmin().say("ADD 1001 NOPIN")
        let client = try server.connect()
        try client.send(bytes: Array("VERIFY 1001 935147 FROM +1555\r\n".utf8))
        let watch = try server.connect()
        try waitUntil("the attempt is hashed") { try watch.say("INFO").contains(" hash_running=1 ") }
        server.killNow()
        for count in [1, 0] {
            try server.start()
            #expect(try server.connect().say("ACCESS 1001").hasPrefix("+LOCKED mailbox=1001 scope=mailbox "))
            let figures = try server.connect().say("INFO")
            #expect(figures.contains(" lockouts_mailbox=\(count) lockouts_source=\(count) "), "\(figures)")
            _ = try server.logLine(with: "source locked")
            server.killNow()
        }
        let log = try server.logLines().filter { $0.contains(" locked ") }
        #expect(log.count == 2)
        #expect(log.first { $0.contains("notice mailbox locked") && $0.contains("mailbox=1001") } != nil, "\(log)")
        #expect(log.first { $0.contains("notice source locked") && $0.contains("source=+1555") } != nil, "\(log)")
        try server.start()
        let rows = try server.connectAsAdmin().say("AUDIT KIND lockout")
        #expect(rows.components(separatedBy: " row=").count == 3)
        #expect(rows.contains("reason=mailbox_locked mailbox=1001 source=+1555 detail="), "\(rows)")
        #expect(rows.contains("reason=source_locked source=+1555 detail="), "\(rows)")
    }

    @Test("a crash leaves no report of registers and memory in the log", arguments: [SIGSEGV, SIGILL, SIGABRT])
    func report(signal: Int32) throws {
        let server = try ServerProcess()
        Foundation.kill(server.processIdentifier, signal)
        try waitUntil("it has ended") { !server.isRunning }
        let log = try String(contentsOfFile: server.logFile, encoding: .utf8)
        #expect(!log.contains("Backtrac"), "\(log)")
    }

    private static func kill(_ server: ServerProcess, afterMilliseconds milliseconds: Int) -> DispatchGroup {
        let done = DispatchGroup()
        let process = server.processIdentifier
        done.enter()
        DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(milliseconds)) {
            Foundation.kill(process, SIGKILL)
            done.leave()
        }
        return done
    }
}
