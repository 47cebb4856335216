/// What can be asked of the service, whichever front end carries it. The names are those of the line protocol's commands.
public enum Operation: String, CaseIterable, Sendable {
    case information = "INFO"
    case access = "ACCESS"
    case verify = "VERIFY"
    case change = "CHANGE"
    case checkPIN = "CHECKPIN"
    case settings = "SETTINGS"
    case prompt = "PROMPT"
    case prompts = "PROMPTS"
    case announce = "ANNOUNCE"
    case messages = "MESSAGES"
    case add = "ADD"
    case set = "SET"
    case remove = "REMOVE"
    case reset = "RESET"
    case unlock = "UNLOCK"
    case show = "SHOW"
    case list = "LIST"
    case audit = "AUDIT"
    case key = "KEY"

    /// The least role that may ask it.
    public var role: Role {
        switch self {
        case .information: .monitor
        case .access, .verify, .change, .checkPIN, .settings, .prompt, .prompts, .announce, .messages: .frontend
        case .add, .set, .remove, .reset, .unlock, .show, .list, .audit, .key: .admin
        }
    }
}
