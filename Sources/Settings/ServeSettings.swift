package import VoicemailModel

/// What `vmgate serve` runs with: the value of each row of `SettingTable`, and the clients.
@dynamicMemberLookup
package struct ServeSettings: Equatable, Sendable {
    /// By key; what was not given has its row's default.
    private var values: [String: any Sendable] = [:]
    /// Who may connect, in the order of their names; from the settings file only.
    package var clients: [Client] = []

    package static let sameUser = "same"

    package init() {}

    package subscript<Value>(dynamicMember row: KeyPath<SettingTable, Setting<Value>>) -> Value {
        get { value(of: SettingTable.rows[keyPath: row]) }
        set { values[SettingTable.rows[keyPath: row].key] = newValue }
    }

    func value<Value>(of setting: Setting<Value>) -> Value {
        values[setting.key] as? Value ?? setting.standard
    }

    func isGiven(_ key: String) -> Bool { values[key] != nil }

    /// False when one of the texts is not accepted.
    mutating func give(_ setting: any AnySetting, _ texts: [String]) -> Bool {
        guard let value = setting.value(of: texts) else { return false }
        values[setting.key] = value
        return true
    }

    package static func == (left: ServeSettings, right: ServeSettings) -> Bool {
        left.clients == right.clients && SettingTable.all.allSatisfy { $0.texts(in: left) == $0.texts(in: right) }
    }
}

/// How a log line is written.
package enum LogFormat: String, CaseIterable, Sendable {
    case text
    case json
}

extension LanguageTag {
    package static let americanEnglish = LanguageTag("en-US")!
}
