/// One setting of `vmgate serve`, and all that is said of it: its flag, its variable, its key in the file, its entries in the
/// manual and in docs/settings.md, and its row in the table test are made from this.
package struct Setting<Value: Sendable>: AnySetting {
    package let key: String
    package let flag: String
    package let help: String
    package let note: String
    package let defaultText: String
    package var form: SettingForm { kind.form }
    let kind: SettingKind<Value>
    let standard: Value
    /// Whether `defaultText` is the default as it is written, and not words about it.
    package let isDefaultWritten: Bool

    /// - Parameters:
    ///   - flag: where it is not the key with dashes.
    ///   - standard: the default.
    ///   - help: what it is, in a sentence for `--help`, the manual and the page.
    ///   - note: what the page says besides, in Markdown.
    ///   - defaultText: words for a default that depends on other settings or on the machine.
    init(
        _ key: String, flag: String? = nil, _ kind: SettingKind<Value>, _ standard: Value, _ help: String,
        note: String = "", defaultText: String? = nil
    ) {
        self.key = key
        self.flag = flag ?? String(key.map { "._".contains($0) ? "-" : $0 })
        self.kind = kind
        self.standard = standard
        self.help = help
        self.note = note
        let shown = kind.show(standard)
        self.defaultText = defaultText ?? (shown.isEmpty ? "none" : shown.joined(separator: ", "))
        isDefaultWritten = defaultText == nil && !shown.isEmpty
    }

    package func value(of texts: [String]) -> (any Sendable)? {
        kind.read(texts)
    }

    package func texts(in settings: ServeSettings) -> [String] {
        kind.show(settings.value(of: self))
    }
}

/// A setting, whatever its values are.
package protocol AnySetting: Sendable {
    /// The name in the settings file: `hash.memory`.
    var key: String { get }
    /// The flag without its dashes.
    var flag: String { get }
    var help: String { get }
    var note: String { get }
    /// The default as the help names it.
    var defaultText: String { get }
    var isDefaultWritten: Bool { get }
    var form: SettingForm { get }
    /// Nil when one of the texts is not accepted.
    func value(of texts: [String]) -> (any Sendable)?
    /// The value that is in force; a list has any number of texts, another setting one.
    func texts(in settings: ServeSettings) -> [String]
}

extension AnySetting {
    /// The environment variable: the key in upper snake case behind `VMGATE_`.
    package var variable: String { EnvironmentVariables.name(of: key) }

    /// The row of docs/settings.md.
    package var pageRow: String {
        let repeated = form.isList ? ", repeatable" : ""
        let named = form.isSwitch ? "--\(flag)" : "--\(flag) \(form.placeholder)"
        let shown = isDefaultWritten ? "`\(defaultText)`" : defaultText
        let about = note.isEmpty ? help : "\(help) \(note)"
        return "| `\(key)` | `\(named)`\(repeated) | \(form.accepts) | \(shown) | \(about) |"
    }
}
