public import VoicemailModel

/// A list of clients, and who a connection is by what is known of its other side.
public struct ClientList: Sendable {
    private let clients: [ClientName: Client]
    private let ownUserID: UInt32
    /// The client's hash that takes longest; whoever is wrong, or unknown, is checked for as long. Nil without any.
    public let costliestHash: String?
    /// The user that may do everything on a machine in any case.
    private static let superuser: UInt32 = 0

    /// No clients: a connection's role is where it comes from.
    public static let none = ClientList([], ownUserID: superuser)

    /// - Parameters:
    ///   - ownUserID: the user that the server runs as, an admin on the Unix socket as root is.
    ///   - costliestHash: the one of the clients' hashes that takes longest.
    public init(_ clients: [Client], ownUserID: UInt32, costliestHash: String? = nil) {
        self.costliestHash = costliestHash
        self.clients = Dictionary(clients.map { ($0.name, $0) }) { first, _ in first }
        self.ownUserID = ownUserID
    }

    public var isEmpty: Bool { clients.isEmpty }

    /// Whether some client is known by its user on the Unix socket.
    public var hasUsers: Bool { clients.values.contains { !$0.userIDs.isEmpty } }

    /// Whether some client has this name.
    public func knows(_ name: String) -> Bool {
        ClientName(name).map { clients[$0] != nil } ?? false
    }

    /// Who a connection is when it opens; nil when it must say so by AUTH.
    public func identity(of peer: Peer) -> ConnectionIdentity? {
        switch peer {
        case .tcp(let address, let certificateNames):
            if clients.isEmpty { return ConnectionIdentity(unnamed: .frontend) }
            return client { client in
                Self.admits(client, address) && client.certificateNames.contains(where: certificateNames.contains)
            }
        case .unix(let userID?):
            return client { $0.userIDs.contains(userID) }
                ?? ([ownUserID, Self.superuser].contains(userID) ? ConnectionIdentity(unnamed: .admin) : nil)
        case .unix(nil): return nil
        }
    }

    /// The client that `name` and a right secret make of a connection; nil when none can be, whatever the secret.
    public func client(named name: String, at peer: Peer) -> Client? {
        guard let name = ClientName(name), let client = clients[name], client.secretHash != nil else {
            return nil
        }
        switch peer {
        case .tcp(let address, _): return Self.admits(client, address) ? client : nil
        // The kernel has vouched for whoever is on the socket; it has no network.
        case .unix: return client
        }
    }

    /// The clients that are limited to contexts, all of them within these; all that are limited when nil. In order.
    public func names(limitedWithin contexts: Set<String>?) -> [String] {
        clients.values.filter { client in
            guard let own = client.contexts else { return false }
            return contexts.map { own.isSubset(of: $0) } ?? true
        }.map(\.name.text).sorted()
    }

    /// The names whose entry is another one in `other`, or is in one of the two only.
    func names(changedIn other: ClientList) -> Set<String> {
        let all = Set(clients.keys).union(other.clients.keys)
        return Set(all.filter { clients[$0] != other.clients[$0] }.map(\.text))
    }

    private static func admits(_ client: Client, _ address: IPAddress?) -> Bool {
        guard !client.networks.isEmpty else { return true }
        guard let address else { return false }
        return client.networks.contains { $0.contains(address) }
    }

    /// The first by name, so that it is always the same one.
    private func client(where matches: (Client) -> Bool) -> ConnectionIdentity? {
        clients.values.filter(matches).min { $0.name < $1.name }.map { ConnectionIdentity($0) }
    }
}
