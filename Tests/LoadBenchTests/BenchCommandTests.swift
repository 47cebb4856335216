import Foundation
import LineClient
import Testing
import VoicemailTestKit

/// `vmgate bench` as a process, against `vmgate serve` as a process.
@Suite("vmgate bench", .timeLimit(.minutes(5)))
struct BenchCommandTests {
    @Test("each kind of request gets its answer, and nothing is left in the database")
    func open() throws {
        let server = try ServerProcess(ServerProcess.cheap + ["--lockout-base-s", "900"])
        let file = server.directory.appendingPathComponent("result.json")
        let page = server.directory.appendingPathComponent("result.html")
        let run = try ServerProcess.run(
            BenchProcess.arguments(server) + [
                "--rate", "40", "--duration", "3s", "--mix", "right=55,wrong=20,unknown=15,locked=10", "--sources", "5",
                "--json", file.path, "--html", page.path,
            ])
        #expect(run.status == 0, "\(run.output)")
        let json = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
        #expect(json["offered"] as? Int == 120)
        let counts = Dictionary(
            uniqueKeysWithValues: try #require(json["outcomes"] as? [[String: Any]]).compactMap { row in
                (row["outcome"] as? String).flatMap { name in (row["count"] as? Int).map { (name, $0) } }
            })
        // On a machine that is busy with other things some may be refused, but none may be answered wrongly.
        #expect(counts.values.reduce(0, +) == 120)
        #expect((1...66).contains(counts["granted"] ?? 0))
        #expect((1...42).contains(counts["denied"] ?? 0))
        #expect(counts["locked"] == 12)
        #expect((json["surprises"] as? [Any])?.isEmpty == true)
        #expect(try String(contentsOf: page, encoding: .utf8).hasSuffix("</html>\n"))
        #expect(try server.mailboxes().isEmpty)
        #expect(server.stop() == 0)
        #expect(try server.sql("SELECT count(*) FROM attempt") == "0")
    }

    @Test("interrupted, it shows what was measured, and clears away its mailboxes")
    func interrupted() throws {
        let server = try ServerProcess()
        let bench = try BenchProcess(server, ["--closed", "--connections", "2", "--duration", "10m"])
        _ = try bench.wait(for: "goodput")
        kill(bench.process.processIdentifier, SIGINT)
        let (status, output) = try bench.end()
        #expect(status == 1)
        #expect(output.contains("outcome  answers "), "\(output)")
        #expect(output.contains("interrupted"))
        #expect(try server.mailboxes().isEmpty)
    }

    @Test(
        "a server that is killed ends it with a sentence and what was measured, and its mailboxes can be removed later")
    func killed() throws {
        let server = try ServerProcess()
        let bench = try BenchProcess(server, ["--rate", "20", "--duration", "10m"])
        _ = try bench.wait(for: "goodput")
        server.killNow()
        let (status, output) = try bench.end()
        #expect(status == 1)
        #expect(output.contains("goodput"))
        #expect(output.contains("went away"))
        let context = try #require(output.firstMatch(of: /--remove-context (bench-[0-9a-f]+)/)?.1)
        try server.start()
        #expect(try server.mailboxes().contains("@\(context)"))
        // Others' mailboxes stand before, between and after those of the run.
        let admin = try LineClient(connectingTo: .unix(path: server.adminSocket))
        for name in ["1001", "right3@acme", "zzz@bench"] { _ = try admin.call("ADD", .text(name), "NOPIN") }
        let removal = try ServerProcess.run([
            "bench", "--admin-socket", server.adminSocket, "--remove-context", String(context),
        ])
        #expect(removal.output == "Removed 20 mailboxes of \(context).\n")
        #expect(try server.mailboxes() == "1001,right3@acme,zzz@bench")
    }

    @Test("a result file that cannot be written takes nothing from the others, and ends with status 1")
    func fullDisk() throws {
        let server = try ServerProcess()
        let page = server.directory.appendingPathComponent("result.html")
        let run = try ServerProcess.run(
            BenchProcess.arguments(server) + [
                "--rate", "10", "--duration", "1s", "--json", "/dev/full", "--html", page.path,
            ])
        #expect(run.status == 1)
        #expect(run.output.hasPrefix("outcome "))
        #expect(
            run.output.contains("vmgate: /dev/full could not be written: no space left on device."), "\(run.output)")
        #expect(try String(contentsOf: page, encoding: .utf8).hasSuffix("</html>\n"))
    }

    @Test("only contexts of runs are removed")
    func removesNothingElse() throws {
        let server = try ServerProcess()
        _ = try LineClient(connectingTo: .unix(path: server.adminSocket)).call("ADD", "1001@acme", "NOPIN")
        let run = try ServerProcess.run([
            "bench", "--admin-socket", server.adminSocket, "--remove-context", "acme",
        ])
        #expect(run.status == 64)
        #expect(try server.mailboxes() == "1001@acme")
    }

    @Test("an admin socket of another server than the target is noticed before anything is measured")
    func twoServers() throws {
        let first = try ServerProcess()
        let second = try ServerProcess()
        let run = try ServerProcess.run([
            "bench", "--target", "127.0.0.1:\(first.port)", "--admin-socket", second.adminSocket, "--rate", "5",
        ])
        #expect(run.status == 1)
        #expect(run.output.contains("not the same server"))
        #expect(try second.mailboxes().isEmpty)
    }

    @Test(
        "what makes no sense is refused with one sentence, without a server",
        arguments: [
            (["--rate", "0"], 64, "0 requests a second"), (["--rate", "-3"], 64, "-3 requests a second"),
            (["--rate", "10000000"], 64, "makes no sense"), (["--mix", "right=70"], 64, "70 percent"),
            (["--mailboxes", "0"], 64, "0 mailboxes"), (["--closed", "--depth", "0"], 64, "0 requests outstanding"),
            (["--duration", "1ms", "--rate", "1"], 64, "1ms"),
            (["--target", "192.0.2.1:8746"], 64, "--i-own-this-server"),
            (["--target", "localhost.example.net:8746"], 64, "--i-own-this-server"),
            (["--target", "127.0.0.1"], 64, "127.0.0.1:8746"), (["--closed", "--rate", "4"], 64, "closed loop"),
            (["--closed", "--find-capacity"], 64, "exclude"), (["--closed", "--outstanding", "5"], 64, "--depth"),
            (["--rate", "4", "--seed", "7"], 64, "--poisson"), (["--seed", "7"], 64, "--poisson"),
            (["--closed", "--seed", "7"], 64, "--poisson"),
            (["--remove-context", "bench-1", "--html", "/tmp/x"], 64, "--remove-context"),
            (["--rate", "4", "--depth", "2"], 64, "--closed"),
            (["--rate", "4", "--json", "/nonexistent/x"], 1, "/nonexistent"),
            (["--rate", "4", "--json", ""], 64, "empty"), (["--rate", "4", "--html", ""], 64, "empty"),
            (["--rate", "4", "--html", "-"], 64, "--html needs a file"),
            (["--rate", "4", "--html", "/tmp/x", "--json", "/tmp/../tmp//x"], 64, "the same file"),
            (["--admin-socket", "/nonexistent/x.sock", "--rate", "5"], 1, "no server answers"),
        ])
    func refuses(arguments: [String], status: Int, names: String) throws {
        let run = try ServerProcess.run(["bench"] + arguments)
        #expect(run.status == Int32(status))
        #expect(run.output.contains(names), "\(run.output)")
        #expect(run.output.split(separator: "\n").count == 1, "\(run.output)")
    }
}
