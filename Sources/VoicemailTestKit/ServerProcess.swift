public import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// A real `vmgate serve` on a free port, with a directory of its own that goes when this does.
public final class ServerProcess {
    /// Cheap hashes and short lockouts, for tests that are not about their cost; and all the time in the world for a hash,
    /// so that a crowded machine makes nothing BUSY.
    public static let cheap = [
        "--hash-memory", "8MiB", "--hash-operations", "1", "--hash-workers", "2", "--hash-deadline-ms", "60000",
        "--lockout-base-s", "2",
    ]

    public let directory: URL
    public private(set) var port = 0
    /// The port of the metrics; 0 when they are off.
    public private(set) var metricsPort = 0
    /// The port where TLS is spoken; 0 when it is nowhere.
    public private(set) var tlsPort = 0
    public var adminSocket: String { directory.appendingPathComponent("vm.sock").path }
    public var database: String { directory.appendingPathComponent("vm.db").path }
    public var logFile: String { directory.appendingPathComponent("log").path }

    private let arguments: [String]
    private let ownEnvironment: (_ directory: String) -> [String: String]
    /// Takes the log in place of the file, and is never read.
    private let unreadLog: Pipe?
    /// The limit of open files; nil leaves the system's.
    private let openFiles: Int?
    private var process = Process()

    /// Starts the server and waits for its ready line.
    ///
    /// - Parameters:
    ///   - leavesLogUnread: whether its log goes into a pipe that nobody reads.
    ///   - openFiles: how many files it may have open.
    ///   - prepare: does something to its directory before it starts.
    ///   - environment: what it has in its environment beside what each server has.
    public init(
        _ arguments: [String] = ServerProcess.cheap, leavesLogUnread: Bool = false, openFiles: Int? = nil,
        prepare: (_ directory: String) -> Void = { _ in },
        environment: @escaping (_ directory: String) -> [String: String] = { _ in [:] }
    ) throws {
        self.arguments = arguments
        self.openFiles = openFiles
        ownEnvironment = environment
        unreadLog = leavesLogUnread ? Pipe() : nil
        directory = FileManager.default.temporaryDirectory.appendingPathComponent("vmgate-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        prepare(directory.path)
        try start()
    }

    deinit {
        // Its number is 0 when it could not be started, which would mean this process and its whole group.
        if process.processIdentifier > 0 { killNow() }
        try? FileManager.default.removeItem(at: directory)
    }

    /// Ends the process as a power failure would, and waits until it is gone.
    public func killNow() {
        kill(process.processIdentifier, SIGKILL)
        process.waitForExit()
    }

    /// Asks the process to stop, and does not wait.
    public func askToStop() {
        process.terminate()
    }

    /// Asks the process to stop, and waits; its exit status. One that does not stop is killed, and has that signal's number.
    public func stop() -> Int32 {
        process.terminate()
        return process.waitForExit()
    }

    /// Starts it again on the same database, on a new port; with other arguments when they are given.
    public func start(_ others: [String]? = nil) throws {
        process = Process()
        let program = try Self.executable
        process.executableURL = program
        process.arguments =
            [
                "serve", "--listen", "127.0.0.1:0", "--database", database, "--admin-socket", adminSocket,
                "--prompts", Self.repository.appendingPathComponent("prompts").path,
            ] + (others ?? arguments)
        if let openFiles {
            // A shell that sets the limit and becomes the server.
            process.arguments =
                ["-c", "ulimit -n \(openFiles) && exec \"$@\"", "sh", program.path] + (process.arguments ?? [])
            process.executableURL = URL(fileURLWithPath: "/bin/sh")
        }
        process.environment = Self.environment.merging(ownEnvironment(directory.path)) { _, own in own }
        let output = Pipe()
        process.standardOutput = output
        process.standardError = try unreadLog ?? Self.appending(to: logFile)
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let ready = try Self.readyLine(of: output.fileHandleForReading, log: logFile)
        guard let port = Self.port(of: "listen", in: ready) else {
            throw Failure(description: "no port in the ready line: \(ready)")
        }
        self.port = port
        tlsPort = Self.port(of: "tls", in: ready) ?? 0
        metricsPort = Self.port(of: "metrics", in: ready) ?? 0
    }

    /// Processor time that the process has used in all its threads.
    public func processorSeconds() throws -> Double {
        let tasks = "/proc/\(process.processIdentifier)/task"
        return try FileManager.default.contentsOfDirectory(atPath: tasks).reduce(0) { sum, task in
            let statistics = try String(contentsOfFile: "\(tasks)/\(task)/schedstat", encoding: .utf8)
            return sum + (statistics.split(separator: " ").first.flatMap { Double($0) } ?? 0) / 1e9
        }
    }

    public var processIdentifier: Int32 { process.processIdentifier }
    public var isRunning: Bool { process.isRunning }

    /// Runs the program under test, or another one, to its end: its exit status, and what it wrote.
    public static func run(
        _ arguments: [String], of program: String? = nil
    ) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = try program.map { URL(fileURLWithPath: $0) } ?? executable
        process.currentDirectoryURL = repository
        process.arguments = arguments
        process.environment = Self.environment
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let watch = process.killLater()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        watch.cancel()
        return (process.terminationStatus, String(decoding: data, as: UTF8.self))
    }

