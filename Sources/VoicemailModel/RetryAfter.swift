/// What is locked.
public enum LockScope: String, Sendable, Hashable {
    case mailbox
    case source
}

/// When it is worth trying again.
public enum RetryAfter: Sendable, Hashable, CustomStringConvertible {
    case seconds(Int64)
    /// Only an admin's UNLOCK or RESET helps.
    case never

    public var description: String {
        switch self {
        case .seconds(let seconds): "\(seconds)"
        case .never: "never"
        }
    }
}
