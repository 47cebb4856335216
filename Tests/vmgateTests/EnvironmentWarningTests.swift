import Foundation
import Testing
import VoicemailTestKit

@testable import vmgate

@Suite("Warnings of variables", .timeLimit(.minutes(5)))
struct EnvironmentWarningTests {
    @Test("--print-config prints the settings, and says on standard error what it ignores, values left out")
    func printConfig() throws {
        let environment = ["VMGATE_LOG_LEVLE": "secret", "VMGATE_LOG_LEVEL": "debug", "VMGATE_COLOUR": "red"]
        let run = try CommandRun(
            ["serve", "--print-config"], environment: environment.merging(KubernetesVariables.all) { own, _ in own })
        #expect(run.status == 0)
        #expect(run.output.contains("  level: \"debug\"\n"))
        #expect(
            run.errors == """
                vmgate: warning: the variable VMGATE_COLOUR of the environment is not a setting, and is ignored.
                vmgate: warning: the variable VMGATE_LOG_LEVLE of the environment is not a setting, and is ignored: did you mean \
                VMGATE_LOG_LEVEL?
                vmgate: 15 variables that Kubernetes makes for services are ignored, such as VMGATE_LISTEN_PORT.

                """)
    }

    @Test("a start that fails for a mistyped variable names it before it says what is missing")
    func failedStart() throws {
        let run = try CommandRun(
            ["serve", "--listen-tls", "127.0.0.1:0", "--tls-certificate", "x"], environment: ["VMGATE_TLS_KYE": "y"])
        #expect(run.status == 64)
        #expect(
            run.errors == """
                vmgate: warning: the variable VMGATE_TLS_KYE of the environment is not a setting, and is ignored: did you mean \
                VMGATE_TLS_KEY?
                vmgate: listen.tls needs a certificate and its key, and tls.key is not set.

                """)
    }

    @Test("a command that looks for the server warns of what is near a setting, and of nothing else")
    func adminCommand() throws {
        let environment = ["VMGATE_LISTEN_ADMIN_SOCKTE": "x", "VMGATE_COLOUR": "red"]
        let run = try CommandRun(
            ["mailbox", "list"],
            environment: environment.merging(KubernetesVariables.all) { own, _ in own }.merging([
                "VMGATE_LISTEN_ADMIN_SOCKET": "/nowhere/vmgate.sock"
            ]) { $1 })
        #expect(run.status == 1)
        let lines = run.errors.split(separator: "\n")
        #expect(lines.count == 2, "\(run.errors)")
        #expect(lines.first?.hasSuffix("is ignored: did you mean VMGATE_LISTEN_ADMIN_SOCKET?") == true)
        #expect(lines.last?.contains("/nowhere/vmgate.sock") == true)
    }

    @Test("a missing prompts folder is refused with the setting and the flag that name it")
    func missingPrompts() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "vm-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let run = try CommandRun([
            "serve", "--listen", "127.0.0.1:0", "--database", "\(folder.path)/vm.db", "--prompts", "/nowhere/prompts",
        ])
        #expect(run.status == 1)
        #expect(
            run.errors.hasSuffix(
                "vmgate: /nowhere/prompts: cannot be read as the folder of the catalogs; name the right one with"
                    + " prompts.directory (--prompts).\n"), "\(run.errors)")
    }
}
