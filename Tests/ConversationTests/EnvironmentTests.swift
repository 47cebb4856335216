import LineClient
import Testing
import VoicemailTestKit

/// A server in an environment that says more than its settings.
@Suite("A server's environment", .timeLimit(.minutes(5)))
struct EnvironmentTests {
    @Test("in a pod with services called vmgate a server starts, and its log has one line about them")
    func kubernetes() throws {
        let server = try ServerProcess(environment: { _ in
            [
                "VMGATE_PORT": "tcp://10.0.0.1:8746", "VMGATE_PORT_8746_TCP": "tcp://10.0.0.1:8746",
                "VMGATE_PORT_8746_TCP_ADDR": "10.0.0.1", "VMGATE_PORT_8746_TCP_PORT": "8746",
                "VMGATE_PORT_8746_TCP_PROTO": "tcp", "VMGATE_SERVICE_HOST": "10.0.0.1", "VMGATE_SERVICE_PORT": "8746",
                "VMGATE_LISTEN_PORT": "tcp://10.0.0.2:8746", "VMGATE_LOCKOUT_MAX_ATTEMTPS": "3",
                "VMGATE_LOCKOUT_MAX_ATTEMPTS": "4",
            ]
        })
        let line = try server.logLine(with: "variables that Kubernetes makes for services are ignored")
        #expect(line.contains("count=8 first=VMGATE_LISTEN_PORT"), "\(line)")
        let mistyped = try server.logLine(with: " warning ", "variable=VMGATE_LOCKOUT_MAX_ATTEMTPS")
        #expect(mistyped.contains("nearest=VMGATE_LOCKOUT_MAX_ATTEMPTS"), "\(mistyped)")
        #expect(try server.connect().say("ACCESS 1001").contains("attempts_left=4"))
        #expect(server.stop() == 0)
        #expect(try server.logLines().count { $0.contains("VMGATE_") } == 2)
    }
}
