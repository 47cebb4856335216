import Testing

@testable import Settings

@Suite("Variables of the environment", .timeLimit(.minutes(5)))
struct EnvironmentVariablesTests {
    /// What Kubernetes gives every pod about a service `vmgate` with a named port, and about one called `vmgate-listen`.
    static let kubernetes = [
        "VMGATE_PORT": "tcp://10.0.0.1:8746",
        "VMGATE_PORT_8746_TCP": "tcp://10.0.0.1:8746",
        "VMGATE_PORT_8746_TCP_ADDR": "10.0.0.1",
        "VMGATE_PORT_8746_TCP_PORT": "8746",
        "VMGATE_PORT_8746_TCP_PROTO": "tcp",
        "VMGATE_PORT_53_UDP": "udp://10.0.0.1:53",
        "VMGATE_PORT_53_UDP_ADDR": "",
        "VMGATE_PORT_9_SCTP_PROTO": "no\nsuch \u{1B} \"value\"",
        "VMGATE_SERVICE_HOST": "10.0.0.1",
        "VMGATE_SERVICE_PORT": "8746",
        "VMGATE_SERVICE_PORT_REDIS_TLS": "8747",
        "VMGATE_LISTEN_PORT": "tcp://10.0.0.2:8746",
        "VMGATE_LISTEN_SERVICE_HOST": "10.0.0.2",
        "VMGATE_METRICS_PORT": "tcp://[fd00::1]:9746",
        "VMGATE_METRICS_PORT_9746_TCP": "tcp://[fd00::1]:9746",
    ]

    private func load(_ environment: [String: String]) throws -> ServeSettings {
        try SettingsLoader(
            file: nil, environment: environment, flags: [:], machine: SettingsLoaderTests.machine
        ).load()
    }

    @Test("what Kubernetes says of services changes no setting, even under a name that was a setting's")
    func kubernetesVariables() throws {
        #expect(try load(Self.kubernetes) == load([:]))
        let variables = EnvironmentVariables(Self.kubernetes)
        #expect(variables.settings.isEmpty)
        #expect(variables.unknown.isEmpty)
        #expect(variables.ofServices.count == Self.kubernetes.count)
        #expect(variables.ofServices.first == "VMGATE_LISTEN_PORT")
    }

    @Test("no variable of a setting is taken for one of Kubernetes', as long as its value is the setting's")
    func settingsStaySettings() throws {
        for setting in SettingTable.all {
            let variables = EnvironmentVariables([setting.variable: setting.texts(in: ServeSettings()).first ?? ""])
            #expect(variables.settings.keys.sorted() == [setting.variable])
            #expect(variables.ofServices.isEmpty && variables.unknown.isEmpty)
        }
    }

    @Test(
        "a variable of what was a setting once is refused, with what to write instead",
        arguments: ["VMGATE_LISTEN_HOST": "::1", "VMGATE_LISTEN_PORT": "5"])
    func retired(name: String, value: String) {
        let sentence =
            "\(name) is no longer a setting: write the host and the port together in VMGATE_LISTEN_ADDRESSES, such as"
            + " 127.0.0.1:8746."
        #expect(throws: SettingsError(sentence)) { try load([name: value]) }
        #expect(EnvironmentVariables([name: value]).unknown.isEmpty)
    }

    @Test(
        "a variable that is not a setting is ignored, and the nearest setting is named",
        arguments: [
            ("VMGATE_LOG_LEVLE", "VMGATE_LOG_LEVEL"), ("VMGATE_HASH_MEM", "VMGATE_HASH_MEMORY"),
            ("VMGATE_DATABASE", "VMGATE_STORE_DATABASE"), ("VMGATE_STORE_DATABASE_", "VMGATE_STORE_DATABASE"),
            ("VMGATE_PORT", nil), ("VMGATE_LISTEN_TSL", "VMGATE_LISTEN_TLS"),
            ("VMGATE_COLOUR", nil), ("VMGATE_", nil), ("VMGATE_x", nil),
            ("VMGATE_METRICS_PORT", nil), ("VMGATE_" + String(repeating: "A", count: 100_000), nil),
        ] as [(String, String?)])
    func unknown(name: String, nearest: String?) throws {
        let variables = EnvironmentVariables([name: "1"])
        #expect(variables.unknown == [.init(name: String(name.prefix(80)), nearest: nearest)])
        #expect(variables.ofServices.isEmpty)
        #expect(try load([name: "1"]) == load([:]))
    }

    @Test("what is shown of many unknown variables is bounded")
    func many() {
        let names = (0..<1000).map { "VMGATE_X\(1000 + $0)\nY" }
        let variables = EnvironmentVariables(Dictionary(uniqueKeysWithValues: names.map { ($0, "") }))
        #expect(variables.unknown.count == EnvironmentVariables.mostShown)
        #expect(variables.unshown == 1000 - EnvironmentVariables.mostShown)
        #expect(variables.unknown.first?.name == "VMGATE_X1000?Y")
    }
}
