import LineClient

/// Says what callers will hear whose language has no catalog. That is not an error: a catalog may come later.
enum LanguageAdvice {
    /// - Parameter language: as it was given; nil or empty says nothing about a language.
    static func give(about language: String?, _ server: AdminConnection, asJSON: Bool) {
        guard let language, !language.isEmpty else { return }
        let request: [LineArgument] = ["PROMPT", "enter-pin", "IN", .text(language)]
        guard let reply = try? server.ask(request, expecting: ["PROMPT"]), let heard = reply["language"] else { return }
        guard let kind = Kind(match: reply["match"]) else { return }
        StandardError.warn(
            "there is no catalog for \(language): callers hear \(heard), \(kind.rawValue). `vmgate prompts list` shows the"
                + " languages there are.", code: "NOCATALOG", asJSON: asJSON)
    }

    /// What they hear instead.
    private enum Kind: String {
        case related = "which is close to it"
        case anyOther = "the closest that there is"
        case serverDefault = "the server's default"

        /// Nil where the catalog is one of the same language.
        init?(match: String?) {
            switch match {
            case "near": self = .related
            case "far": self = .anyOther
            case "default": self = .serverDefault
            default: return nil
            }
        }
    }
}
