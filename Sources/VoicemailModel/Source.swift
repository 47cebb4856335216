/// Where an attempt came from: a caller's number or any token the front end chooses.
public struct Source: Hashable, Sendable, CustomStringConvertible {
    public let token: String
    /// The client whose sources are counted apart from everybody else's; nil for clients that see every mailbox.
    public private(set) var owner: String?

    /// Nil when `token` is not 1–64 printable ASCII characters without a space.
    public init?(_ token: some StringProtocol) {
        guard Limits.sourceLength.contains(token.utf8.count), token.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { return nil }
        self.token = String(token)
    }

    /// The same token as `client` means it. Tenants do not know of each other: what one of them reports of a caller, or of
    /// `anonymous`, neither locks out nor tells anything to another.
    public func owned(by client: String) -> Source {
        var source = self
        source.owner = client
        return source
    }

    /// What it is kept under in the database: neither a token nor a client's name has a space in it.
    public var key: String { owner.map { "\($0) \(token)" } ?? token }

    /// The source that is kept under `key`; nil when there is none.
    public init?(key: String) {
        let parts = key.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
        guard let token = parts.last, let source = Source(token) else { return nil }
        self = parts.count == 2 ? source.owned(by: String(parts[0])) : source
    }

    public var description: String { token }
}
