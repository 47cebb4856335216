import Foundation
import LineClient
import Testing
import VoicemailTestKit

/// A database that is taken away, replaced or cut while a real server serves it.
@Suite("A served database that is taken away", .timeLimit(.minutes(5)))
struct DisplacedDatabaseTests {
    private let server: ServerProcess

    init() throws {
        server = try ServerProcess(ServerProcess.cheap + ["--metrics", "127.0.0.1:0"])
        #expect(try server.connectAsAdmin().say("ADD 1001 PIN 846273").hasPrefix("+ADDED"))
        #expect(try server.connect().say("VERIFY 1001 846273").hasPrefix("+GRANTED"))
        #expect(try server.get("/readyz").status == 200)
    }

    private var elsewhere: String { server.database + ".elsewhere" }

    /// How it is taken away.
    enum Taking: String, CaseIterable {
        case removed, renamed, replaced, cut, logRemoved, overwritten, logCut, indexCut

        func take(_ database: String, _ elsewhere: String) throws {
            switch self {
            case .removed: #expect(unlink(database) == 0)
            case .renamed: #expect(rename(database, elsewhere) == 0)
            case .replaced:
                try FileManager.default.copyItem(atPath: database, toPath: elsewhere)
                #expect(rename(elsewhere, database) == 0)
            case .cut: #expect(truncate(database, 1000) == 0)
            case .logRemoved: #expect(unlink(database + "-wal") == 0)
            case .overwritten:
                let other = try ServerProcess()
                #expect(other.stop() == 0)
                let content = try Data(contentsOf: URL(filePath: other.database))
                let file = open(database, O_WRONLY)
                defer { close(file) }
                #expect(content.withUnsafeBytes { pwrite(file, $0.baseAddress, $0.count, 0) } == content.count)
            case .logCut: #expect(truncate(database + "-wal", 0) == 0)
            case .indexCut: #expect(truncate(database + "-shm", 0) == 0)
            }
        }
    }

    @Test(
        "nobody is let in and nothing is changed, it is not ready, and one line of the log says what to do",
        arguments: Taking.allCases)
    func taken(taking: Taking) throws {
        let (client, admin) = (try server.connect(), try server.connectAsAdmin())
        try taking.take(server.database, elsewhere)
        for _ in 1...3 {
            #expect(try client.say("VERIFY 1001 846273").hasPrefix("-UNAVAILABLE"))
            #expect(try client.say("VERIFY 1001 111111").hasPrefix("-UNAVAILABLE"))
            #expect(try client.say("VERIFY 2002 111111 FROM 49301").hasPrefix("-UNAVAILABLE"))
            #expect(try client.say("CHANGE 1001 846273 730518").hasPrefix("-UNAVAILABLE"))
            for request in ["ADD 1002 NOPIN", "SET 1001 email=", "RESET 1001", "UNLOCK 1001", "LIST", "AUDIT", "INFO"] {
                #expect(try admin.say(request).hasPrefix("-UNAVAILABLE"), "\(request)")
            }
            #expect(try client.say("PING") == "+PONG")
        }
        let ready = try server.get("/readyz")
        #expect(ready.status == 503)
        #expect(ready.body.hasPrefix("The database is not served: the "), "\(ready.body)")
        #expect(try server.get("/healthz").status == 200)
        _ = server.stop()
        let lines = try server.logLines().filter { $0.contains(" error ") }
        #expect(lines.count == 1 && lines[0].contains("the database is not served any more"), "\(lines)")
    }

    /// What a restart makes of it.
    enum Restart: String {
        case refused, other, whole
    }

    @Test(
        "after a restart nothing is made up: what is there is served, or nothing is, until a backup is there",
        arguments: [(Taking.cut, Restart.refused), (.overwritten, .other), (.indexCut, .whole)])
    func restarted(taking: Taking, restart: Restart) throws {
        let backup = try Data(contentsOf: URL(filePath: server.database))
        try taking.take(server.database, elsewhere)
        #expect(try server.connect().say("VERIFY 1001 846273").hasPrefix("-UNAVAILABLE"))
        _ = server.stop()
        switch restart {
        case .refused:
            #expect(throws: ServerProcess.Failure.self) { try server.start() }
            try backup.write(to: URL(filePath: server.database))
            try server.start()
        case .other:
            try server.start()
            #expect(try server.connect().say("SETTINGS 1001").hasPrefix("-NOMAILBOX"))
        case .whole:
            try server.start()
            #expect(try server.connect().say("VERIFY 1001 846273").hasPrefix("+GRANTED"))
        }
        #expect(server.stop() == 0)
        #expect(try server.sql("PRAGMA integrity_check") == "ok")
    }

    @Test("it is noticed within a second, though nobody asks anything")
    func noticed() throws {
        #expect(rename(server.database, elsewhere) == 0)
        let began = ContinuousClock.now
        _ = try server.logLine(with: "the database is not served any more", "put it back under its name")
        #expect(ContinuousClock.now - began < .seconds(5))
    }

    @Test("put back, it serves again, and all that was answered is there")
    func back() throws {
        #expect(rename(server.database, elsewhere) == 0)
        let (client, admin) = (try server.connect(), try server.connectAsAdmin())
        #expect(try admin.say("ADD 1002 PIN 730518").hasPrefix("-UNAVAILABLE"))
        #expect(rename(elsewhere, server.database) == 0)
        #expect(try admin.say("ADD 1003 PIN 730518").hasPrefix("+ADDED"))
        #expect(try client.say("VERIFY 1001 846273").hasPrefix("+GRANTED"))
        #expect(try server.get("/readyz").status == 200)
        #expect(server.stop() == 0)
        try server.start()
        let again = try server.connect()
        for (number, word) in [("1001", "+SETTINGS"), ("1002", "-NOMAILBOX"), ("1003", "+SETTINGS")] {
            #expect(try again.say("SETTINGS \(number)").hasPrefix(word), "\(number)")
        }
        #expect(try server.logLines().contains { $0.contains("the database is served again") })
        let verified = try ServerProcess.run(["audit", "verify", "--database", server.database])
        #expect(verified.status == 0, "\(verified.output)")
    }

    @Test("one that was put in its place is served after a restart, whole")
    func replaced() throws {
        let other = try ServerProcess()
        #expect(try other.connectAsAdmin().say("ADD 9009 PIN 730518").hasPrefix("+ADDED"))
        #expect(other.stop() == 0)
        try FileManager.default.copyItem(atPath: other.database, toPath: elsewhere)
        #expect(rename(elsewhere, server.database) == 0)
        #expect(try server.connectAsAdmin().say("ADD 1002 NOPIN").hasPrefix("-UNAVAILABLE"))
        #expect(server.stop() == 0)
        try server.start()
        #expect(try server.connect().say("VERIFY 9009 730518").hasPrefix("+GRANTED"))
        #expect(try server.connect().say("SETTINGS 1001").hasPrefix("-NOMAILBOX"))
        #expect(server.stop() == 0)
        #expect(try server.sql("PRAGMA integrity_check") == "ok")
    }
}
