import Testing
import VoicemailTestKit

@testable import Settings

@Suite("Variables of the environment", .timeLimit(.minutes(5)))
struct EnvironmentVariablesTests {
    private func load(_ environment: [String: String]) throws -> ServeSettings {
        try SettingsLoader(
            file: nil, environment: environment, flags: [:], machine: SettingsLoaderTests.machine
        ).load()
    }

    @Test("what Kubernetes says of services changes no setting, even under a name that was a setting's")
    func kubernetesVariables() throws {
        #expect(try load(KubernetesVariables.all) == load([:]))
        let variables = EnvironmentVariables(KubernetesVariables.all)
        #expect(variables.settings.isEmpty)
        #expect(variables.unknown.isEmpty)
        #expect(variables.ofServices.count == KubernetesVariables.all.count)
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
