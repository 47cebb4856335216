import Foundation
import LineClient
import Testing
import VoicemailTestKit

/// A `vmgate bench` that runs beside the test, with twenty mailboxes when nothing else is said.
final class BenchProcess {
    let process = Process()
    private let output = Pipe()

    init(_ server: ServerProcess, _ arguments: [String]) throws {
        process.executableURL = try ServerProcess.executable
        process.arguments = Self.arguments(server) + arguments
        process.environment = ServerProcess.environment
        process.standardOutput = output
        process.standardError = output
        process.standardInput = FileHandle.nullDevice
        try process.run()
    }

    static func arguments(_ server: ServerProcess) -> [String] {
        ["bench", "--target", "127.0.0.1:\(server.port)", "--admin-socket", server.adminSocket, "--mailboxes", "20"]
    }

    /// Reads until `text` was written; everything read so far.
    func wait(for text: String) throws -> String {
        try output.fileHandleForReading.read(until: text)
    }

    func end() throws -> (status: Int32, output: String) {
        let watch = process.killLater()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        watch.cancel()
        return (process.terminationStatus, String(decoding: data, as: UTF8.self))
    }
}

extension ServerProcess {
    /// Names of the first mailboxes, with commas between them; empty when there are none.
    func mailboxes() throws -> String {
        try LineClient(connectingTo: .unix(path: adminSocket)).call("LIST")["mailboxes"] ?? ""
    }

    /// Returns when so many hashes were computed.
    func waitForHashes(_ count: Int) throws {
        let client = try LineClient(connectingTo: .unix(path: adminSocket))
        try waitUntil("\(count) hashes") { try client.call("INFO")["hashes"].flatMap { Int($0) } ?? 0 >= count }
    }
}
