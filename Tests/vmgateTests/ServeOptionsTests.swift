import ArgumentParser
import Testing
import VoicemailModel

@testable import vmgate

@Suite("The flags of serve")
struct ServeOptionsTests {
    /// A value for each setting that differs from its default.
    static let values: [String: String] = [
        "listen.addresses": "[::1]:9", "listen.admin_socket": "a.sock", "store.database": "d.db",
        "access.pinless": "trusted", "listen.tls": "[::1]:10", "listen.insecure": "true", "tls.certificate": "c.pem",
        "tls.key": "k.pem", "tls.client_certificates": "optional", "tls.client_ca": "ca.pem",
        "seal.key_file": "k.key",
        "prompts.directory": "p", "prompts.default_language": "fr-CA", "prompts.pack": "mine",
        "time.default_zone": "Europe/Berlin",
        "hash.memory": "8MiB", "hash.operations": "1", "hash.workers": "3", "hash.queue": "4", "hash.deadline_ms": "50",
        "lockout.max_attempts": "6", "lockout.base_s": "7", "lockout.max_s": "8", "lockout.permanent_after": "9",
        "pin_policy.profile": "strict", "pin_policy.extra": "groups", "pin_policy.blocklist": "b",
        "pin_policy.history": "5", "pin.min_age_h": "6", "pin.max_age_d": "7", "pin.reset_valid_h": "8",
        "source.max_failures": "10", "source.window_s": "11", "limits.connections": "12", "limits.idle_s": "13",
        "limits.pipeline": "14", "audit.retention_days": "30", "metrics.address": "[::1]:15",
        "metrics.allow_remote": "true",
        "run.user": "nobody", "log.level": "debug", "log.format": "json",
    ]

    @Test("every setting with a flag can be given by it, and by its variable")
    func everyFlag() throws {
        let withFlag = ServeSettings.table.filter { $0.flag != nil }
        #expect(Set(withFlag.map(\.key)) == Set(Self.values.keys))
        let arguments = withFlag.flatMap { setting in
            ["--\(setting.flag ?? "")"] + (setting.isSwitch ? [] : [Self.values[setting.key] ?? ""])
        }
        let options = try ServeOptions.parse(arguments)
        #expect(options.given == Self.values.mapValues { [$0] })

        let variables = withFlag.map { ($0.variable, Self.values[$0.key] ?? "") }
        let machine = Machine(cores: 1, memory: 1 << 33)
        let byFlag = try SettingsLoader(file: nil, environment: [:], flags: options.given, machine: machine).load()
        let byVariable = try SettingsLoader(
            file: nil, environment: Dictionary(uniqueKeysWithValues: variables), flags: [:], machine: machine
        ).load()
        #expect(byFlag == byVariable)
        for setting in withFlag {
            #expect(setting.values(byFlag) == [Self.values[setting.key]], "\(setting.key)")
            #expect(setting.values(byFlag) != setting.values(ServeSettings()), "\(setting.key)")
        }
    }

    @Test("--listen may be given more than once")
    func repeatedListen() throws {
        let options = try ServeOptions.parse(["--listen", "127.0.0.1:1", "--listen", "[::1]:2"])
        #expect(options.given == ["listen.addresses": ["127.0.0.1:1", "[::1]:2"]])
    }

    @Test("flags, keys and variables are each unique")
    func unique() {
        let table = ServeSettings.table
        #expect(Set(table.map(\.key)).count == table.count)
        #expect(Set(table.map(\.variable)).count == table.count)
        let flags = table.compactMap(\.flag)
        #expect(Set(flags).count == flags.count)
    }

    @Test("what --print-config shows, fed back, gives the same settings")
    func printConfigRoundTrip() throws {
        let machine = Machine(cores: 2, memory: 1 << 33)
        func load(file: String? = nil, flags: [String: [String]] = [:]) throws -> ServeSettings {
            try SettingsLoader(file: file, environment: [:], flags: flags, machine: machine).load()
        }
        let strange = ["store.database": ["a \"b\"\\\n\u{1}: # é/x.db"], "prompts.default_language": ["no"]]
        let many = ["listen.addresses": ["127.0.0.1:0", "[::1]:8746", "localhost:1"]]
        for flags in [[:], Self.values.mapValues { [$0] }, strange, many] {
            let settings = try load(flags: flags)
            let again = try withTemporaryFile(settings.yaml, ending: "yaml") { try load(file: $0) }
            #expect(again == settings)
        }
    }
}
