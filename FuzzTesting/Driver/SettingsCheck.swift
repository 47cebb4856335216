import FuzzChecks

#if !FUZZING
    @testable import vmgate
#endif

extension FuzzCheck {
    /// A settings file: its first byte says whether the rest is YAML or JSON. It is refused in one sentence, or means
    /// settings that, printed as a settings file, mean the same again.
    static let settings = FuzzCheck(name: "settings") { input, _ in
        guard let first = input.first else { return nil }
        let path = first.isMultiple(of: 2) ? "settings.yaml" : "settings.json"
        do throws(SettingsError) {
            let settings = try load(path, Array(input.dropFirst()))
            let again = try load("printed.yaml", Array(settings.yaml.utf8))
            return again == settings ? nil : "printed and read again it is something else: \(settings.yaml)"
        } catch {
            let sentence = error.description
            guard !sentence.contains(where: \.isNewline) else { return "the refusal is not one line: \(sentence)" }
            return sentence.contains("printed.yaml") ? "what was printed is refused: \(sentence)" : nil
        }
    }

    private static func load(_ path: String, _ bytes: [UInt8]) throws(SettingsError) -> ServeSettings {
        let file = try SettingsFile(path: path, bytes: bytes)
        return try SettingsLoader(
            content: file, environment: [:], flags: [:], machine: Machine(cores: 2, memory: 8 << 30)
        ).load()
    }
}
