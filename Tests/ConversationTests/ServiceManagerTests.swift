import Foundation
import Logging
import Testing
import VoicemailTestKit

@testable import vmgate

/// What systemd waits for, and what its journal is told.
@Suite("Under a service manager", .timeLimit(.minutes(5)))
struct ServiceManagerTests {
    /// A socket that datagrams come to, as a service manager has one.
    private struct Mailbox: ~Copyable {
        private let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)

        init(at path: String) throws {
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            let bytes = path.hasPrefix("@") ? [0] + path.utf8.dropFirst() : path.utf8 + [0]
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
            let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
            let bound = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
            }
            guard bound == 0 else { throw ServerProcess.Failure(description: "cannot bind \(path)") }
        }

        deinit {
            close(descriptor)
        }

        /// What has come; nil when nothing has.
        borrowing func take() -> String? {
            var bytes = [UInt8](repeating: 0, count: 256)
            let count = recv(descriptor, &bytes, bytes.count, Int32(MSG_DONTWAIT))
            return count < 0 ? nil : String(decoding: bytes.prefix(count), as: UTF8.self)
        }
    }

    private static func path() -> String {
        FileManager.default.temporaryDirectory.appending(path: "notify-\(UUID().uuidString)").path
    }

    @Test("it is told once that the server is ready, before the ready line, by a path and by an abstract name")
    func ready() throws {
        let path = Self.path()
        defer { try? FileManager.default.removeItem(atPath: path) }
        for name in [path, "@vmgate-test-\(UUID().uuidString)"] {
            let mailbox = try Mailbox(at: name)
            let server = try ServerProcess(environment: { _ in ["NOTIFY_SOCKET": name] })
            #expect(mailbox.take() == "READY=1")
            #expect(try server.connect().say("PING") == "+PONG")
            #expect(server.stop() == 0)
            #expect(mailbox.take() == nil)
        }
    }

    @Test("a server that cannot start does not say that it is ready")
    func notReady() throws {
        let path = Self.path()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let mailbox = try Mailbox(at: path)
        #expect(throws: ServerProcess.Failure.self) {
            try ServerProcess(["--prompts", "/nowhere"], environment: { _ in ["NOTIFY_SOCKET": path] })
        }
        #expect(mailbox.take() == nil)
    }

    @Test(
        "what cannot be told is in the log, and the server serves",
        arguments: [path(), "relative", "", "/", "@", "vsock:2:1", "/" + String(repeating: "x", count: 108)])
    func nobody(name: String) throws {
        let server = try ServerProcess(environment: { _ in ["NOTIFY_SOCKET": name] })
        #expect(try server.connect().say("PING") == "+PONG")
        #expect(server.stop() == 0)
        let log = try String(contentsOfFile: server.logFile, encoding: .utf8)
        #expect(
            log.contains(" warning the service manager waits to hear that this is ready, but could not be told reason=")
        )
    }

    @Test("a SIGHUP that comes as soon as it is ready does not end it")
    func hangup() throws {
        let server = try ServerProcess()
        kill(server.processIdentifier, SIGHUP)
        #expect(try server.connect().say("PING") == "+PONG")
        #expect(server.stop() == 0)
    }

    /// A server that has started, and whose `JOURNAL_STREAM` names the file at `path`.
    private func server(
        _ arguments: [String] = ServerProcess.cheap, journal path: @escaping (_ directory: String) -> String
    ) throws -> ServerProcess {
        try ServerProcess(
            arguments, prepare: { _ = FileManager.default.createFile(atPath: $0 + "/log", contents: nil) },
            environment: { directory in
                var file = stat()
                return stat(path(directory), &file) == 0 ? ["JOURNAL_STREAM": "\(file.st_dev):\(file.st_ino)"] : [:]
            })
    }

    @Test("lines begin with their level when they go to the journal, and not when only what started it does")
    func levels() throws {
        let intoJournal = try server(journal: { $0 + "/log" })
        let elsewhere = try server(journal: { $0 })
        // A notice, that there is no key file, and what is said of each start.
        for (server, beginnings) in [(intoJournal, ["<5>20", "<6>20"]), (elsewhere, ["20"])] {
            #expect(server.stop() == 0)
            let lines = try String(contentsOfFile: server.logFile, encoding: .utf8).split(separator: "\n")
            #expect(Set(lines.map { String($0.prefix { $0 != "2" }) + "20" }) == Set(beginnings), "\(lines)")
        }
    }

    @Test("what keeps it from starting is an error in the journal")
    func failure() throws {
        let failure = try #require(throws: ServerProcess.Failure.self) {
            try server(["--prompts", "/nowhere"], journal: { $0 + "/log" })
        }
        #expect(failure.description.split(separator: "\n").last?.contains("<3>vmgate: ") == true, "\(failure)")
    }

    @Test("each level has the number of syslog")
    func numbers() {
        let beginnings = Logger.Level.allCases.map(Journal.beginning)
        #expect(beginnings == ["<7>", "<7>", "<6>", "<5>", "<4>", "<3>", "<2>"])
    }
}
