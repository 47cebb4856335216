/// What an engine plays for the prompts and clips of one catalog while a sound pack is in force.
public final class PlayNames: Sendable {
    /// The engine's own word for the language: `se` for Swedish.
    public let engineLanguage: String

    /// In the order of `PromptID.allCases`.
    private let prompts: [String]
    private let clips: [String: String]

    init(engineLanguage: String, prompts: [String], clips: [String: String]) {
        self.engineLanguage = engineLanguage
        self.prompts = prompts
        self.clips = clips
    }

    /// The recordings of one prompt in their order, with commas between them.
    public func prompt(_ id: PromptID) -> String {
        prompts[Int(id.rawValue)]
    }

    /// The recordings of one clip of the catalog, likewise. Empty when the clips around it say it too.
    public func clip(_ name: String) -> String {
        clips[name, default: name]
    }
}
