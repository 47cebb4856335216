extension ServeSettings {
    /// What is in force, as a settings file in YAML that says the same again.
    var yaml: String {
        var text = "# What `vmgate serve` runs with. This is a settings file: use it with --config FILE.yaml.\n"
        var section = ""
        for setting in Self.table where isShown(setting) {
            let parts = setting.key.split(separator: ".", maxSplits: 1)
            if parts[0] != section {
                section = String(parts[0])
                text += "\(section):\n"
            }
            let values = setting.values(self).map { setting.isQuoted ? Self.quoted($0) : $0 }
            text += "  \(parts[1]): " + (setting.isList ? "[\(values.joined(separator: ", "))]" : values[0]) + "\n"
        }
        return text + clientLines
    }

    /// The clients, as `clients` in the file.
    private var clientLines: String {
        clients.isEmpty ? "" : "clients:\n" + clients.map(\.yaml).joined()
    }

    /// One address is shown as host and port, several as a list.
    private func isShown(_ setting: Setting) -> Bool {
        switch setting.key {
        case "listen.host", "listen.port": listen.count == 1
        case "listen.addresses": listen.count > 1
        default: true
        }
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
