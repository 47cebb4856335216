import Configuration

/// One place that settings come from: the file, the environment or the flags.
struct SettingsLayer {
    /// How this place names a setting: its key, its variable or its flag.
    let name: (Setting) -> String
    /// Set when there is something here that is not a setting.
    let objection: SettingsError?
    private let snapshot: any ConfigSnapshot
    /// The keys whose value is JSON's `true` or `false`.
    private var booleans: Set<String> = []

    /// The flags, by key.
    init(flags: [String: [String]]) {
        let values = flags.map { key, values in
            (AbsoluteConfigKey(ConfigKey(key)), ConfigValue(.stringArray(values), isSecret: false))
        }
        snapshot = InMemoryProvider(name: "flags", values: Dictionary(uniqueKeysWithValues: values)).snapshot()
        name = { "--\($0.flag ?? $0.key)" }
        objection = nil
    }

    /// The variables of settings.
    init(environment: EnvironmentVariables) {
        objection = nil
        snapshot = EnvironmentVariablesProvider(environmentVariables: environment.settings)
            .prefixKeys(with: "vmgate").snapshot()
        name = { $0.variable }
    }

    /// The settings file.
    init(file: SettingsFile) {
        let known = Set(ServeSettings.table.map(\.key))
        objection = file.keys.sorted().first { key in
            // A section whose settings are all commented out reads as a key without a value.
            !known.contains(key) && !ClientSettings.owns(key)
                && !(known.contains { $0.hasPrefix(key + ".") } && file.isEmpty(key))
        }.map { .unknown($0, among: known, in: file.path, what: "setting") }
        snapshot = file.snapshot
        booleans = file.booleans
        name = { "\($0.key) in \(file.path)" }
    }

    /// The setting's values in this place; nil when it has none here, empty when they are of a form that no setting has.
    func values(of setting: Setting) -> [String]? {
        let texts = snapshot.texts(forKey: AbsoluteConfigKey(ConfigKey(setting.key)), isList: setting.isList)
        guard booleans.contains(setting.key) else { return texts }
        // swift-configuration hands them out as 1 and 0, which a setting that takes a number must not take.
        return setting.isSwitch ? texts.map { $0.map { $0 == "1" ? "true" : "false" } } : []
    }
}

extension ConfigSnapshot {
    /// The value as text: a number of a JSON file, too.
    func texts(forKey key: AbsoluteConfigKey, isList: Bool) -> [String]? {
        var isThere = false
        for type in isList ? [ConfigType.stringArray, .string, .intArray, .int] : [.string, .stringArray, .int] {
            // A value of another type is reported as an error; the next type may fit.
            guard let result = try? value(forKey: key, type: type) else {
                isThere = true
                continue
            }
            switch result.value?.content {
            case .string(let text): return [text]
            case .stringArray(let texts): return texts
            case .int(let number): return [String(number)]
            case .intArray(let numbers): return numbers.map { String($0) }
            default: continue
            }
        }
        return isThere ? [] : nil
    }
}

extension SettingsError {
    static func unknown(_ name: String, among known: Set<String>, in place: String, what: String) -> SettingsError {
        let hint = NearestWord.nearest(to: name, among: known).map { "did you mean \($0)?" }
        return SettingsError(
            "there is no \(what) \(name.onOneLine), named in \(place): "
                + (hint ?? "`vmgate serve --print-config` lists all settings."))
    }
}

extension String {
    /// The beginning of a text that somebody else wrote, fit for a sentence: without line ends, other control characters and
    /// quotes.
    var onOneLine: String {
        let unfit: (Character) -> Bool = { character in
            character == "\"" || character.isNewline
                || character.unicodeScalars.contains { $0.properties.generalCategory == .control }
        }
        return String(prefix(80).map { unfit($0) ? "?" : $0 })
    }
}
