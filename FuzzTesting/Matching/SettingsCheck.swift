public import FuzzChecks
import Settings

extension FuzzCheck {
    /// A settings file. It is refused in one sentence, or means settings that, printed as a settings file, mean the same again.
    public static let settings = FuzzCheck(name: "settings") { input, _ in
        do throws(SettingsError) {
            let settings = try load("settings.yaml", input)
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
