/// Who a connection is, once that is known: what WHOAMI shows, and what its requests are judged by.
public struct ConnectionIdentity: Hashable, Sendable {
    public var name: String
    public var role: Role
    /// The contexts whose mailboxes it sees; nil is all of them.
    public var contexts: Set<String>?
    /// Whether its word counts that a caller's device is authenticated.
    public var isTrusted: Bool

    public init(name: String, role: Role, contexts: Set<String>? = nil, isTrusted: Bool = false) {
        self.name = name
        self.role = role
        self.contexts = contexts
        self.isTrusted = isTrusted
    }

    /// A configured client.
    public init(_ client: Client) {
        self.init(
            name: client.name.text, role: client.role, contexts: client.contexts, isTrusted: client.isTrusted)
    }

    /// A client that is known only by where it connects: its name is its role.
    public init(unnamed role: Role) {
        self.init(name: role.rawValue, role: role)
    }
}

/// What is known of the other side of a connection before it says anything.
public enum Peer: Hashable, Sendable {
    /// `certificateNames` are those of a client certificate that was verified; empty without one.
    case tcp(IPAddress?, certificateNames: [String])
    /// The user whose process connected, as the kernel says.
    case unix(userID: UInt32?)
}
