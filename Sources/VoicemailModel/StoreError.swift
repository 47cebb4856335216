/// Why the store did not do what it was asked. Callers look at the case; the sentence is for the log and the operator, and clients
/// are told UNAVAILABLE.
public enum StoreError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Nothing was done, and the same may succeed later: a lock that another program holds, a disk that does not come back, a
    /// database that cannot be reached.
    case unavailable(String)
    /// Nothing was written, as there is no room.
    case full(String)
    /// Nothing was written, as the audit may not grow.
    case auditFull(String)
    /// Nothing was written, as this program may not.
    case readOnly(String)
    /// Something in the database is not as this program writes it.
    case corrupt(String)
    /// Nothing was done: what is served is no longer where it was. Somebody has removed, replaced or cut it, and the store has told
    /// the operator so, once.
    case displaced(String)
    /// The store takes nothing more.
    case closed
    /// The connection was lost while a transaction was being committed: nobody knows whether it was.
    case outcomeUnknown(String)

    public var description: String {
        switch self {
        case .unavailable(let sentence), .full(let sentence), .auditFull(let sentence), .readOnly(let sentence),
            .corrupt(let sentence), .displaced(let sentence), .outcomeUnknown(let sentence):
            sentence
        case .closed: "the database has been closed"
        }
    }

    /// Whether what was asked for may have been written all the same.
    public var leavesDoubt: Bool {
        switch self {
        case .outcomeUnknown: true
        case .unavailable, .full, .auditFull, .readOnly, .corrupt, .displaced, .closed: false
        }
    }
}
