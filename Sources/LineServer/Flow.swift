import Access
import VoicemailModel

/// Whose input something is: the connections of one flow share its turns and its bounds.
enum Flow: Hashable {
    /// A configured client's, however many connections it has.
    case client(String)
    /// Where nobody has to say who he is: that of a machine.
    case machine(AuthenticationOrigin)
    /// That of a machine where nobody has said yet who he is.
    case stranger(AuthenticationOrigin)

    init(_ identity: ConnectionIdentity?, _ peer: Peer) {
        guard let identity else {
            self = .stranger(AuthenticationOrigin(peer))
            return
        }
        self =
            identity == ConnectionIdentity(unnamed: identity.role)
            ? .machine(AuthenticationOrigin(peer)) : .client(identity.name)
    }

    var isStranger: Bool {
        switch self {
        case .client, .machine: false
        case .stranger: true
        }
    }
}
