import Foundation
import LineClient
import Testing
import VoicemailTestKit

/// Another program holds the database's write lock, as a backup script or somebody with `sqlite3` may.
@Suite("While another process holds the write lock", .timeLimit(.minutes(5)))
struct HeldLockTests {
    private static let deadline = Duration.milliseconds(1000)

    /// `sqlite3` in a transaction of its own, until this goes.
    private final class LockHolder {
        private let process = Process()
        private let input = Pipe()

        init(of database: String) throws {
            process.executableURL = URL(fileURLWithPath: "/usr/bin/sqlite3")
            process.arguments = [database]
            process.standardInput = input
            let output = Pipe()
            process.standardOutput = output
            try process.run()
            input.fileHandleForWriting.write(Data("BEGIN IMMEDIATE;\nSELECT 'held';\n".utf8))
            #expect(try output.fileHandleForReading.read(until: "\n") == "held\n")
        }

        func letGo() throws {
            try input.fileHandleForWriting.close()
            process.waitForExit()
        }

        deinit {
            process.terminate()
        }
    }

    @Test(
        "everything is answered within the deadline and a moment, nothing is changed, and afterwards all is as before")
    func answersInTime() throws {
        let server = try ServerProcess([
            "--hash-memory", "8MiB", "--hash-operations", "1", "--hash-deadline-ms", "1000", "--log-level", "debug",
        ])
        let (admin, client) = (try server.connectAsAdmin(), try server.connect())
        #expect(try admin.say("ADD 1001 PIN 846273").hasPrefix("+ADDED"))
        #expect(try admin.say("ADD 1003 NOPIN enable_voicemail_pin=false").hasPrefix("+ADDED"))
        let holder = try LockHolder(of: server.database)
        let requests = [
            "VERIFY 1001 111111", "VERIFY 1001 846273", "VERIFY 1999 111111 FROM +15551234567",
            "CHANGE 1001 846273 729405", "ACCESS 1003", "ADD 1002 PIN 846273", "SET 1001 voicemail_prompt=fr-CA",
            "RESET 1001 PIN 729405", "UNLOCK 1001", "REMOVE 1001",
        ]
        for request in requests {
            // Tagged, as they would be on one connection: none waits for another.
            try admin.send(
                bytes: Array("@\(request.split(separator: " ").joined(separator: "_").prefix(8)) \(request)\r\n".utf8))
        }
        let sent = ContinuousClock.now
        for _ in requests {
            let reply = try admin.receiveLine()
            #expect(reply.contains(" UNAVAILABLE ") || reply.contains(" BUSY "), "\(reply)")
        }
        // Twenty times what it takes: a busy machine is no failure, and without the deadline it would be ten seconds.
        #expect(ContinuousClock.now - sent < Self.deadline * 5)
        #expect(try client.say("SETTINGS 1001").contains("voicemail_prompt=en-US"))
        #expect(try client.say("SETTINGS 1002").hasPrefix("-NOMAILBOX"))
        try holder.letGo()

        #expect(try client.say("ACCESS 1001").contains("attempts_left=5"))
        #expect(try client.say("VERIFY 1001 111111").contains("attempts_left=4"))
        #expect(try client.say("VERIFY 1001 846273").hasPrefix("+GRANTED"))
        #expect(try client.say("VERIFY 1999 111111").contains("attempts_left=4"))
        #expect(try admin.say("ADD 1002 PIN 846273").hasPrefix("+ADDED"))
        #expect(server.stop() == 0)
        #expect(try server.sql("SELECT count(*) FROM source_failure") == "0")
    }

    @Test("a lock that is held for less than the deadline delays answers, and fails none")
    func outlastsShortLocks() throws {
        let server = try ServerProcess()
        let (admin, client) = (try server.connectAsAdmin(), try server.connect())
        #expect(try admin.say("ADD 1001 PIN 846273").hasPrefix("+ADDED"))
        let holder = try LockHolder(of: server.database)
        try client.send(bytes: Array("VERIFY 1001 111111\r\n".utf8))
        // It has a place in the queue, and its reservation waits.
        try waitUntil("two were hashed") { try admin.say("INFO").contains(" hash_queue=1 ") }
        try holder.letGo()
        #expect(try client.receiveLine().contains("attempts_left=4"))
    }
}
