import Foundation
import Testing
import VoicemailTestKit

/// Targets that cannot be loaded as they are, with real servers.
@Suite("vmgate bench against a server that does not take it", .timeLimit(.minutes(5)))
struct UnfitTargetTests {
    private func bench(_ server: ServerProcess, port: Int, _ arguments: String...) throws -> String {
        let run = try ServerProcess.run(
            ["bench", "--target", "127.0.0.1:\(port)", "--admin-socket", server.adminSocket, "--rate", "5"] + arguments)
        #expect(run.status == 1)
        #expect(try server.mailboxes().isEmpty)
        return run.output
    }

    @Test("more connections than the server allows: how many were refused, before anything is measured")
    func tooManyConnections() throws {
        let server = try ServerProcess(ServerProcess.cheap + ["--limits-connections", "10"])
        let output = try bench(server, port: server.port, "--connections", "16", "--mailboxes", "3")
        #expect(
            output.hasSuffix(
                "refused 6 of 16 connections: lower --connections to 10, or raise its limits.connections.\n"))
    }

    @Test("a server that asks for AUTH, and a port that speaks TLS, are told as what they are")
    func authenticationAndTLS() throws {
        let directory = FileManager.default.temporaryDirectory
            .appendingPathComponent("vmgate-tls-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: directory) }
        let tls = try TLSFixture(directory)
        try tls.make("server", names: "DNS:localhost")
        let config = tls.path("vmgate.yaml")
        try "clients:\n  local:\n    role: admin\n    uids: [\(geteuid())]\n"
            .write(toFile: config, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: config)
        let server = try ServerProcess(
            ServerProcess.cheap + [
                "--config", config, "--listen-tls", "127.0.0.1:0", "--tls-certificate", tls.path("server.pem"),
                "--tls-key", tls.path("server.key"),
            ])
        #expect(try bench(server, port: server.port).contains("asks for AUTH, which vmgate bench does not speak yet"))
        let output = try bench(server, port: server.tlsPort)
        #expect(output.contains("speaks TLS, which vmgate bench does not speak yet"), "\(output)")
    }
}
