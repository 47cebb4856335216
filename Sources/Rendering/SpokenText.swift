public import Prompts
internal import VoicemailModel

/// A text of a catalog and the file that its sound is in.
public struct SpokenText: Hashable, Sendable {
    /// As replies name it: `enter-pin`, `weekday/1`. With `.wav` it is the file's place in the language's folder.
    public let name: String
    public let text: String
    public let isPrompt: Bool

    /// All of a catalog, prompts first.
    public static func all(of catalog: PromptCatalog) -> [SpokenText] {
        let prompts = PromptID.allCases.map {
            SpokenText(name: $0.name, text: catalog.prompt($0).text, isPrompt: true)
        }
        let clips = catalog.clips.sorted { key($0.key) < key($1.key) }
            .map { SpokenText(name: $0.key, text: $0.value, isPrompt: false) }
        return prompts + clips
    }

    /// Where a sound of a language is.
    public static func file(_ name: String, of catalog: PromptCatalog, directory: String) -> String {
        "\(directory)/\(catalog.language.text)/\(name).wav"
    }

    /// Puts `minute/9` before `minute/10`.
    private static func key(_ name: String) -> (String, Int, String) {
        let parts = name.split(separator: "/")
        return (String(parts[0]), parts.count > 1 ? Int(parts[1]) ?? 0 : 0, name)
    }
}
