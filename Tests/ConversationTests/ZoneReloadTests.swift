import Foundation
import LineClient
import Testing
import VoicemailTestKit

#if canImport(Glibc)
    import Glibc
#endif

/// Time zone rules that are updated while the server runs.
@Suite("Time zone rules that change", .timeLimit(.minutes(5)))
struct ZoneReloadTests {
    private static let winterTime = "PST8PDT,M3.2.0,M11.1.0"
    private static let noWinterTime = "<-07>7"

    private func makeServer(_ folder: ZoneFolder) throws -> ServerProcess {
        try ServerProcess(environment: { [path = folder.path] _ in ["TZDIR": path] })
    }

    @Test(
        "the next announcement is by the new rules, without a restart, and INFO and the log say which",
        arguments: [true, false])
    func update(hangsUp: Bool) throws {
        let folder = try ZoneFolder(version: "2025b", zones: ["America/Vancouver": Self.winterTime])
        let server = try makeServer(folder)
        #expect(try server.logLine(with: " ready ").contains("time_zones=2025b"))
        let (client, admin) = (try server.connect(), try server.connectAsAdmin())
        #expect(
            try admin.say("ADD 1001 NOPIN time_zone=America/Vancouver voicemail_play_datetime=24_HOUR_CLOCK")
                == "+ADDED mailbox=1001")
        let questions = [
            ("FOR 1001", before: "04:00", after: "05:00"), ("FOR 1001 RELATIVE", before: "04:00", after: "05:00"),
            ("IN en-US CLOCK 12 ZONE America/Vancouver", before: "\"4:00 AM\"", after: "\"5:00 AM\""),
        ]
        for (question, before, _) in questions {
            let answer = try client.say("ANNOUNCE 2026-11-30T12:00:00Z \(question)")
            #expect(answer.contains(" date=2026-11-30 time=\(before) "), "\(answer)")
        }
        #expect(try admin.call("INFO")["time_zones"] == "2025b")
        #expect(try client.say("ANNOUNCE 0 IN en-US CLOCK 24 ZONE Mars/Olympus").hasPrefix("-BADVALUE field=zone "))

        try folder.write(Data(ZoneFolder.zone(Self.noWinterTime)), to: "America/Vancouver")
        try folder.write(Data(ZoneFolder.zone("<+01>-1")), to: "Mars/Olympus")
        try folder.write(Data("# version 2026f\n".utf8), to: "tzdata.zi")
        if hangsUp { kill(server.processIdentifier, SIGHUP) }
        _ = try server.logLine(with: " notice ", "time zone rules were reloaded", "time_zones=2026f")
        for (question, _, after) in questions {
            let answer = try client.say("ANNOUNCE 2026-11-30T12:00:00Z \(question)")
            #expect(answer.contains(" date=2026-11-30 time=\(after) "), "\(answer)")
        }
        let information = try admin.call("INFO")
        #expect(information["time_zones"] == "2026f")
        #expect(information["time_zones_source"] == "system")
        #expect(try client.say("ANNOUNCE 0 IN en-US CLOCK 24 ZONE Mars/Olympus").contains(" time=01:00 "))
        #expect(server.stop() == 0)
        #expect(try server.logLines().allSatisfy { !$0.contains(" warning ") })
    }

    @Test("without the system's rules the built-in ones are in force, with a warning, until there are some")
    func builtIn() throws {
        let folder = try ZoneFolder(zones: ["America/Vancouver": Self.noWinterTime])
        let away = folder.path + "-away"
        try FileManager.default.moveItem(atPath: folder.path, toPath: away)
        let server = try makeServer(folder)
        let warning = try server.logLine(
            with: " warning ", "the system has no time zone rules", "directory=\(folder.path)")
        #expect(warning.contains("built_in=20"), "\(warning)")
        #expect(try server.logLine(with: " ready ").contains("time_zones=built-in:20"))
        let (client, admin) = (try server.connect(), try server.connectAsAdmin())
        #expect(try admin.call("INFO")["time_zones_source"] == "built-in")
        let question = "ANNOUNCE 2026-07-30T12:00:00Z IN en-US CLOCK 24 ZONE Europe/Berlin"
        #expect(try client.say(question).contains(" time=14:00 "))
        try FileManager.default.moveItem(atPath: away, toPath: folder.path)
        try folder.write(Data(ZoneFolder.zone("CET-3")), to: "Europe/Berlin")
        kill(server.processIdentifier, SIGHUP)
        _ = try server.logLine(with: "time zone rules were reloaded", "time_zones=2026f")
        #expect(try client.say(question).contains(" time=15:00 "))
        #expect(try admin.call("INFO")["time_zones_source"] == "system")
    }

    @Test("the built-in rules replace a file that cannot be used, and the log says so once")
    func damaged() throws {
        let folder = try ZoneFolder()
        try folder.write(Data(ZoneFolder.zone("CET-1").prefix(60)), to: "Europe/Berlin")
        let server = try makeServer(folder)
        let client = try server.connect()
        for clock in [12, 24] {
            let answer = try client.say("ANNOUNCE 2026-07-30T12:00:00Z IN en-US CLOCK \(clock) ZONE Europe/Berlin")
            #expect(answer.contains(clock == 12 ? " time=\"2:00 PM\" " : " time=14:00 "), "\(answer)")
        }
        let line = try server.logLine(with: " warning ", "zone=Europe/Berlin")
        #expect(line.contains("file=\(folder.path)/Europe/Berlin"), "\(line)")
        #expect(line.contains("reason=\"ends too soon\""), "\(line)")
        #expect(server.stop() == 0)
        #expect(try server.logLines().count { $0.contains("zone=Europe/Berlin") } == 1)
    }
}
