public import VoicemailModel

/// What another list of clients means for connections that are open.
public struct ClientChange: Sendable {
    private let former: ClientList
    private let next: ClientList
    /// The clients that came, went, or are not as they were.
    public let names: Set<String>

    public init(from former: ClientList, to next: ClientList) {
        self.former = former
        self.next = next
        names = former.names(changedIn: next)
    }

    /// Whether a connection must not go on as `identity`: what made it that is not there any more, or not the same.
    public func ends(_ identity: ConnectionIdentity, of peer: Peer) -> Bool {
        // Known by where it comes from: would it now be somebody else, or nobody?
        if former.identity(of: peer) == identity { return next.identity(of: peer) != identity }
        return names.contains(identity.name)
    }
}
