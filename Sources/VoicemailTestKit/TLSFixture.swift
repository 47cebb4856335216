public import Foundation

/// Certificates of a folder, made by openssl: an authority, servers and clients that it vouches for.
public struct TLSFixture {
    public let directory: URL
    public var authority: String { path("ca.pem") }

    public init(_ directory: URL) throws {
        self.directory = directory
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        try Self.openssl([
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
            "/CN=authority", "-keyout", path("ca.key"), "-out", path("ca.pem"),
        ])
    }

    public func path(_ name: String) -> String { directory.appendingPathComponent(name).path }

    /// Makes `name.pem` and `name.key`, for `names` such as `DNS:localhost` or `URI:urn:pbx`.
    public func make(_ name: String, names: String, days: Int = 2) throws {
        try "subjectAltName=\(names)\n".write(toFile: path("\(name).ext"), atomically: true, encoding: .utf8)
        try Self.openssl([
            "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=\(name)", "-keyout",
            path("\(name).key"), "-out", path("\(name).csr"),
        ])
        try Self.openssl([
            "x509", "-req", "-in", path("\(name).csr"), "-CA", path("ca.pem"), "-CAkey", path("ca.key"),
            "-CAcreateserial", "-days", "\(days)", "-extfile", path("\(name).ext"), "-out", path("\(name).pem"),
        ])
    }

    /// What `openssl s_client` prints when it sends `input` to a port and waits for the end.
    public func talk(to port: Int, _ input: String, _ arguments: [String] = []) throws -> String {
        try Self.run(
            "openssl",
            [
                "s_client", "-quiet", "-verify_return_error", "-CAfile", authority, "-connect", "localhost:\(port)",
            ] + arguments, input: input)
    }

    private static func openssl(_ arguments: [String]) throws {
        _ = try run("openssl", arguments, input: "", mustSucceed: true)
    }

    /// Runs a program; its standard output.
    public static func run(
        _ program: String, _ arguments: [String], input: String = "", mustSucceed: Bool = false
    ) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [program] + arguments
        let (standardInput, output) = (Pipe(), Pipe())
        process.standardInput = standardInput
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        try? standardInput.fileHandleForWriting.write(contentsOf: Data(input.utf8))
        // s_client ends when its input does, before the replies are there, unless it waits for the server: it is told QUIT.
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        try? standardInput.fileHandleForWriting.close()
        process.waitUntilExit()
        if mustSucceed, process.terminationStatus != 0 {
            throw ServerProcess.Failure(description: "\(program) \(arguments.joined(separator: " ")) failed")
        }
        return String(decoding: data, as: UTF8.self)
    }
}
