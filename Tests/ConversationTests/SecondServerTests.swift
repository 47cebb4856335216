import Foundation
import LineClient
import Testing
import VoicemailTestKit

#if canImport(Glibc)
    import Glibc
#endif

/// A second server on a database that is served already, by another name of it.
@Suite("A second server on one database", .timeLimit(.minutes(5)))
struct SecondServerTests {
    /// What a shell does before it becomes the second server on `$other`; `$database` is served already.
    static let names =
        [
            "ln -s $database $other", "ln $database $other",
            "ln -s $(dirname $database) $folder/f && other=$folder/f/vm.db",
            "cd $(dirname $database) && other=./vm.db",
        ] + (canMount ? [mounted] : [])
    private static let mounted = "touch $other && mount --bind $database $other"

    /// Mounts are for root, in a mount namespace of the shell's own.
    private static var canMount: Bool {
        guard geteuid() == 0, let process = try? ServerProcess.run(["--mount", "true"], of: "/usr/bin/unshare") else {
            return false
        }
        return process.status == 0
    }

    /// Runs a second server, which ends at once, or is killed later.
    private func second(_ shell: String, beside server: ServerProcess) throws -> (status: Int32, output: String) {
        let folder = FileManager.default.temporaryDirectory.appending(path: "vmgate-second-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let prompts = ServerProcess.repository.appending(path: "prompts").path
        let script = """
            database=\(server.database) folder=\(folder.path) other=\(folder.path)/other.db
            \(shell)
            exec \(try ServerProcess.executable.path) serve --listen 127.0.0.1:0 --database $other \
                --admin-socket $folder/vm.sock --prompts \(prompts) \(ServerProcess.cheap.joined(separator: " "))
            """
        return shell == Self.mounted
            ? try ServerProcess.run(["--mount", "sh", "-ec", script], of: "/usr/bin/unshare")
            : try ServerProcess.run(["-ec", script], of: "/bin/sh")
    }

    @Test("by whatever name it comes, it is refused, and the first goes on counting", arguments: names)
    func refused(shell: String) throws {
        let server = try ServerProcess(ServerProcess.cheap + ["--lockout-base-s", "900"])
        let client = try server.connect()
        #expect(try client.say("VERIFY 1001 111111").contains("attempts_left=4"))
        let (status, output) = try second(shell, beside: server)
        #expect(status == 1)
        #expect(output.contains("vmgate: another server has the database "), "\(output)")
        #expect(try client.say("VERIFY 1001 111111").contains("attempts_left=3"))
        // A server that was killed keeps nobody away.
        server.killNow()
        try server.start()
        #expect(try server.connect().say("ACCESS 1001").contains("attempts_left=3"))
    }
}
