import Foundation
import Logging
import Testing
import VoicemailModel
import VoicemailTestKit

@testable import Settings

@Suite("Settings", .timeLimit(.minutes(5)))
struct SettingsLoaderTests {
    static let machine = Machine(cores: 4, memory: 8 << 30)

    /// Loads with a settings file of this content.
    private func load(
        file: String? = nil, environment: [String: String] = [:],
        flags: [String: [String]] = [:], machine: Machine = machine
    ) throws -> ServeSettings {
        guard let file else {
            return try SettingsLoader(file: nil, environment: environment, flags: flags, machine: machine).load()
        }
        return try withTemporaryFile(file, ending: "yaml") { path in
            try SettingsLoader(file: path, environment: environment, flags: flags, machine: machine).load()
        }
    }

    @Test("without anything given, the defaults are the documented ones")
    func defaults() throws {
        var expected = ServeSettings()
        expected.hashWorkers = 4
        #expect(try load() == expected)
        #expect(expected.listen.map(\.description) == ["127.0.0.1:8746"])
        #expect(expected.hashMemory.description == "64MiB")
        #expect(expected.adminSocket == "var/vmgate.sock")
    }

    @Test("a flag wins over the environment, that over the file, and that over the default")
    func precedence() throws {
        let file = "hash:\n  memory: 9MiB\n  queue: 1\n  operations: 3\nlog:\n  level: debug\n"
        let environment = ["VMGATE_HASH_MEMORY": "10MiB", "VMGATE_HASH_QUEUE": "2"]
        let settings = try load(file: file, environment: environment, flags: ["hash.memory": ["11MiB"]])
        #expect(settings.hashMemory.description == "11MiB")
        #expect(settings.hashQueue == 2)
        #expect(settings.hashOperations == 3)
        #expect(settings.logLevel == .debug)
        #expect(settings.hashDeadlineMilliseconds == 2000)
    }

