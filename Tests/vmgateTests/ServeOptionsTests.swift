import ArgumentParser
import Settings
import Testing
import VoicemailTestKit

@testable import vmgate

@Suite("The flags of serve", .timeLimit(.minutes(5)))
struct ServeOptionsTests {
    /// A value for each setting, none of them its default.
    private static let values = Dictionary(
        uniqueKeysWithValues: SettingTable.all.map { setting in
            (setting.key, setting.form.examples.taken.first { $0 != setting.defaultText } ?? "")
        })

    @Test("every setting can be given by its flag")
    func everyFlag() throws {
        let arguments = SettingTable.all.flatMap { setting in
            ["--\(setting.flag)"] + (setting.form.isSwitch ? [] : [Self.values[setting.key] ?? ""])
        }
        #expect(try ServeOptions.parse(arguments).given == Self.values.mapValues { [$0] })
        #expect(try ServeOptions.parse([]).given == [:])
    }

    @Test("--listen may be given more than once")
    func repeatedListen() throws {
        let options = try ServeOptions.parse(["--listen", "127.0.0.1:1", "--listen", "[::1]:2"])
        #expect(options.given == ["listen.addresses": ["127.0.0.1:1", "[::1]:2"]])
    }

    @Test("what --print-config shows, fed back, gives the same settings")
    func printConfigRoundTrip() throws {
        let machine = Machine(cores: 2, memory: 1 << 33)
        func load(file: String? = nil, flags: [String: [String]] = [:]) throws -> ServeSettings {
            try SettingsLoader(file: file, environment: [:], flags: flags, machine: machine).load()
        }
        let strange = ["store.database": ["a \"b\"\\\n\u{1}: # é/x.db"], "prompts.default_language": ["no"]]
        let many = ["listen.addresses": ["127.0.0.1:0", "[::1]:8746", "localhost:1"]]
        for flags in [[:], strange, many] {
            let settings = try load(flags: flags)
            let again = try withTemporaryFile(settings.yaml, ending: "yaml") { try load(file: $0) }
            #expect(again == settings)
        }
    }
}
