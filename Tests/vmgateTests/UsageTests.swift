import ArgumentParser
import Testing
import VoicemailTestKit

@testable import vmgate

/// What somebody who has mistyped a command line reads.
@Suite("A wrong command line", .timeLimit(.minutes(5)))
struct UsageTests {
    private static let pins =
        "A PIN is never given as an argument, where other users of this machine could read it: it is asked for, or read from"
        + " standard input."

    static let sentences: [(line: String, sentence: String)] = [
        // Commands.
        ("mailbx list", "there is no command `vmgate mailbx`: did you mean `vmgate mailbox`?"),
        ("mailbox shwo", "there is no command `vmgate mailbox shwo`: did you mean `vmgate mailbox show`?"),
        ("Info", "there is no command `vmgate Info`: did you mean `vmgate info`?"),
        ("unlok 1001", "there is no command `vmgate unlok`: did you mean `vmgate unlock`?"),
        ("list", "there is no command `vmgate list`: did you mean `vmgate mailbox list` or `vmgate prompts list`?"),
        (
            "shw 1001",
            "there is no command `vmgate shw`: did you mean `vmgate mailbox show` or `vmgate audit show`?"
        ),
        ("lst", "there is no command `vmgate lst`: did you mean `vmgate mailbox list` or `vmgate prompts list`?"),
        ("mailbox unlock 1001", "there is no command `vmgate mailbox unlock`: did you mean `vmgate unlock`?"),
        ("frobnicate", "there is no command `vmgate frobnicate`: `vmgate --help` lists all commands."),
        ("pin 846273", "that is not a command of `vmgate pin`: `vmgate pin --help` lists all commands."),

        ("help mailbx", "there is no command `vmgate mailbx`: did you mean `vmgate mailbox`?"),
        ("help mailbox shwo", "there is no command `vmgate mailbox shwo`: did you mean `vmgate mailbox show`?"),
        ("mailbx --help", "there is no command `vmgate mailbx`: did you mean `vmgate mailbox`?"),
        ("mailbox shwo --version", "there is no command `vmgate mailbox shwo`: did you mean `vmgate mailbox show`?"),

        // Options.
        ("info --jsn", "`vmgate info` has no option --jsn: did you mean --json? See `vmgate info --help`."),
        (
            "client add x --role frontend --contex acme",
            "`vmgate client add` has no option --contex: did you mean --context? See `vmgate client add --help`."
        ),
        (
            "mailbox set 1001 --zone UTC",
            "`vmgate mailbox set` has no option --zone: did you mean --time-zone? See `vmgate mailbox set --help`."
        ),
        (
            "serve --hash-memroy=64MiB",
            "`vmgate serve` has no option --hash-memroy: did you mean --hash-memory? See `vmgate serve --help`."
        ),
        (
            "serve --listen-host 127.0.0.1",
            "`vmgate serve` has no option --listen-host: did you mean --listen? See `vmgate serve --help`."
        ),
        (
            "serve --listen-port 8746",
            "`vmgate serve` has no option --listen-port: did you mean --listen? See `vmgate serve --help`."
        ),
        (
            "--config x info",
            "`vmgate` has no option --config: it follows the command that it is for, as in `vmgate info --config`."
        ),
        ("info --frobnicate", "`vmgate info` has no option --frobnicate. See `vmgate info --help`."),
        ("info --admin-socket", "--admin-socket needs a value: the server's Unix socket"),
        (
            "mailbox add 1001 --pin --generate",
            "--pin and --generate exclude each other: give one. See `vmgate mailbox add --help`."
        ),

        // What an unknown option has to do with PINs, and what not.
        ("bench --duratoin 20s", "`vmgate bench` has no option --duratoin: did you mean --duration?"),
        ("bench --poison 20s", "`vmgate bench` has no option --poison: did you mean --poisson?"),
        ("bench 20s", "there is one argument too many. See `vmgate bench --help`."),
        ("calibrate --target 50ms --worker 2", "`vmgate calibrate` has no option --worker: did you mean --workers?"),
        ("client add x --role admin --netwrk 1", "`vmgate client add` has no option --netwrk: did you mean --network?"),
        ("pin verify 1001 --form +1555", "`vmgate pin verify` has no option --form: did you mean --from?"),
        ("mailbox add 1001 --languge fr", "`vmgate mailbox add` has no option --languge: did you mean --language?"),
        ("pin verify 1001 846273", "there is one argument too many. \(pins) See `vmgate pin verify --help`."),
        ("pin check -846273", "`vmgate pin check` has no such option. \(pins) See `vmgate pin check --help`."),
        ("pin verify 1001 --846273", "`vmgate pin verify` has no such option. \(pins) See `vmgate pin verify --help`."),
        (
            "pin reset 1001 846273 --pin",
            "--pin is for one mailbox at a time. \(pins) See `vmgate pin reset --help`."
        ),
        ("pin reset 1001 --pin=846273", "--pin takes no value. \(pins) See `vmgate pin reset --help`."),
        ("mailbox add 1001 --pin=846273", "--pin takes no value. \(pins) See `vmgate mailbox add --help`."),
        ("info 846273", "there is one argument too many. See `vmgate info --help`."),
        ("mailbox add 1001 --language fr CA", "there is one argument too many, CA. See `vmgate mailbox add --help`."),
        ("pin check now please", "there are arguments too many. See `vmgate pin check --help`."),
        ("pin verify 1001 now 846273", "there are arguments too many. \(pins) See `vmgate pin verify --help`."),
        ("info -- 846273", "there is one argument too many. See `vmgate info --help`."),
        ("pin check -- -846273", "there is one argument too many. \(pins) See `vmgate pin check --help`."),
        ("serve now", "there is one argument too many, now. See `vmgate serve --help`."),

        // Values, and their units.
        (
            "bench --duration 20",
            "--duration cannot be \"20\": it has no unit; write 20s for seconds, 20ms for milliseconds or 20m for minutes."
        ),
        ("bench --ramp 1.5", "--ramp cannot be \"1.5\": it has no unit; write 1.5s for seconds"),
        ("bench --deadline 2000", "--deadline cannot be \"2000\": it has no unit; write 2000s for seconds, 2000ms for"),
        ("bench --duration 20sec", "--duration cannot be \"20sec\": write 20s. See `vmgate bench --help`."),
        ("bench --duration 2days", "--duration cannot be \"2days\": the longest unit is h, for hours."),
        ("bench --duration soon", "--duration cannot be \"soon\": it takes a time such as 20s, 500ms, 2m or 1h."),
        ("calibrate --target 50", "--target cannot be \"50\": it has no unit; write 50s for seconds"),
        (
            "calibrate --target 50ms --memory-limit 256",
            "--memory-limit cannot be \"256\": it has no unit, so it is 256 bytes; did you mean 256MiB?"
        ),
        (
            "calibrate --target 50ms --memory-limit 2gb",
            "--memory-limit cannot be \"2gb\": the unit is GiB, so write 2GiB. See `vmgate calibrate --help`."
        ),
        ("audit show --since 24", "--since cannot be \"24\": it has no unit: 24h is 24 hours ago, 24d as many days."),
        (
            "audit show --since yesterday",
            "--since cannot be \"yesterday\": a time is an age (24h; s, m, h, d or w),"
        ),
        ("audit show --until 7", "--until cannot be \"7\": it has no unit: 7h is 7 hours ago, 7d as many days."),
        ("audit show --since 1h --until 2h", "--until is before --since: no row fits. See `vmgate audit show --help`."),
        (
            "serve --hash-memory 64",
            "--hash-memory is \"64\": it has no unit, so it is 64 bytes; did you mean 64MiB? It takes a size such as"
        ),
        (
            "serve --hash-memory 65536",
            "--hash-memory is \"65536\": it has no unit, so it is 65536 bytes; did you mean 65536KiB? It takes a size such as"
        ),
        (
            "serve --pin-policy-extra dates,keypd",
            "--pin-policy-extra is \"dates,keypd\": did you mean keypad? It takes"
        ),
        ("serve --lockout-base-s 15m", "--lockout-base-s is \"15m\": it takes no unit, so write 900. It takes"),
        ("serve --pin-max-age-d 2w", "--pin-max-age-d is \"2w\": it takes no unit, so write 14. It takes"),
        ("serve --pin-min-age-h 1day", "--pin-min-age-h is \"1day\": it takes no unit, so write 24. It takes"),
        ("serve --limits-idle-s 100ms", "--limits-idle-s is \"100ms\": it takes no unit. It takes"),
        ("serve --log-level debgu", "--log-level is \"debgu\": did you mean debug? It takes one of"),
        ("bench --rate fast", "--rate cannot be \"fast\": it takes a number. See `vmgate bench --help`."),
        ("bench --connections many", "--connections cannot be \"many\": it takes a whole number."),
        (
            "audit show --mailbox a,b",
            "--mailbox cannot be \"a,b\": it takes a mailbox, which is number or number@context."
        ),
        ("mailbox set 1001 --clock 13", "--clock cannot be \"13\": it takes 12, 24 or off, or 12_HOUR_CLOCK,"),

        (
            "say -1 --in de-DE --clock 12",
            "`vmgate say` has no such option. Put -- before an argument that begins with a dash."
        ),
        ("bench --mix a", "the mix \"a\" is not written as in right=80,wrong=10,unknown=5,locked=5.\n"),
        ("bench --rate 0", "a rate of 0 requests a second makes no sense; give 0.1 to 100000.\n"),
        ("bench --duration 1ms", "the duration of 1ms makes no sense; give 1s to 24h.\n"),
        ("bench --target 192.0.2.1:8746", "192.0.2.1:8746 is not this machine's loopback address, and a load can put"),
        ("bench --remove-context acme", "acme is not a context of a run; those are called bench-….\n"),
        ("calibrate --target 1ms", "that is too long or too short for a login; give --target 5ms to 10s.\n"),
        ("calibrate --target 50ms --workers 0", "0 workers make no sense; give 1 to 1024.\n"),
        (
            "calibrate --target 50ms --workers 9 --memory-limit 8MiB",
            "9 workers need at least 72 MiB; raise --memory-limit"
        ),
        (
            "prompts list --language tlh",
            "there is no catalog of tlh: `vmgate prompts list` lists all languages.\n"
        ),
        (
            "prompts render --language tlh",
            "there is no catalog of tlh: `vmgate prompts list` lists all languages.\n"
        ),
        (
            "audit verify --expect 5",
            "--expect cannot be \"5\": a newest row as an earlier run printed it (ROW:HASH"
        ),

        // What is missing.
        ("mailbox set 1001 --email=", "an empty value is written --email \"\". See `vmgate mailbox set --help`."),
        (
            "mailbox show",
            "<mailbox> is missing: the mailbox: number or number@context. See `vmgate mailbox show --help`."
        ),
        (
            "client add x --role frontend --context granted",
            "--context takes no word that begins a reply, and none with GRANTED or CHANGED in it.\n"
        ),
        ("client add x", "--role is missing: frontend, admin or monitor. See `vmgate client add --help`."),
        ("say --in de-DE --clock 12", "say what is to be said: a TIMESTAMP, or --messages."),
        ("say 0 --in de-DE", "say on which clock: --clock 12 or --clock 24."),
        ("say 0 --in de-DE --clock 12 --saved 1", "--saved goes with --messages: give both."),
        (
            "say 0 --in de-DE --messages 1",
            "--messages says no date: leave TIMESTAMP, --clock, --zone, --relative-to and --caller out."
        ),
        ("mailbox set 1001", "say what to change: `vmgate mailbox set --help` lists the settings.\n"),
    ]

