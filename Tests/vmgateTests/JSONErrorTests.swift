import Foundation
import ScriptedServer
import Testing

@testable import vmgate

/// With `--json` a script reads what went wrong, too.
@Suite("Errors under --json", .timeLimit(.minutes(5)))
struct JSONErrorTests {
    private struct Document: Decodable {
        struct Failure: Decodable {
            let code: String
            let message: String
            let field: String?
            let rule: String?
            let retryAfter: Int?

            enum CodingKeys: String, CodingKey {
                case code, message, field, rule
                case retryAfter = "retry_after_ms"
            }
        }

        let error: Failure
    }

    /// The one object on standard error.
    private static func failure(_ result: CommandRun) throws -> Document.Failure {
        #expect(result.output == "")
        #expect(result.errors.hasSuffix("}\n") && !result.errors.dropLast().contains("\n"), "\(result.errors)")
        return try JSONDecoder().decode(Document.self, from: Data(result.errors.utf8)).error
    }

    /// Every command that prints JSON, with the least that it can be called with.
    static let commands: [[String]] = (CommandDescription.program()?.descendants ?? []).compactMap { path, command in
        guard command.argument(named: "--json")?.kind == "flag" else { return nil }
        let needed = command.shownArguments.filter { !$0.isOptional }.flatMap { argument in
            argument.kind == "positional" ? ["1001"] : [argument.spellings[0], "1h"]
        }
        return path + needed + (others[path] ?? []) + ["--json"]
    }

    /// What is needed besides, although none of it is by itself.
    private static let others = [["mailbox", "set"]: ["--clock", "12"], ["unlock"]: ["1001"]]

    /// Those of them that ask a server.
    static let asking = commands.filter { command in
        CommandDescription.program().map {
            CommandPath(command, from: $0).command.argument(named: "--admin-socket") != nil
        }
            ?? false
    }

    @Test("a wrong command line is one, of every command", arguments: commands + [["bench", "--json", "-"]])
    func usage(command: [String]) throws {
        let result = try CommandRun(command + ["--frobnicate"])
        let failure = try Self.failure(result)
        #expect(result.status == 64)
        #expect(failure.code == "USAGE")
        #expect(failure.message.contains("has no option --frobnicate"))
    }

    @Test("a server that is not there is one, of every command that asks one", arguments: asking)
    func noServer(command: [String]) throws {
        // Where no server answers, the audit is read from the database.
        let environment = ["VMGATE_STORE_DATABASE": "no/such.db"]
        let result = try CommandRun(
            command + ["--admin-socket", "no/such.sock"], input: "846273\n", environment: environment)
        let failure = try Self.failure(result)
        #expect(result.status == 1)
        #expect(failure.code == (command.starts(with: ["audit"]) ? "FAILED" : "NOSERVER"))
        #expect(failure.message.hasPrefix("no server answers"))
    }

    static let replies: [(reply: String, code: String)] = [
        ("-UNAVAILABLE the store does not answer", "UNAVAILABLE"), ("-BUSY retry_after_ms=250 later", "BUSY"),
        ("-NOPERM no", "NOPERM"), ("-INTERNAL id=7f3a oops", "INTERNAL"), ("-NEW what is this", "NEW"),
        ("+PONG", "UNEXPECTED"), ("what?", "FAILED"),
    ]

    @Test("what the server refuses is one, with the same exit status as without --json", arguments: asking)
    func refusals(command: [String]) throws {
        for (reply, code) in Self.replies {
            let server = try ScriptedServer { _ in reply + "\r\n" }
            defer { server.stop() }
            let socket = ["--admin-socket", server.path]
            let result = try CommandRun(command + socket, input: "846273\n")
            let failure = try Self.failure(result)
            #expect(failure.code == code, "\(command)")
            #expect(failure.retryAfter == (code == "BUSY" ? 250 : nil))
            let plain = try CommandRun(command.filter { $0 != "--json" } + socket, input: "846273\n")
            #expect(plain.errors == "vmgate: \(failure.message)\n")
            #expect(plain.status == result.status && result.status == 1)
        }
    }

    @Test("a server that hangs up is one")
    func closed() throws {
        let server = try ScriptedServer { _ in nil }
        defer { server.stop() }
        let failure = try Self.failure(try CommandRun(["info", "--json", "--admin-socket", server.path]))
        #expect(failure.code == "CLOSED")
    }

    static let details: [(command: [String], reply: String, code: String, detail: String)] = [
        (["unlock", "1001"], "-NOMAILBOX no such mailbox", "NOMAILBOX", ""),
        (["mailbox", "add", "1001"], "-EXISTS mailbox 1001 exists", "EXISTS", ""),
        (["pin", "reset", "1001", "--pin"], "-POLICY rule=sequential at=1 no", "POLICY", "sequential"),
        (
            ["mailbox", "set", "1001", "--language", "x"], "-BADVALUE field=voicemail_prompt no", "BADVALUE",
            "voicemail_prompt"
        ),
    ]

    @Test("what the reply says besides is among its members", arguments: details)
    func members(command: [String], reply: String, code: String, detail: String) throws {
        let server = try ScriptedServer { _ in reply + "\r\n" }
        defer { server.stop() }
        let result = try CommandRun(command + ["--json", "--admin-socket", server.path], input: "123456\n")
        let failure = try Self.failure(result)
        #expect(failure.code == code)
        #expect(failure.field ?? failure.rule ?? "" == detail)
        #expect(!result.errors.contains("123456"))
    }

    @Test("a wrong settings file, a folder that is not there and a PIN that is missing are, too")
    func others() throws {
        let settings = try CommandRun(["info", "--json", "--config", "no/such.yaml"])
        #expect(try Self.failure(settings).code == "USAGE")
        #expect(settings.status == 64)
        let prompts = try Self.failure(try CommandRun(["prompts", "list", "--json", "--prompts", "no/such"]))
        #expect(prompts.code == "FAILED")
        #expect(prompts.message.contains("prompts.directory"))
        let server = try ScriptedServer { _ in "+GRANTED\r\n" }
        defer { server.stop() }
        let pin = try CommandRun(["pin", "verify", "1001", "--json", "--admin-socket", server.path])
        #expect(try Self.failure(pin).message.hasPrefix("no PIN was given"))
    }

    @Test("a warning is an object of its own, and the answer stays alone on standard output")
    func warnings() throws {
        let server = try ScriptedServer { _ in "+INFO version=0.1.0\r\n" }
        defer { server.stop() }
        let result = try CommandRun(
            ["info", "--json", "--admin-socket", server.path], environment: ["VMGATE_LOG_LEVL": "debug"])
        #expect(result.status == 0)
        #expect(result.output == #"{"version":"0.1.0"}"# + "\n")
        #expect(
            result.errors
                == #"{"warning":{"code":"UNKNOWNVARIABLE","message":"the variable VMGATE_LOG_LEVL of the environment is not"#
                + #" a setting, and is ignored: did you mean VMGATE_LOG_LEVEL?"}}"# + "\n")
    }
}
