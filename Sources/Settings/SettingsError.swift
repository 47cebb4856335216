import VoicemailModel

/// Why the settings cannot be used: one sentence that says which one, and what is accepted.
package struct SettingsError: Error, Equatable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }

    static func unknown(_ name: String, among known: some Sequence<String>, in place: String, what: String) -> Self {
        let hint = NearestWord.nearest(to: name, among: known).map { "did you mean \($0)?" }
        return SettingsError(
            "there is no \(what) \(name.onOneLine), named in \(place): "
                + (hint ?? "`vmgate serve --print-config` lists all settings."))
    }

    static func retired(_ name: String, _ successor: String) -> Self {
        SettingsError(
            "\(name) is no longer a setting: write the host and the port together in \(successor), such as"
                + " \(HostAndPort.standard).")
    }

    /// - Parameter name: how the place where the setting is names it.
    static func refused(_ texts: [String], _ name: String, _ form: SettingForm) -> Self {
        // What somebody else wrote is bounded and on one line wherever it is shown.
        let shown = texts.map { "\"\($0.onOneLine)\"" }
        let value = texts.isEmpty ? "has no usable value" : "is \(shown.joined(separator: ", "))"
        let hint = texts.count == 1 ? form.hint(texts[0]).map { ": \($0) It" } : nil
        return SettingsError("\(name) \(value)\(hint ?? "; it") takes \(form.accepts).")
    }
}

extension String {
    /// The beginning of a text that somebody else wrote, fit for a sentence: without line ends, what else a terminal would obey, and
    /// quotes.
    package var onOneLine: String {
        let unfit: (Character) -> Bool = { character in
            character == "\"" || character.unicodeScalars.contains(where: \.commandsTerminal)
        }
        return String(prefix(80).map { unfit($0) ? "?" : $0 })
    }
}
