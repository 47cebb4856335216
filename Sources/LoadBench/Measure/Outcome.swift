/// What became of a request.
public enum Outcome: String, CaseIterable, Sendable, Codable {
    /// The PIN was verified and is right.
    case granted
    /// The PIN was verified and is wrong.
    case denied
    /// Refused by a lockout, without a hash.
    case locked
    /// Refused because the server cannot verify in time.
    case busy
    /// Refused because the store or the memory was not available.
    case unavailable
    /// Any other error reply.
    case otherError = "error"
    /// Sent, and not answered: the connection broke, or the run ended without an answer.
    case lost
    /// Due, but never sent: as many as may be were waiting already.
    case unsent

    /// Whether the server ran a hash for this: what goodput counts.
    public var isVerified: Bool { self == .granted || self == .denied }

    /// Whether the server failed to do what it is there for. Busy is not a failure but the server's defence.
    var isFailure: Bool {
        switch self {
        case .unavailable, .otherError, .lost: true
        case .granted, .denied, .locked, .busy, .unsent: false
        }
    }

    /// Whether the server said anything.
    var isAnswer: Bool { self != .lost && self != .unsent }
}
