/// What a request of the load is meant to be.
public enum TrafficKind: String, CaseIterable, Sendable, Codable {
    /// The mailbox's PIN: to be granted.
    case right
    /// Another PIN, on a mailbox that exists: to be denied.
    case wrong
    /// A PIN for a mailbox that does not exist: to be denied, in the same time as a wrong one.
    case unknown
    /// A PIN for a mailbox that is locked: to be refused without a hash.
    case locked

    /// Whether an answer costs the server a hash.
    var isHashed: Bool {
        switch self {
        case .right, .wrong, .unknown: true
        case .locked: false
        }
    }

    /// Whether the server may answer a request of this kind so. BUSY and the like may follow any request.
    func allows(_ outcome: Outcome) -> Bool {
        switch (self, outcome) {
        case (_, .busy), (_, .unavailable), (_, .otherError), (_, .lost), (_, .unsent): true
        case (.right, .granted), (.wrong, .denied), (.unknown, .denied), (.locked, .locked): true
        // A lockout may end during a long run; a lockout of the source may begin.
        case (.locked, .denied), (.wrong, .locked), (.unknown, .locked): true
        case (.right, .denied), (.right, .locked), (.wrong, .granted), (.unknown, .granted), (.locked, .granted): false
        }
    }
}
