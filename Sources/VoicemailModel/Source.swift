/// Where an attempt came from: a caller's number or any token the front end chooses.
public struct Source: Hashable, Sendable, CustomStringConvertible {
    public let token: String

    /// Nil when `token` is not 1–64 printable ASCII characters without a space.
    public init?(_ token: some StringProtocol) {
        guard Limits.sourceLength.contains(token.utf8.count), token.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { return nil }
        self.token = String(token)
    }

    public var description: String { token }
}
