import Foundation
import LineClient
import Testing
import VoicemailTestKit

/// Runs that do not come to their end, as processes.
@Suite("vmgate bench that ends early", .timeLimit(.minutes(5)))
struct BenchEndingTests {
    /// Lockouts that outlast the run: one that ends in it changes what is answered.
    private static let settings = ServerProcess.cheap + ["--lockout-base-s", "900"]

    private func json(_ file: URL) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
    }

    private func context(in output: String) throws -> String {
        String(try #require(output.firstMatch(of: /--remove-context (bench-[0-9a-f]+)/)?.1, "\(output)"))
    }

    private func remove(_ context: String, from server: ServerProcess) throws -> String {
        try ServerProcess.run(["bench", "--admin-socket", server.adminSocket, "--remove-context", context]).output
    }

    @Test("a search whose server stops answering ends without a capacity, and says which mailboxes stay")
    func silentSearch() throws {
        let server = try ServerProcess(Self.settings)
        let page = server.directory.appendingPathComponent("result.html")
        let bench = try BenchProcess(
            server, ["--find-capacity", "--rate", "5", "--duration", "2s", "--deadline", "500ms", "--html", page.path])
        _ = try bench.wait(for: "goodput")
        kill(server.processIdentifier, SIGSTOP)
        let (status, output) = try bench.end()
        #expect(status == 1)
        #expect(output.contains("has answered nothing"), "\(output)")
        #expect(!output.contains("Capacity:"))
        #expect(try !String(contentsOf: page, encoding: .utf8).contains("This server verifies"))
        let context = try context(in: output)
        kill(server.processIdentifier, SIGCONT)
        #expect(try remove(context, from: server) == "Removed 20 mailboxes of \(context).\n")
    }

    @Test("requests that get no answer are no success")
    func lost() throws {
        let server = try ServerProcess(Self.settings)
        let bench = try BenchProcess(
            server, ["--rate", "20", "--duration", "8s", "--deadline", "1ms", "--mix", "right=100"])
        // Of 160 requests in eight seconds. So late in the run that it ends before the server has been silent for too long.
        try server.waitForHashes(100)
        kill(server.processIdentifier, SIGSTOP)
        let (status, output) = try bench.end()
        #expect(status == 1)
        #expect(output.contains("\nlost "), "\(output)")
        #expect(output.contains("got no answer: see the server's log."), "\(output)")
        kill(server.processIdentifier, SIGCONT)
        let context = try context(in: output)
        #expect(try remove(context, from: server) == "Removed 20 mailboxes of \(context).\n")
    }

    @Test("a server that is silent for long ends a run that would go on for long")
    func silentLoop() throws {
        let server = try ServerProcess(Self.settings)
        let bench = try BenchProcess(server, ["--closed", "--duration", "10m", "--deadline", "1ms"])
        _ = try bench.wait(for: "goodput")
        kill(server.processIdentifier, SIGSTOP)
        let (status, output) = try bench.end()
        #expect(status == 1)
        #expect(output.contains("has answered nothing since"), "\(output)")
        #expect(output.contains("\nlost "))
    }

    @Test("an overload that is answered BUSY is a success")
    func overload() throws {
        // While one is hashed one waits, and all others are refused; what is taken is answered, however slow the machine is.
        let server = try ServerProcess([
            "--hash-memory", "64MiB", "--hash-operations", "3", "--hash-workers", "1", "--hash-queue", "1",
            "--hash-deadline-ms", "60000",
        ])
        let run = try ServerProcess.run(
            BenchProcess.arguments(server) + ["--rate", "60", "--duration", "3s", "--mix", "right=100"])
        #expect(run.status == 0, "\(run.output)")
        #expect(run.output.contains("\nbusy "), "\(run.output)")
        #expect(try server.mailboxes().isEmpty)
    }

    @Test("Ctrl-C in a search shows the steps that are over, and no capacity")
    func interruptedSearch() throws {
        let server = try ServerProcess(Self.settings)
        let file = server.directory.appendingPathComponent("result.json")
        let bench = try BenchProcess(
            server, ["--find-capacity", "--rate", "5", "--duration", "1s", "--mix", "right=100", "--json", file.path])
        // The first step asks for five, and one is asked before: what is beyond is another step's.
        try server.waitForHashes(10)
        kill(bench.process.processIdentifier, SIGINT)
        let (status, output) = try bench.end()
        #expect(status == 1)
        #expect(output.contains("verdict\n5.00 "), "\(output)")
        #expect(output.contains("interrupted"))
        #expect(!output.contains("Capacity:"))
        let capacity = try #require(try json(file)["capacity"] as? [String: Any])
        #expect(capacity["verified_per_second"] == nil)
        #expect((capacity["steps"] as? [Any])?.isEmpty == false)
        #expect(try server.mailboxes().isEmpty)
    }

    @Test("a server that is killed while the mailboxes are made: what it may have made can be removed later")
    func killedWhileMaking() throws {
        let server = try ServerProcess(Self.settings)
        let bench = try BenchProcess(server, ["--rate", "5", "--mailboxes", "200000"])
        try waitUntil("there are mailboxes") { try !server.mailboxes().isEmpty }
        server.killNow()
        let (status, output) = try bench.end()
        #expect(status == 1)
        #expect(output.contains("vmgate: up to "), "\(output)")
        let context = try context(in: output)
        let bound = try #require(output.firstMatch(of: /up to ([0-9,]+) mailboxes/)?.1.filter { $0 != "," })
        try server.start()
        let removal = try remove(context, from: server)
        let removed = try #require(removal.firstMatch(of: /Removed ([0-9]+) mailboxes/)?.1, "\(removal)")
        #expect(try 1...#require(Int(bound)) ~= #require(Int(removed)))
        #expect(try server.mailboxes().isEmpty)
    }
}