    @Test("ends with 64, one sentence and what to do", arguments: sentences)
    func sentence(line: String, sentence: String) throws {
        let result = try CommandRun(line.split(separator: " ").map(String.init))
        #expect(result.status == 64)
        #expect(result.output == "")
        #expect(result.errors.hasPrefix("vmgate: \(sentence)"), "\(result.errors)")
        #expect(result.errors.split(separator: "\n").count == 1)
        if !sentence.contains("PIN is never given") { #expect(!result.errors.contains("PIN"), "\(result.errors)") }
        #expect(!result.errors.contains("846273"))
    }

    @Test("a unit that is missing in the environment or the file is missed there, too")
    func otherPlaces() throws {
        let variable = try CommandRun(["serve", "--print-config"], environment: ["VMGATE_HASH_MEMORY": "64"])
        #expect(variable.status == 64)
        #expect(
            variable.errors.hasPrefix(
                "vmgate: VMGATE_HASH_MEMORY is \"64\": it has no unit, so it is 64 bytes; did you"))
        try withTemporaryFile("hash:\n  memory: 64\n", ending: "yaml") { path in
            let file = try CommandRun(["serve", "--print-config", "--config", path])
            #expect(file.status == 64)
            #expect(
                file.errors.contains("hash.memory in \(path) is \"64\": it has no unit, so it is 64 bytes; did you"))
        }
    }

    @Test("a command that only has subcommands shows its help", arguments: [[], ["mailbox"], ["pin"], ["key"]])
    func group(words: [String]) throws {
        let result = try CommandRun(words)
        #expect(result.status == 0)
        #expect(result.output.hasPrefix("OVERVIEW: "))
    }

    @Test(
        "the version is printed however it is asked for",
        arguments: [
            ["version"], ["-V"], ["--version"], ["mailbox", "list", "--version"],
            ["mailbox", "list", "-V"], ["version", "--json"],
            ["-V", "--json"],
            ["--version", "--json"], ["--json", "-V"],
        ])
    func version(arguments: [String]) throws {
        let result = try CommandRun(arguments)
        let version = VmgateCommand.configuration.version
        #expect(result.status == 0)
        #expect(result.output == (arguments.contains("--json") ? #"{"version":"\#(version)"}"# : version) + "\n")
    }
}