    /// Runs SQL on the database of a server that does not run, as somebody with an editor would.
    @discardableResult
    public func sql(_ statements: String) throws -> String {
        try Self.sql(statements, in: database)
    }

    /// The same for a database that no server serves.
    @discardableResult
    public static func sql(_ statements: String, in database: String) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/sqlite3")
        process.arguments = [database, statements]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        guard process.waitForExit() == 0 else { throw Failure(description: "sqlite3 failed: \(statements)") }
        return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .newlines)
    }

    /// The one mailbox's stored hash.
    public func storedHash() throws -> String {
        try sql("SELECT pin_hash FROM mailbox")
    }

    /// Little, so that nothing from the environment of whoever runs the tests reaches the program, except for what a sanitizer is told.
    public static var environment: [String: String] {
        let options = ProcessInfo.processInfo.environment.filter {
            ["ASAN_OPTIONS", "TSAN_OPTIONS", "LD_PRELOAD"].contains($0.key)
        }
        return ["PATH": "/usr/bin:/bin"].merging(options) { path, _ in path }
    }

    /// The program under test: the one whose path is in `VMGATE_UNDER_TEST`, as of a release, or else the one that was built
    /// together with the tests.
    public static var executable: URL {
        get throws {
            guard let path = ProcessInfo.processInfo.environment["VMGATE_UNDER_TEST"] else {
                return products.appendingPathComponent("vmgate")
            }
            let program = URL(fileURLWithPath: path, relativeTo: repository).absoluteURL
            guard FileManager.default.isExecutableFile(atPath: program.path) else {
                throw Failure(description: "VMGATE_UNDER_TEST names \(program.path), and there is no such program")
            }
            return program
        }
    }

    /// The folder of what was built together with the tests.
    public static var products: URL {
        URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()
    }

    /// The top of the source tree.
    public static var repository: URL {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
    }

    private static func appending(to path: String) throws -> FileHandle {
        if !FileManager.default.fileExists(atPath: path) {
            _ = FileManager.default.createFile(atPath: path, contents: nil)
        }
        guard let handle = FileHandle(forWritingAtPath: path) else {
            throw Failure(description: "cannot write \(path)")
        }
        handle.seekToEndOfFile()
        return handle
    }

    private static func readyLine(of output: FileHandle, log: String) throws -> String {
        do {
            return try output.read(until: "\n")
        } catch {
            let log = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
            throw Failure(description: "the server was not ready: \(error)\n\(log)")
        }
    }

    private static func port(of name: String, in readyLine: String) -> Int? {
        let field = readyLine.split(whereSeparator: \.isWhitespace).first { $0.hasPrefix("\(name)=") }
        return field?.split(separator: ":").last.flatMap { Int($0) }
    }

    public struct Failure: Error, CustomStringConvertible {
        public let description: String

        public init(description: String) {
            self.description = description
        }
    }
}
