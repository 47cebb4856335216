/// One prompt of one catalog: what the caller hears.
public struct Prompt: Hashable, Sendable {
    public let id: PromptID
    /// The recording's name under the prompts folder, without an extension: `es-419/enter-pin`.
    public let file: String
    public let text: String
}