    @Test("a JSON file is refused, with what to write instead")
    func json() throws {
        try withTemporaryFile("{}", ending: "json") { path in
            let sentence =
                "the settings file \(path) is JSON, which is no longer read: write it as YAML, and name it .yaml."
            #expect(throws: SettingsError(sentence)) {
                try SettingsLoader(file: path, environment: [:], flags: [:], machine: Self.machine)
            }
        }
    }

    @Test(
        "a key of what was a setting once is refused, with what to write instead", arguments: ["host: ::1", "port: 5"])
    func retired(line: String) throws {
        try withTemporaryFile("listen:\n  \(line)\n", ending: "yaml") { path in
            let sentence =
                "listen.\(line.prefix(4)) in \(path) is no longer a setting: write the host and the port together in"
                + " listen.addresses, such as 127.0.0.1:8746."
            let loader = try SettingsLoader(file: path, environment: [:], flags: [:], machine: Self.machine)
            #expect(throws: SettingsError(sentence)) { try loader.load() }
        }
    }

    @Test(
        "a file that sets nothing changes nothing",
        arguments: ["", "# all\n# comments\n", "hash:\n  # memory: 1\n", "{}"])
    func emptyFiles(content: String) throws {
        #expect(try load(file: content) == load())
    }

    @Test("a variable that is not ours is left alone")
    func foreignVariables() throws {
        #expect(try load(environment: ["VMGATEWAY": "x", "PATH": "/bin", "vmgate_hash_memory": "x"]) == load())
    }

    @Test("the admin socket is beside the database unless it is given")
    func adminSocket() throws {
        #expect(try load(flags: ["store.database": ["x/y/vm.db"]]).adminSocket == "x/y/vmgate.sock")
        #expect(try load(flags: ["store.database": ["vm.db"]]).adminSocket == "vmgate.sock")
        #expect(try load(flags: ["store.database": ["/vm.db"]]).adminSocket == "/vmgate.sock")
        let given = ["store.database": ["x/vm.db"], "listen.admin_socket": ["a.sock"]]
        #expect(try load(flags: given).adminSocket == "a.sock")
    }

    @Test("a database whose folder leaves the admin socket no room is refused, unless the socket is elsewhere")
    func longDatabasePath() throws {
        let database = ["store.database": [String(repeating: "d", count: 96) + "/vm.db"]]
        let error = #expect(throws: SettingsError.self) { try load(flags: database) }
        #expect(error?.description.hasSuffix("name a shorter path with listen.admin_socket (--admin-socket).") == true)
        let elsewhere = database.merging(["listen.admin_socket": ["a.sock"]]) { $1 }
        #expect(try load(flags: elsewhere).adminSocket == "a.sock")
        let fitting = ["store.database": [String(repeating: "d", count: 95) + "/vm.db"]]
        #expect(try load(flags: fitting).adminSocket.utf8.count == 107)
    }

    @Test("an admin command finds the socket as the server does, whatever else is wrong in the settings")
    func adminCommandsFindTheSocket() throws {
        let file = "store:\n  database: x/vm.db\nhash:\n  memory: nonsense\n  memroy: 1\n"
        let path = try withTemporaryFile(file, ending: "yaml") { path in
            try SettingsLoader(file: path, environment: ["VMGATE_NO": "1"], flags: [:]).adminSocket()
        }
        #expect(path == "x/vmgate.sock")
        let environment = ["VMGATE_LISTEN_ADMIN_SOCKET": "e.sock"]
        #expect(try SettingsLoader(file: nil, environment: environment, flags: [:]).adminSocket() == "e.sock")
    }

    @Test("there are as many workers as cores, as long as their memory fits in half of the machine's")
    func workers() throws {
        #expect(try load(machine: Machine(cores: 64, memory: 1 << 30)).hashWorkers == 8)
        #expect(try load(machine: Machine(cores: 2, memory: 1 << 30)).hashWorkers == 2)
        #expect(try load(machine: Machine(cores: 2, memory: 64 << 20)).hashWorkers == 1)
        #expect(try load(flags: ["hash.workers": ["16"]]).hashWorkers == 16)
    }

    @Test("metrics are served nowhere, on loopback, or elsewhere when that is allowed, in any place")
    func metrics() throws {
        #expect(try load().metrics == nil)
        #expect(try load(flags: ["metrics.address": ["off"]]).metrics == nil)
        #expect(try load(flags: ["metrics.address": ["[::1]:0"]]).metrics == HostAndPort("[::1]:0"))
        let remote = ["VMGATE_METRICS_ADDRESS": "192.0.2.1:9746"]
        let allowed = try load(file: "metrics:\n  allow_remote: true\n", environment: remote)
        #expect(allowed.metrics?.description == "192.0.2.1:9746")
        for value in ["false", "1"] {
            #expect(throws: SettingsError.self) {
                try load(file: "metrics:\n  allow_remote: \(value)\n", environment: remote)
            }
        }
    }

    @Test("addresses come as one, as a list, or as flags; the later place wins")
    func addresses() throws {
        func listen(file: String? = nil, environment: [String: String] = [:], flags: [String] = []) throws -> [String] {
            try load(file: file, environment: environment, flags: flags.isEmpty ? [:] : ["listen.addresses": flags])
                .listen.map(\.description)
        }
        let list = "listen:\n  addresses: ['127.0.0.1:1', '[::1]:2']\n"
        #expect(try listen(file: list) == ["127.0.0.1:1", "[::1]:2"])
        #expect(try listen(file: "listen:\n  addresses: localhost:3\n") == ["localhost:3"])
        #expect(try listen(file: list, environment: ["VMGATE_LISTEN_ADDRESSES": "127.0.0.1:5"]) == ["127.0.0.1:5"])
        #expect(
            try listen(environment: ["VMGATE_LISTEN_ADDRESSES": "127.0.0.1:1, 127.0.0.1:2"])
                == ["127.0.0.1:1", "127.0.0.1:2"])
        #expect(try listen(file: list, flags: ["127.0.0.1:0"]) == ["127.0.0.1:0"])
        #expect(try listen(flags: ["127.0.0.1:0", "[::1]:1,[::1]:2"]) == ["127.0.0.1:0", "[::1]:1", "[::1]:2"])
    }

    // The sentences are part of what is promised to an operator; each names the setting, the value and what to write.
    static let refusals: [(flags: [String: [String]], sentence: String)] = [
        (
            ["hash.memory": ["64MB"]],
            #"--hash-memory is "64MB": the unit is MiB, so write 64MiB. It takes a size such as 64MiB, 65536KiB or plain bytes,"#
                + " from 8KiB to 4GiB."
        ),
        (
            ["hash.memory": ["8191"]],
            #"--hash-memory is "8191": it has no unit, so it is 8191 bytes; did you mean 8191KiB? It takes a size such as"#
                + " 64MiB, 65536KiB or plain bytes, from 8KiB to 4GiB."
        ),
        (["hash.operations": ["0"]], #"--hash-operations is "0"; it takes a whole number from 1 to 1000."#),
        (["hash.queue": ["-1"]], #"--hash-queue is "-1"; it takes a whole number from 1 to 100000."#),
        (["hash.workers": ["two"]], #"--hash-workers is "two"; it takes a whole number from 1 to 1024."#),
        (
            ["hash.deadline_ms": ["2s"]],
            #"--hash-deadline-ms is "2s": it takes no unit, so write 2000. It takes a whole number of milliseconds from 10 to 600000."#
        ),
        (
            ["listen.addresses": ["127.0.0.1:1", "pbx.example.net:2"]],
            #"--listen is "127.0.0.1:1", "pbx.example.net:2"; it takes an IP address or localhost, and a port, such as"#
                + " 127.0.0.1:8746, [::1]:8746 or localhost:0."
        ),
        (
            ["listen.addresses": ["127.0.0.1:80", "127.0.0.1:0", "127.0.0.1:0", "127.0.0.1:80"]],
            "127.0.0.1:80 is given twice in listen.addresses and listen.tls: give it once."
        ),
        (["listen.admin_socket": [""]], #"--admin-socket is ""; it takes a path of at most 107 bytes."#),
        (["store.database": [""]], #"--database is ""; it takes a path."#),
        (
            ["time.default_zone": ["Mars/Olympus"]],
            #"--default-zone is "Mars/Olympus"; it takes an IANA time zone such as America/Toronto."#
        ),
        (
            ["time.default_zone": ["PST"]],
            #"--default-zone is "PST"; it takes an IANA time zone such as America/Toronto."#
        ),
        (
            ["log.level": ["loud"]],
            #"--log-level is "loud"; it takes one of trace, debug, info, notice, warning, error, critical."#
        ),
        (
            ["metrics.address": ["example.com:1"]],
            #"--metrics is "example.com:1"; it takes off, or an IP address and a port such as 127.0.0.1:9746 or [::1]:0."#
        ),
        (
            ["metrics.address": ["[::]:9746"]],
            "metrics.address ([::]:9746) can be reached from other machines, and whoever reaches it can read it: name a"
                + " loopback address, or set metrics.allow_remote (--metrics-allow-remote)."
        ),
        (["log.format": ["xml"]], #"--log-format is "xml"; it takes one of text, json."#),
        (
            ["lockout.base_s": ["10"], "lockout.max_s": ["9"]],
            "lockout.base_s (10) is more than lockout.max_s (9): lower the first or raise the second."
        ),
        (
            ["lockout.max_attempts": ["101"]],
            "lockout.max_attempts (101) is more than lockout.permanent_after (100): lower the first or raise the second."
        ),
        (
            ["hash.memory": ["4GiB"], "hash.workers": ["3"]],
            "hash.workers (3) times hash.memory (4GiB) is more than this machine's 8GiB of memory: lower one of them."
        ),
    ]

    @Test("a bad value is refused in one sentence that says what is accepted", arguments: refusals)
    func refusesBadValues(flags: [String: [String]], sentence: String) {
        #expect(throws: SettingsError(sentence)) { try load(flags: flags) }
    }

    @Test("a refusal names the place that the value is in")
    func namesThePlace() throws {
        let inEnvironment = #expect(throws: SettingsError.self) { try load(environment: ["VMGATE_HASH_QUEUE": "x"]) }
        #expect(inEnvironment?.description.hasPrefix(#"VMGATE_HASH_QUEUE is "x"; it takes "#) == true)
        let inFile = #expect(throws: SettingsError.self) { try load(file: "hash:\n  queue: x\n") }
        #expect(inFile?.description.hasPrefix("hash.queue in /") == true)
        #expect(inFile?.description.contains(#".yaml is "x"; it takes "#) == true)
    }

    @Test("a value's newlines and length do not get into the sentence")
    func boundsWhatItRepeats() {
        let long = String(repeating: "x\n", count: 1000)
        let error = #expect(throws: SettingsError.self) { try load(environment: ["VMGATE_HASH_QUEUE": long]) }
        #expect(error?.description.contains("\n") == false)
        #expect((error?.description.count ?? 0) < 200)
        let key = #expect(throws: SettingsError.self) {
            try load(file: #"{"a\nb\u001bc":1}"#)
        }
        #expect(key?.description.hasPrefix("there is no setting a?b?c, named in ") == true)
    }

    @Test("an unknown key is refused, with the nearest that there is")
    func unknownKeys() {
        let cases: [(file: String, part: String)] = [
            ("hash:\n  memroy: 1\n", "did you mean hash.memory?"),
            ("hush:\n  memory: 1\n", "there is no setting hush.memory, named in /"),
            ("database: x\n", "did you mean store.database?"),
            ("colour: red\n", "`vmgate serve --print-config` lists all settings."),
            ("hash: 64MiB\n", "there is no setting hash, "),
        ]
        for (file, part) in cases {
            let error = #expect(throws: SettingsError.self) { try load(file: file) }
            #expect(error?.description.contains(part) == true, "\(error?.description ?? "")")
        }
    }

    @Test(
        "a value of a form that no setting has is refused",
        arguments: [
            "hash: {queue: true}", "hash: {queue: [1, 2]}", "hash: {queue: 1.5}", "hash: {queue: []}",
            "listen: {addresses: []}", "listen: {addresses: 7}", "hash: {queue: {a: 1}}",
        ])
    func wrongForms(file: String) {
        #expect(throws: SettingsError.self) { try load(file: file) }
    }

    @Test(
        "a file that cannot be used is refused with its path",
        arguments: [
            ("hash: [", "yaml"), ("- a\n- b\n", "yaml"), ("{\"hash\":", "yaml"), ("[1]", "yml"), ("", "conf"),
            ("hash.memory=1", "ini"), ("a: 1\na: 2\n", "yaml"), ("\u{0}\u{1}", "yaml"),
        ])
    func unusableFiles(content: String, ending: String) throws {
        try withTemporaryFile(content, ending: ending) { path in
            let error = #expect(throws: SettingsError.self) {
                try SettingsLoader(file: path, environment: [:], flags: [:], machine: Self.machine).load()
            }
            #expect(error?.description.contains(path) == true)
            #expect(error?.description.contains("\n") == false)
        }
    }

    @Test("a file that others can write is refused, and one with clients that others can read")
    func openFiles() throws {
        for (content, mode, reason) in [
            ("log:\n  level: info\n", 0o666, "can be written by others: chmod o-w "),
            ("clients:\n  a: b\n", 0o644, "holds secrets, and others can read it: chmod o= "),
            ("clients:\n  a: b\n", 0o660, "holds secrets, and its group can write it: chmod g-w "),
        ] {
            try withTemporaryFile(content, ending: "yaml") { path in
                try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
                let error = #expect(throws: SettingsError.self) {
                    try SettingsLoader(file: path, environment: [:], flags: [:], machine: Self.machine).load()
                }
                #expect(error?.description == "the settings file \(path) \(reason)\(path)")
            }
        }
        try withTemporaryFile("log:\n  level: debug\n", ending: "yaml") { path in
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
            let loader = try SettingsLoader(file: path, environment: [:], flags: [:], machine: Self.machine)
            #expect(try loader.load().logLevel == .debug)
        }
    }

    @Test("a file that is not there is refused with its path")
    func missingFile() {
        let error = #expect(throws: SettingsError.self) {
            try SettingsLoader(file: "no/such.yaml", environment: [:], flags: [:], machine: Self.machine)
        }
        #expect(
            error?.description
                == "the settings file no/such.yaml cannot be read: is the path right, and may this user read it?")
    }
}
