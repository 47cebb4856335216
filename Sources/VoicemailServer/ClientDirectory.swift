public import Access
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
