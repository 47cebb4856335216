import Foundation
import ScriptedServer
import Testing

@testable import vmgate

@Suite("The commands, as processes", .timeLimit(.minutes(5)))
struct CommandTests {
    /// Runs a command against a server that answers with `reply`, and returns what came of it and what was asked.
    private func run(
        _ arguments: [String], input: String = "", reply: String
    ) throws -> (CommandRun, requests: [[String]]) {
        let server = try ScriptedServer { _ in reply + "\r\n" }
        defer { server.stop() }
        let result = try CommandRun(arguments + ["--admin-socket", server.path], input: input)
        return (result, server.received)
    }

    @Test("a new PIN that cannot be printed, as standard output is closed, is a failure and is sent to nobody")
    func closedOutput() throws {
        let server = try ScriptedServer { _ in "+ADDED mailbox=1001 pin=846273\r\n" }
        defer { server.stop() }
        let result = try CommandRun(
            ["mailbox", "add", "1001", "--admin-socket", server.path], redirection: ">&-")
        #expect(result.status == 1)
        #expect(
            result.errors
                == "vmgate: standard output cannot be written, but mailbox 1001 was added, with a PIN that nobody has seen:"
                + " `vmgate pin reset 1001` makes another.\n")
        #expect(server.received == [["ADD", "1001", "GENERATE"]])
    }

    @Test("a PIN is not waited for when standard input is closed")
    func closedInput() throws {
        let server = try ScriptedServer { _ in "+GRANTED mailbox=1001 pin=verified\r\n" }
        defer { server.stop() }
        let result = try CommandRun(["pin", "verify", "1001", "--admin-socket", server.path], redirection: "<&-")
        #expect(result.status == 1)
        #expect(result.errors == "vmgate: no PIN was given: type it when asked, or put it on standard input.\n")
    }

    struct Case: CustomTestStringConvertible {
        var arguments: [String]
        var input = ""
        var reply: String
        var request: [String]
        var status: Int32 = 0
        var output = ""
        var errors = ""

        var testDescription: String { arguments.joined(separator: " ") }
    }

    static let cases: [Case] = [
        Case(
            arguments: ["mailbox", "add", "1001"], reply: "+ADDED mailbox=1001 pin=846273",
            request: ["ADD", "1001", "GENERATE"],
            output: "Added mailbox 1001.\nIts PIN is 846273. It is not shown again.\n"),
        Case(
            arguments: ["mailbox", "add", "1001", "--json"], reply: "+ADDED mailbox=1001 pin=846273",
            request: ["ADD", "1001", "GENERATE"], output: #"{"result":"added","mailbox":"1001","pin":"846273"}"# + "\n"),
        Case(
            arguments: [
                "mailbox", "add", "1002@acme", "--pin", "--language", "fr-CA", "--clock", "24", "--time-zone",
                "America/Toronto", "--email", "a@example.com", "--notify",
            ], input: "846273\nrest\n", reply: "+ADDED mailbox=1002@acme",
            request: [
                "ADD", "1002@acme", "PIN", "846273", "voicemail_prompt=fr-CA", "voicemail_play_datetime=24_HOUR_CLOCK",
                "time_zone=America/Toronto", "email=a@example.com", "enable_voicemail_notify=true",
            ], output: "Added mailbox 1002@acme.\n"),
        Case(
            arguments: ["mailbox", "add", "1003", "--no-require-pin"], reply: "+ADDED mailbox=1003",
            request: ["ADD", "1003", "NOPIN", "enable_voicemail_pin=false"], output: "Added mailbox 1003.\n"),
        Case(
            arguments: ["mailbox", "add", "1004", "--pin-hash"], input: "$argon2id$v=19$x\r\n",
            reply: "+ADDED mailbox=1004", request: ["ADD", "1004", "pin_hash=$argon2id$v=19$x"],
            output: "Added mailbox 1004.\n"),
        Case(
            arguments: ["mailbox", "add", "1001"], reply: "-EXISTS mailbox 1001 exists",
            request: ["ADD", "1001", "GENERATE"], status: 1,
            errors: "vmgate: mailbox 1001 exists already: change it with `vmgate mailbox set`.\n"),
        Case(
            arguments: ["mailbox", "add", "1005", "--pin-hash", "--must-change"], input: "$argon2id$v=19$x\n",
            reply: "+ADDED mailbox=1005",
            request: ["ADD", "1005", "pin_hash=$argon2id$v=19$x", "must_change=true"], output: "Added mailbox 1005.\n"),
        Case(
            arguments: ["mailbox", "set", "1001", "--no-must-change"], reply: "+UPDATED mailbox=1001",
            request: ["SET", "1001", "must_change=false"], output: "Updated mailbox 1001.\n"),
        Case(
            arguments: ["mailbox", "set", "1001", "--clock", "off", "--language", ""], reply: "+UPDATED mailbox=1001",
            request: ["SET", "1001", "voicemail_prompt=", "voicemail_play_datetime=DISABLE"],
            output: "Updated mailbox 1001.\n"),
        Case(
            arguments: ["mailbox", "show", "1001"], reply: "+SHOW mailbox=1001 locked=false",
            request: ["SHOW", "1001"], output: "mailbox  1001\nlocked   false\n"),
        Case(
            arguments: ["mailbox", "remove", "1001"], reply: "+REMOVED mailbox=1001", request: ["REMOVE", "1001"],
            output: "Removed mailbox 1001.\n"),
        Case(
            arguments: ["mailbox", "list", "--names"], reply: "+LIST mailboxes=1001,1002@acme",
            request: ["LIST", "COUNT", "1000"],
            output: "1001\n1002@acme\n"),
        Case(
            arguments: ["mailbox", "list", "--json"], reply: "+LIST",
            request: ["LIST", "COUNT", "100", "FIELDS"],
            output: "{\"mailboxes\":[]}\n"),
        Case(
            arguments: [
                "mailbox", "list", "--locked", "--no-pin", "--must-change", "--context", "acme", "--language", "fr",
                "--after", "1",
            ], reply: "+LIST",
            request: [
                "LIST", "AFTER", "1", "COUNT", "100", "WHERE", "locked", "no_pin", "must_change", "context=acme",
                "language=fr", "FIELDS",
            ], errors: "vmgate: there are no such mailboxes.\n"),
        Case(
            arguments: ["unlock", "--source", "+1555"], reply: "+UNLOCKED source=+1555",
            request: ["UNLOCK", "SOURCE", "+1555"], output: "Unlocked source +1555.\n"),
        Case(
            arguments: ["unlock", "--source", "1555", "--json"], reply: "+UNLOCKED source=1555",
            request: ["UNLOCK", "SOURCE", "1555"], output: #"{"result":"unlocked","source":"1555"}"# + "\n"),
        Case(
            arguments: ["audit", "show", "--kind", "verify", "--outcome", "denied", "--client", "pbx-1"],
            reply: "+AUDIT next=0 more=false",
            request: ["AUDIT", "COUNT", "100", "KIND", "verify", "OUTCOME", "denied", "CLIENT", "pbx-1"]),
        Case(
            arguments: ["pin", "reset", "1001"], reply: "+RESET mailbox=1001 pin=846273 must_change=true",
            request: ["RESET", "1001", "GENERATE"],
            output: "Mailbox 1001 is unlocked and has a new PIN, which its caller must change.\nIts PIN is 846273."
                + " It is not shown again.\n"),
        Case(
            arguments: ["pin", "reset", "1001", "--pin"], input: "123456\n", reply: "-POLICY rule=sequential at=1 no",
            request: ["RESET", "1001", "PIN", "123456"], status: 1,
            errors:
                "vmgate: the PIN was refused, and nothing was changed: it may not have three or more digits in a row"
                + " that step by one, up or down. Choose another PIN.\n"),
        Case(
            arguments: ["pin", "check"], input: "846273", reply: "+ACCEPTABLE", request: ["CHECKPIN", "846273"],
            output: "Acceptable.\n"),
        Case(
            arguments: ["pin", "check", "--for", "1001@acme"], input: "846273",
            reply: "+REJECTED rule=extension at=1", request: ["CHECKPIN", "846273", "FOR", "1001@acme"], status: 1,
            output: "Rejected: it may not have the mailbox's number in it, forwards or backwards.\n"),
        Case(
            arguments: ["pin", "check", "--json"], input: "911125\n",
            reply: #"+REJECTED rule=repeated at=2 text="three equal""#, request: ["CHECKPIN", "911125"], status: 1,
            output: #"{"result":"rejected","rule":"repeated","at":2,"text":"three equal"}"# + "\n"),
        Case(
            arguments: ["pin", "verify", "1001", "--from", "+1555"], input: "846273\n",
            reply: "+GRANTED mailbox=1001 pin=verified", request: ["VERIFY", "1001", "846273", "FROM", "+1555"],
            output: "Granted.\n"),
        Case(
            arguments: ["pin", "verify", "1001"], input: "000000\n", reply: "+DENIED mailbox=1001 attempts_left=4",
            request: ["VERIFY", "1001", "000000"], status: 1, output: "Denied; attempts left: 4.\n"),
        Case(
            arguments: ["pin", "verify", "1001"], input: "000000\n",
            reply: "+LOCKED mailbox=1001 retry_after_s=9 scope=mailbox", request: ["VERIFY", "1001", "000000"],
            status: 1, output: "The mailbox is locked for another 9 s.\n"),
        Case(
            arguments: ["unlock", "1001"], reply: "+UNLOCKED mailbox=1001", request: ["UNLOCK", "1001"],
            output: "Unlocked mailbox 1001.\n"),
        Case(
            arguments: ["info", "--json"], reply: "+INFO version=0.1.0 uptime_s=5 mailboxes=3", request: ["INFO"],
            output: #"{"version":"0.1.0","uptime_s":5,"mailboxes":3}"# + "\n"),
        Case(
            arguments: ["unlock", "1001"], reply: "+PONG", request: ["UNLOCK", "1001"], status: 1,
            errors: "vmgate: the server's answer does not fit the request: is it another version?\n"),
    ]

    @Test("a command asks, prints and ends as it should", arguments: cases)
    func commands(expected: Case) throws {
        let (result, requests) = try run(expected.arguments, input: expected.input, reply: expected.reply)
        // What is asked about a language besides is only for advice.
        #expect(requests.filter { $0[0] != "PROMPT" } == [expected.request])
        #expect(result.output == expected.output)
        #expect(result.errors == expected.errors)
        #expect(result.status == expected.status)
    }

    @Test("a long list is read page by page")
    func pages() throws {
        let server = try ScriptedServer { request in
            switch request.contains("AFTER") ? request[2] : "" {
            case "": "+LIST next=1002 row=\"mailbox=1001\" row=\"mailbox=1002\"\r\n"
            // Of those that were looked at none was wanted.
            case "1002": "+LIST next=1003\r\n"
            default: "+LIST row=\"mailbox=1004\"\r\n"
            }
        }
        defer { server.stop() }
        let result = try CommandRun(["mailbox", "list", "--json", "--admin-socket", server.path])
        #expect(result.output == #"{"mailboxes":[{"mailbox":"1001"},{"mailbox":"1002"},{"mailbox":"1004"}]}"# + "\n")
        #expect(server.received.last == ["LIST", "AFTER", "1003", "COUNT", "100", "FIELDS"])
    }

    static let usageErrors: [[String]] = [
        ["mailbox", "add"], ["mailbox", "add", "1001", "--pin", "--generate"], ["mailbox", "set", "1001"],
        ["mailbox", "add", "1001", "--clock", "13"], ["pin", "verify"], ["unlock"], ["nonsense"],
        ["mailbox", "remove"], ["pin", "reset"], ["mailbox", "set", "--language", "fr"],
        ["mailbox", "set", "1001", "1002", "--pin-hash"], ["mailbox", "add", "1001", "--no-pin", "--must-change"],
        ["mailbox", "add", "1001", "--no-require-pin", "--must-change"], ["mailbox", "list", "--csv", "--json"],
        ["mailbox", "list", "--csv", "--names"], ["audit", "show", "--kind", "all"],
        ["audit", "show", "--outcome", "good"], ["audit", "show", "--client", "a b"],
        ["serve", "--nonsense"], ["serve", "--hash-memory", "lots"], ["serve", "--listen", "0.0.0.0:8746"],
        ["serve", "--config", "no/such.yaml"], ["info", "--config", "no/such.yaml"],
    ]

    @Test("a wrong command line ends with 64 and says why on standard error", arguments: usageErrors)
    func usage(arguments: [String]) throws {
        let result = try CommandRun(arguments)
        #expect(result.status == 64)
        #expect(result.output == "")
        #expect(!result.errors.isEmpty)
    }

    @Test(
        "a PIN given as an argument is refused and not repeated",
        arguments: [
            ["pin", "verify", "1001", "846273"], ["pin", "check", "846273"],
            ["pin", "reset", "1001", "--pin", "846273"],
            ["mailbox", "add", "1001", "--pin", "846273"],
        ])
    func pinAsArgument(arguments: [String]) throws {
        let result = try CommandRun(arguments)
        #expect(result.status == 64)
        #expect(result.errors.contains("A PIN is never given as an argument"))
        #expect(!(result.errors + result.output).contains("846273"))
    }

    @Test("without a server a command says so and ends with 1")
    func noServer() throws {
        let result = try CommandRun(["info", "--admin-socket", "no/such.sock"])
        #expect(result.status == 1)
        #expect(
            result.errors
                == "vmgate: no server answers at no/such.sock: is `vmgate serve` running, and is this its socket? Name its"
                + " settings file with --config, or the socket with --admin-socket.\n")
    }

    @Test("a PIN that is not there, or far too long, is refused before the server is asked")
    func noPIN() throws {
        for input in ["", "\n", "\r\n", String(repeating: "1", count: 1000) + "\n"] {
            let (result, requests) = try run(["pin", "check"], input: input, reply: "+ACCEPTABLE")
            #expect(result.status == 1)
            #expect(requests.isEmpty)
            #expect(result.errors.hasPrefix("vmgate: "))
        }
    }

    @Test(
        "output that cannot be written is a failure, which says what the server has done all the same",
        arguments: [
            (
                ["mailbox", "add"], "+ADDED mailbox=1001 pin=846273",
                "mailbox 1001 was added, with a PIN that nobody has seen"
            ),
            (["mailbox", "add"], "+ADDED mailbox=1001", "mailbox 1001 was added."),
            (["mailbox", "remove"], "+REMOVED mailbox=1001", "mailbox 1001 was removed."),
            (
                ["pin", "reset"], "+RESET mailbox=1001 pin=846273",
                "mailbox 1001 has a new PIN that nobody has seen: run"
            ),
            (["unlock"], "+UNLOCKED mailbox=1001", "mailbox 1001 is unlocked."),
        ])
    func fullDisk(command: [String], reply: String, sentence: String) throws {
        let server = try ScriptedServer { _ in reply + "\r\n" }
        defer { server.stop() }
        let process = try CommandRun.process(command + ["1001", "--admin-socket", server.path])
        let errors = Pipe()
        process.standardOutput = FileHandle(forWritingAtPath: "/dev/full")
        process.standardError = errors
        try process.run()
        process.waitUntilExit()
        let text = String(decoding: try errors.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        #expect(process.terminationStatus == 1)
        #expect(text.hasPrefix("vmgate: standard output cannot be written, but \(sentence)"), "\(text)")
        #expect(!text.contains("846273"))
    }

    @Test("a client whose secret nobody can have has no lines")
    func unseenSecret() throws {
        let process = try CommandRun.process(["client", "add", "pbx", "--role", "frontend"])
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle(forWritingAtPath: "/dev/full")
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 1)
        #expect(try output.fileHandleForReading.readToEnd() ?? Data() == Data())
    }

    @Test("every subcommand's help has an example, and ends with 0")
    func help() throws {
        let commands = [
            [], ["serve"], ["mailbox"], ["mailbox", "add"], ["mailbox", "set"], ["mailbox", "show"],
            ["mailbox", "list"], ["mailbox", "remove"], ["pin"], ["pin", "reset"], ["pin", "check"],
            ["pin", "verify"], ["unlock"], ["audit"], ["audit", "show"], ["audit", "verify"], ["info"], ["prompts"],
            ["prompts", "check"], ["prompts", "list"], ["prompts", "render"], ["say"],
        ]
        for command in commands {
            let result = try CommandRun(command + ["--help"])
            #expect(result.status == 0)
            #expect(result.output.contains("EXAMPLE\n  vmgate \(command.joined(separator: " "))"), "\(command)")
        }
    }

    @Test("--version prints the version")
    func version() throws {
        #expect(try CommandRun(["--version"]).output == "0.1.0\n")
    }

    @Test("--print-config prints what is in force from all places")
    func printConfig() throws {
        let result = try CommandRun(
            ["serve", "--hash-memory", "8MiB", "--print-config"], environment: ["VMGATE_HASH_QUEUE": "9"])
        #expect(result.status == 0)
        #expect(result.output.contains("  memory: \"8MiB\"\n"))
        #expect(result.output.contains("  queue: 9\n"))
    }
}
