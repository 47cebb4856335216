import ArgumentParser

extension CompletionKind {
    /// A settings file.
    static let settingsFile = CompletionKind.file(extensions: ["yaml", "yml"])
}
