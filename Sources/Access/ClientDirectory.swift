import Synchronization
public import VoicemailModel

/// The clients that are in force. Others can take their place while connections ask.
public final class ClientDirectory: Sendable {
    private let list: Mutex<ClientList>

    /// No clients: a connection's role is where it comes from.
    public static let none = ClientDirectory(.none)

    public init(_ list: ClientList) {
        self.list = Mutex(list)
    }

    /// Puts `next` in place of what is there.
    public func replace(with next: ClientList) -> ClientChange {
        list.withLock { list in
            defer { list = next }
            return ClientChange(from: list, to: next)
        }
    }

    public var isEmpty: Bool { current.isEmpty }
    public var hasUsers: Bool { current.hasUsers }
    public var costliestHash: String? { current.costliestHash }

    public func knows(_ name: String?) -> Bool { current.knows(name) }
    public func identity(of peer: Peer) -> ConnectionIdentity? { current.identity(of: peer) }
    public func client(named name: String?, at peer: Peer) -> Client? { current.client(named: name, at: peer) }

    private var current: ClientList { list.withLock { $0 } }
}

/// What another list of clients means for connections that are open.
public struct ClientChange: Sendable {
    private let former: ClientList
    private let next: ClientList
    /// The clients that came, went, or are not as they were.
    public let names: Set<String>

    init(from former: ClientList, to next: ClientList) {
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
