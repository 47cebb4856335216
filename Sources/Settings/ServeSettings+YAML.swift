extension ServeSettings {
    /// What is in force, as a settings file in YAML that says the same again.
    package var yaml: String {
        var text = "# What `vmgate serve` runs with. This is a settings file: use it with --config FILE.yaml.\n"
        var section = ""
        for setting in SettingTable.all {
            let parts = setting.key.split(separator: ".", maxSplits: 1)
            if parts[0] != section {
                section = String(parts[0])
                text += "\(section):\n"
            }
            let form = setting.form
            let values = setting.texts(in: self).map { form.isQuoted ? Self.quoted($0) : $0 }
            text += "  \(parts[1]): " + (form.isList ? "[\(values.joined(separator: ", "))]" : values[0]) + "\n"
        }
        return text + (clients.isEmpty ? "" : "clients:\n" + clients.map(\.yaml).joined())
    }

    /// A double-quoted scalar: YAML 1.2 §7.3.1.
    static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case let control where control.value < 0x20 || control.value == 0x7F:
                let digits = String(control.value, radix: 16)
                quoted += "\\x" + String(repeating: "0", count: 2 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
