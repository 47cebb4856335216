import Testing
import VoicemailTestKit

@testable import Settings

/// What each row makes of itself.
@Suite("The table of settings", .timeLimit(.minutes(5)))
struct SettingTableTests {
    @Test("has unique keys, variables and flags")
    func unique() {
        for names in [SettingTable.all.map(\.key), SettingTable.all.map(\.variable), SettingTable.all.map(\.flag)] {
            #expect(names.count > 40 && Set(names).count == names.count)
        }
    }

    @Test("what a setting takes is taken in each place, and printed so that it is read again", arguments: keys)
    func taken(key: String) throws {
        let setting = try #require(SettingTable.named(key))
        func texts(
            file: String? = nil, environment: [String: String] = [:], flags: [String: [String]] = [:]
        ) throws -> [String] {
            let content = try file.map { try SettingsFile(path: "s.yaml", bytes: Array($0.utf8)) }
            let loader = SettingsLoader(
                content: content, environment: environment, flags: flags, machine: SettingsLoaderTests.machine)
            return setting.texts(in: try loader.load(only: [key]))
        }
        #expect(try setting.form.examples.taken.contains { try texts(flags: [key: [$0]]) != texts() })
        for text in setting.form.examples.taken {
            let value = try texts(flags: [key: [text]])
            let parts = key.split(separator: ".")
            #expect(try texts(environment: [setting.variable: text]) == value)
            #expect(try texts(file: "\(parts[0]):\n  \(parts[1]): \(ServeSettings.quoted(text))\n") == value)
            var settings = ServeSettings()
            let isTaken = settings.give(setting, [text])
            #expect(isTaken)
            #expect(try texts(file: settings.yaml) == value)
        }
    }

    @Test("what a setting does not take is refused by its name, with what it takes", arguments: keys)
    func refused(key: String) throws {
        let setting = try #require(SettingTable.named(key))
        for text in setting.form.examples.refused {
            let loader = SettingsLoader(
                content: nil, environment: [:], flags: [key: [text]], machine: SettingsLoaderTests.machine)
            let error = #expect(throws: SettingsError.self, "\(text)") { try loader.load(only: [key]) }
            #expect(error?.description.hasPrefix("--\(setting.flag) is \"") == true)
            #expect(error?.description.hasSuffix(" takes \(setting.form.accepts).") == true)
        }
    }

    @Test("its default is a value that it takes, and is shown", arguments: keys)
    func defaults(key: String) throws {
        let setting = try #require(SettingTable.named(key))
        let texts = setting.texts(in: ServeSettings())
        #expect(setting.value(of: texts) != nil)
        if setting.isDefaultWritten { #expect(setting.defaultText == texts.joined(separator: ", ")) }
        let shown = setting.isDefaultWritten ? "`\(setting.defaultText)`" : setting.defaultText
        #expect(setting.pageRow.contains(" | \(shown) | "))
    }

    private static let keys = SettingTable.all.map(\.key)
}
