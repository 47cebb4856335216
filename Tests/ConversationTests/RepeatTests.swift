import Foundation
import LineClient
import Testing
import VoicemailTestKit

/// What a client library does whose socket times out: it closes the connection, and sends the same on another.
@Suite("A request that is repeated after its connection has gone", .timeLimit(.minutes(5)))
struct RepeatTests {
    /// Hashes that take long enough for a client to give up meanwhile, one at a time.
    private static let slow = [
        "--hash-memory", "64MiB", "--hash-operations", "8", "--hash-workers", "1", "--hash-deadline-ms", "60000",
    ]

    private let server: ServerProcess
    private let admin: LineClient

    init() throws {
        server = try ServerProcess(Self.slow)
        admin = try server.connectAsAdmin()
        #expect(try admin.say("ADD 1001 PIN 846273").hasPrefix("+ADDED"))
    }

    private enum Stage: CaseIterable {
        case running, ended
    }

    /// Sends `line`, and closes the connection while it is hashed; returns then, or when it has been written.
    private func giveUp(_ line: String, until stage: Stage = .running) throws {
        let rows = try rows()
        var client: LineClient? = try server.connect()
        try client?.send(bytes: Array((line + "\r\n").utf8))
        try waitUntil("it is hashed") { try running() == 1 }
        client = nil
        if stage == .ended { try waitUntil("it has its row") { try running() == 0 && self.rows() > rows } }
    }

    private func running() throws -> Int? {
        try admin.say("INFO").firstMatch(of: /hash_running=(\d+)/).flatMap { Int($0.1) }
    }

    private func rows(_ other: LineClient? = nil) throws -> Int {
        try (other ?? admin).say("AUDIT COUNT 100").matches(of: /kind=(verify|change)/).count
    }

    private func attemptsLeft(_ mailbox: String) throws -> String? {
        try server.connect().say("ACCESS \(mailbox)").firstMatch(of: /attempts_left=(\d)/).map { String($0.1) }
    }

    @Test(
        "a wrong PIN counts once, while it is hashed and afterwards, at a mailbox that exists and at one that does not",
        arguments: ["1001", "1999"])
    func countsOnce(mailbox: String) throws {
        for (stage, left) in zip(Stage.allCases, ["4", "3"]) {
            let line = "VERIFY \(mailbox) 11111\(left) FROM +15551234567"
            for _ in 1...(stage == .running ? 10 : 1) { try giveUp(line, until: stage) }
            #expect(try server.connect().say(line).hasPrefix("+DENIED mailbox=\(mailbox) attempts_left=\(left)"))
            #expect(try attemptsLeft(mailbox) == left)
        }
    }

    @Test("a right PIN gets in, and a change is made once", arguments: ["running", "ended"])
    func succeedsOnce(stage: String) throws {
        let stage = stage == "running" ? Stage.running : .ended
        try giveUp("VERIFY 1001 846273", until: stage)
        #expect(try server.connect().say("VERIFY 1001 846273").hasPrefix("+GRANTED mailbox=1001 pin=verified"))
        try giveUp("CHANGE 1001 846273 729405", until: stage)
        #expect(try server.connect().say("CHANGE 1001 846273 729405") == "+CHANGED mailbox=1001")
        #expect(try attemptsLeft("1001") == "5")
        // That was the answer to the first; from now on the old PIN is wrong.
        #expect(try server.connect().say("CHANGE 1001 846273 729405").hasPrefix("+DENIED"))
    }

    @Test("what was repeated counts from then on as anything else does")
    func countsAgain() throws {
        try giveUp("VERIFY 1001 111111", until: .ended)
        for left in 4...5 {
            #expect(try server.connect().say("VERIFY 1001 111111").contains("attempts_left=\(left == 4 ? 4 : 3)"))
        }
    }

    @Test(
        "another PIN, source, command or client is no repeat",
        arguments: ["VERIFY 1001 111112", "VERIFY 1001 111111 FROM +1", "CHANGE 1001 111111 729405", "admin"])
    func others(line: String) throws {
        try giveUp("VERIFY 1001 111111", until: .ended)
        let isAdmin = line == "admin"
        let client = isAdmin ? try server.connectAsAdmin() : try server.connect()
        #expect(try client.say(isAdmin ? "VERIFY 1001 111111" : line).contains("attempts_left=3"))
    }

