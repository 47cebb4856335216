import Foundation
import LineClient
import Testing
import VoicemailTestKit

@Suite("What the process denies itself", .timeLimit(.minutes(5)))
struct HardeningTests {
    /// The field of `/proc/PID/status` or `/proc/PID/limits` after its name.
    private func line(_ name: String, of file: String, _ server: ServerProcess) throws -> [Substring] {
        let text = try String(contentsOfFile: "/proc/\(server.processIdentifier)/\(file)", encoding: .utf8)
        let line = text.split(separator: "\n").first { $0.hasPrefix(name) }
        return try #require(line).dropFirst(name.count).split(whereSeparator: \.isWhitespace)
    }

    /// A server that is started by root and becomes `user`, which need not be able to read the source tree.
    private static func server(of user: passwd, _ arguments: [String] = []) throws -> ServerProcess {
        let prompts = FileManager.default.temporaryDirectory.appending(path: "prompts-\(UUID().uuidString)")
        try FileManager.default.copyItem(at: ServerProcess.repository.appending(path: "prompts"), to: prompts)
        defer { try? FileManager.default.removeItem(at: prompts) }
        let own = ["--prompts", prompts.path, "--user", String(cString: user.pw_name)]
        return try ServerProcess(ServerProcess.cheap + own + arguments) { directory in
            _ = chown(directory, user.pw_uid, user.pw_gid)
        }
    }

    @Test("no core can be dumped, and nothing that it starts gains privileges")
    func limits() throws {
        let server = try ServerProcess()
        #expect(try line("Max core file size", of: "limits", server).prefix(2) == ["0", "0"])
        #expect(try line("NoNewPrivs:", of: "status", server) == ["1"])
        // In all threads, also those of the hashing.
        for task in try FileManager.default.contentsOfDirectory(atPath: "/proc/\(server.processIdentifier)/task") {
            #expect(try line("NoNewPrivs:", of: "task/\(task)/status", server) == ["1"])
        }
    }

    @Test("files that it makes are its user's alone")
    func files() throws {
        let server = try ServerProcess()
        for path in [server.database, server.database + "-wal", server.adminSocket] {
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode.map { $0 & 0o077 } == 0, "\(path)")
        }
    }

    @Test("root becomes the user of run.user in all threads, for good", .enabled(if: geteuid() == 0))
    func dropsPrivileges() throws {
        let nobody = try #require(getpwnam("nobody")).pointee
        let server = try Self.server(of: nobody)
        _ = try server.connectAsAdmin().say("ADD 1001 PIN 846273")
        #expect(try server.connect().say("VERIFY 1001 846273").hasPrefix("+GRANTED"))
        for task in try FileManager.default.contentsOfDirectory(atPath: "/proc/\(server.processIdentifier)/task") {
            let status = "task/\(task)/status"
            #expect(try line("Uid:", of: status, server) == Array(repeating: "\(nobody.pw_uid)", count: 4))
            #expect(try line("Gid:", of: status, server) == Array(repeating: "\(nobody.pw_gid)", count: 4))
            #expect(try line("CapEff:", of: status, server) == ["0000000000000000"])
            #expect(try line("CapPrm:", of: status, server) == ["0000000000000000"])
        }
        let owner = try FileManager.default.attributesOfItem(atPath: server.database)[.ownerAccountID] as? Int
        #expect(owner == Int(nobody.pw_uid))
        // The kernel gives the files of a process that may not be dumped to root, so that its own user cannot read them.
        let memory = "/proc/\(server.processIdentifier)/mem"
        #expect(try FileManager.default.attributesOfItem(atPath: memory)[.ownerAccountID] as? Int == 0)
    }

    @Test(
        "a user that cannot be become stops the start with one sentence",
        arguments: [("no-such-user", "there is no such user"), ("root", "root itself")])
    func refusesUsers(name: String, reason: String) throws {
        let result = try ServerProcess.run(["serve", "--listen", "127.0.0.1:0", "--user", name])
        #expect(result.status == 64)
        #expect(result.output.hasPrefix("vmgate: run.user is \(name), ") && result.output.contains(reason))
        #expect(result.output.filter(\.isNewline).count == 1)
    }

    @Test("root binds a port below 1024 before it becomes another user", .enabled(if: geteuid() == 0))
    func privilegedPort() throws {
        let nobody = try #require(getpwnam("nobody")).pointee
        // Beside the free port that every server process of a test listens on.
        let server = try Self.server(of: nobody, ["--listen", "127.0.0.1:747"])
        let client = try LineClient(connectingTo: .tcp(host: "127.0.0.1", port: 747))
        #expect(try client.say("PING") == "+PONG")
        #expect(try line("Uid:", of: "status", server).allSatisfy { $0 == "\(nobody.pw_uid)" })
    }

    @Test(
        "after a hundred logins no PIN is left in memory, in the database or in the log", .enabled(if: geteuid() == 0),
        .disabled(if: Sanitizer.isWatching, Comment(rawValue: Sanitizer.isTooWide)))
    func leavesNoPIN() async throws {
        let search = try await ProgramRun(
            "python3",
            [
                ServerProcess.repository.appending(path: "Tests/Secrets/secrets_left.py").path,
                "--server", ServerProcess.executable.path, "--logins", "100", "--without-gdb", "--tls",
            ])
        #expect(search.status == 0, "\(search.output)\(search.errors)")
    }
}
