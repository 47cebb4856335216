import Foundation
import Settings
import Testing
import VoicemailModel
import VoicemailTestKit

@testable import vmgate

/// The unit, its settings and how docs/operating/install.md installs them, which nothing compiles and which must fit each other.
@Suite("The systemd unit", .timeLimit(.minutes(5)))
struct SystemdUnitTests {
    private static func text(_ path: String) throws -> String {
        try String(contentsOf: ServerProcess.repository.appending(path: path), encoding: .utf8)
    }

    /// The values of a key, in their order.
    private static func values(_ key: String) throws -> [String] {
        try text("deploy/systemd/vmgate.service").split(separator: "\n").filter { $0.hasPrefix("\(key)=") }
            .map { String($0.dropFirst(key.count + 1)) }
    }

    private static func settings() throws -> ServeSettings {
        let file = try SettingsFile(path: "vmgate.yaml", bytes: Array(text("deploy/vmgate.yaml").utf8))
        return try SettingsLoader(content: file, environment: [:], flags: [:], machine: .current()).load()
    }

    @Test("its settings load, and what they write lies in the one folder that the unit leaves writable")
    func writable() throws {
        let settings = try Self.settings()
        let folder = try "/var/lib/" + #require(Self.values("StateDirectory").first) + "/"
        #expect(settings.database.hasPrefix(folder))
        #expect(settings.adminSocket.hasPrefix(folder))
        #expect(settings.sealKeyFile?.hasPrefix(folder) == true)
        #expect(try Self.values("ProtectSystem") == ["strict"])
    }

    @Test("what it starts, and the prompts of its settings, are where `make install` puts them")
    func installed() throws {
        let makefile = try Self.text("Makefile")
        #expect(makefile.contains("PREFIX ?= /usr/local\n"))
        #expect(makefile.contains("$(DESTDIR)$(PREFIX)/bin/vmgate\n"))
        #expect(makefile.contains("cp -Rn prompts/. $(SHARE)/vmgate/prompts/\n"))
        #expect(try Self.values("ExecStart") == ["/usr/local/bin/vmgate serve --config /etc/vmgate/vmgate.yaml"])
        #expect(try Self.settings().promptsDirectory == "/usr/local/share/vmgate/prompts")
    }

    @Test("the commands of docs/operating/install.md install it under the names that it uses itself")
    func documented() throws {
        let commands = try Self.text("docs/operating/install.md")
        for (file, place) in [
            ("vmgate-sysusers.conf", "/usr/lib/sysusers.d/vmgate.conf"),
            ("vmgate.service", "/etc/systemd/system/vmgate.service"),
        ] {
            #expect(commands.contains("deploy/systemd/\(file) \(place)"))
            #expect(try Self.text("deploy/systemd/\(file)").hasPrefix("# Installed as \(place)"))
        }
        #expect(commands.contains("deploy/vmgate.yaml /etc/vmgate/vmgate.yaml\n"))
        let user = try #require(Self.values("User").first)
        #expect(try Self.text("deploy/systemd/vmgate-sysusers.conf").contains("\nu \(user) "))
    }

    @Test("it waits for READY=1 however long a database is brought up to date, and does not try wrong settings again")
    func start() throws {
        #expect(try Self.values("Type") == ["notify"])
        #expect(try Self.values("TimeoutStartSec") == ["infinity"])
        #expect(try Self.values("RestartPreventExitStatus") == ["\(CommandFailure.usage)"])
        // A port or a disk that comes back later than five quick starts.
        #expect(try Self.values("StartLimitIntervalSec") == ["0"])
        #expect(try #require(Self.values("RestartSec").first.flatMap { Int($0) }) >= 2)
    }

    @Test("its log goes to the journal, though the ready line goes nowhere: left out, standard error would follow it")
    func log() throws {
        #expect(try Self.values("StandardOutput") == ["null"])
        #expect(try Self.values("StandardError") == ["journal"])
    }

    @Test("it starts when the clock is set, where something sets it")
    func clock() throws {
        #expect(try #require(Self.values("After").first).split(separator: " ").contains("time-sync.target"))
    }

    @Test("it leaves the time that a stop may take")
    func stop() throws {
        let seconds = try #require(Self.values("TimeoutStopSec").first.flatMap { Int($0) })
        #expect(seconds > Limits.drainSeconds)
    }
}
