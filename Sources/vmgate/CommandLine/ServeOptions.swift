import ArgumentParser
import Settings

/// The flags of `vmgate serve`: one for each setting. Names, help and defaults come from the setting's row.
///
/// ArgumentParser looks for flags in a type's mirror, and decodes what was given under the same names: here both are made of
/// `SettingTable`.
struct ServeOptions: ParsableArguments, CustomReflectable {
    /// What was given on the command line, by key.
    private(set) var given: [String: [String]] = [:]

    init() {}

    init(from decoder: any Decoder) throws {
        let flags = try decoder.container(keyedBy: SettingKey.self)
        for setting in SettingTable.all {
            let key = SettingKey(stringValue: setting.key)
            given[setting.key] =
                if setting.form.isSwitch {
                    try flags.decode(Flag<Bool>.self, forKey: key).wrappedValue ? ["true"] : nil
                } else if setting.form.isList {
                    try flags.decode(Option<[String]>.self, forKey: key).wrappedValue.nonEmpty
                } else {
                    try flags.decode(Option<String?>.self, forKey: key).wrappedValue.map { [$0] }
                }
        }
    }

    var customMirror: Mirror {
        Mirror(self, children: SettingTable.all.map { (label: $0.key, value: Self.flag($0)) })
    }

    private static func flag(_ setting: any AnySetting) -> Any {
        let form = setting.form
        let name = NameSpecification.customLong(setting.flag)
        let help = ArgumentHelp("\(setting.help) (default: \(setting.defaultText))", valueName: form.placeholder)
        let completion: CompletionKind? =
            switch form.placeholder {
            case "FILE", "PATH": .file()
            case "DIR": .directory
            default: form.choices.isEmpty ? nil : .list(form.choices)
            }
        if form.isSwitch { return Flag(wrappedValue: false, name: name, help: help) }
        return form.isList
            ? Option<[String]>(wrappedValue: [], name: name, parsing: .singleValue, help: help, completion: completion)
            : Option<String?>(name: name, help: help, completion: completion)
    }
}

private struct SettingKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }

    init?(intValue: Int) { nil }
}

extension [String] {
    fileprivate var nonEmpty: Self? { isEmpty ? nil : self }
}