    @Test("on connections that are there the same wrong PIN counts each time, also when they send no more")
    func presentConnections() throws {
        for left in ["4", "3"] {
            #expect(try server.connect().say("VERIFY 1001 111111").contains("attempts_left=\(left)"))
        }
        // As `printf … | nc -N` does.
        for left in ["2", "1"] {
            let client = try server.connect()
            try client.send(bytes: Array("VERIFY 1001 111111\r\n".utf8))
            client.finishSending()
            #expect(try client.receiveLine().contains("attempts_left=\(left)"))
        }
        #expect(try server.connect().say("VERIFY 1001 111111").hasPrefix("+LOCKED"))
    }

    @Test("several on one connection that sends no more count each")
    func pipelinedAndHalfClosed() throws {
        let client = try server.connect()
        try client.send(bytes: Array(String(repeating: "VERIFY 1001 111111\r\n", count: 3).utf8))
        client.finishSending()
        let replies = try (1...3).map { _ in try client.receiveLine() }
        #expect(zip(replies, ["4", "3", "2"]).allSatisfy { $0.contains("attempts_left=\($1)") }, "\(replies)")
    }

    @Test("all that was pipelined on a connection that broke is answered once more, and counted once")
    func pipelinedAndBroken() throws {
        // Hashes so short that the first answer has not waited long enough to have been read when the second is there.
        let server = try ServerProcess([
            "--hash-memory", "8KiB", "--hash-operations", "1", "--hash-deadline-ms", "60000",
        ])
        let admin = try server.connectAsAdmin()
        var client: LineClient? = try server.connect()
        try client?.send(bytes: Array("VERIFY 1001 111111\r\nVERIFY 1999 111111\r\n".utf8))
        try waitUntil("both have their rows") { try rows(admin) == 2 }
        client = nil
        for mailbox in ["1001", "1999"] {
            #expect(try server.connect().say("VERIFY \(mailbox) 111111").contains("attempts_left=4"))
        }
    }

    @Test(
        "who tries another PIN first ends it: while a mailbox is locked nobody can try PINs until one is the one that was right"
    )
    func missesEndIt() throws {
        try giveUp("VERIFY 1001 846273", until: .ended)
        #expect(try server.connect().say("VERIFY 1001 111111").contains("attempts_left=4"))
        // Hashed again, as its row shows.
        let before = try rows()
        #expect(try server.connect().say("VERIFY 1001 846273").hasPrefix("+GRANTED"))
        #expect(try rows() == before + 1)
    }

    @Test("a lockout ends what is kept, but for the attempt that began it")
    func lockouts() throws {
        for _ in 1...4 { #expect(try server.connect().say("VERIFY 1001 111111").hasPrefix("+DENIED")) }
        try giveUp("VERIFY 1001 222222", until: .ended)
        #expect(try server.connect().say("VERIFY 1001 222222").hasPrefix("+LOCKED"))
        #expect(try server.connect().say("VERIFY 1001 846273").hasPrefix("+LOCKED"))
    }

    @Test("an admin's change ends what is kept: who was let in before may not be now")
    func adminsChange() throws {
        try giveUp("VERIFY 1001 846273", until: .ended)
        #expect(try admin.say("RESET 1001 PIN 729405").hasPrefix("+RESET"))
        #expect(try server.connect().say("VERIFY 1001 846273").hasPrefix("+DENIED"))
    }

    @Test("an answer that was sent and not read is given again")
    func unreadAnswer() throws {
        let before = try rows()
        var client: LineClient? = try server.connect()
        try client?.send(bytes: Array("VERIFY 1001 111111\r\n".utf8))
        try waitUntil("it has its row") { try rows() > before }
        // It is on its way, or there; nobody reads it.
        client = nil
        #expect(try server.connect().say("VERIFY 1001 111111").contains("attempts_left=4"))
    }
}
