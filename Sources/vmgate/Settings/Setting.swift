/// One setting of `vmgate serve`: its names, its kind of value, and the place that the value goes to.
struct Setting: Sendable {
    /// The name in the settings file: `hash.memory`.
    let key: String
    /// The flag without its dashes; nil when the setting has none of its own.
    let flag: String?
    let help: String
    let placeholder: String
    let accepts: String
    /// Whether the file shows its values in quotes.
    let isQuoted: Bool
    /// Whether it may have more than one value.
    let isList: Bool
    /// Whether its values are true and false, and its flag has none.
    let isSwitch: Bool
    /// The default as the help names it.
    let defaultText: String
    /// The values that it takes, when these are few words.
    var choices: [String] = []
    /// What was meant by a value that it does not take, to follow a colon; nil where there is nothing to guess.
    var hint: @Sendable (String) -> String? = { _ in nil }
    /// Puts the values in; false when one of them is not accepted.
    let assign: @Sendable ([String], inout ServeSettings) -> Bool
    /// The values that are in force.
    let values: @Sendable (ServeSettings) -> [String]

    /// A setting with one value.
    init<Value: Sendable>(
        _ key: String, flag: String?, _ place: any WritableKeyPath<ServeSettings, Value> & Sendable,
        _ kind: SettingKind<Value>, help: String, defaultText: String? = nil
    ) {
        self.key = key
        self.flag = flag
        self.help = help
        placeholder = kind.placeholder
        accepts = kind.accepts
        isQuoted = kind.isQuoted
        isList = false
        isSwitch = Value.self == Bool.self
        choices = kind.choices
        hint = kind.hint
        self.defaultText = defaultText ?? kind.print(ServeSettings()[keyPath: place])
        assign = { texts, settings in
            guard texts.count == 1, let value = kind.parse(texts[0]) else { return false }
            settings[keyPath: place] = value
            return true
        }
        values = { [kind.print($0[keyPath: place])] }
    }

    /// Addresses to listen on.
    ///
    /// - Parameter mayBeEmpty: whether a list without addresses is one.
    init(
        addresses key: String, flag: String,
        _ place: any WritableKeyPath<ServeSettings, [ListenAddress]> & Sendable, mayBeEmpty: Bool, help: String
    ) {
        self.key = key
        self.flag = flag
        self.help = help
        placeholder = "HOST:PORT"
        accepts =
            "an IP address or localhost, and a port, such as 127.0.0.1:8746, [::1]:8746 or localhost:0"
        isQuoted = true
        isList = true
        isSwitch = false
        let standard = ServeSettings()[keyPath: place]
        defaultText = standard.isEmpty ? "none" : standard.map(\.description).joined(separator: ", ")
        assign = { texts, settings in
            let addresses = texts.compactMap { ListenAddress($0) }
            guard mayBeEmpty || !texts.isEmpty, addresses.count == texts.count else { return false }
            settings[keyPath: place] = addresses
            return true
        }
        values = { $0[keyPath: place].map(\.description) }
    }

    /// The environment variable: the key in upper snake case behind `VMGATE_`.
    var variable: String {
        "VMGATE_" + key.uppercased().replacing(".", with: "_")
    }

    /// The setting of this key, which is one of the table's.
    static func named(_ key: String) -> Setting? {
        ServeSettings.table.first { $0.key == key }
    }
}
