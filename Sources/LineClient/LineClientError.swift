/// Why there is no reply. Each describes itself in one sentence that says what to do.
public enum LineClientError: Error, Hashable, Sendable, CustomStringConvertible {
    case noServer(LineEndpoint)
    case permissionDenied(LineEndpoint)
    /// The address is none: the reason is part of a sentence.
    case unusableAddress(LineEndpoint, reason: String)
    case timedOut(LineEndpoint, after: Duration)
    case closedByServer(LineEndpoint)
    /// What came is not one reply line; the reason is part of a sentence and never has the reply in it.
    case malformedReply(reason: String)
    /// A request has at most 64 arguments and 4,096 bytes.
    case requestTooLong
    /// Any other failure of the operating system.
    case failed(LineEndpoint, reason: String)

    public var description: String {
        switch self {
        case .noServer(let endpoint):
            if case .unix = endpoint {
                "no server answers at \(endpoint): is `vmgate serve` running, and is this its socket?"
                    + " Name its settings file with --config, or the socket with --admin-socket."
            } else {
                "no server answers at \(endpoint): is `vmgate serve` running, and is this its address?"
            }
        case .permissionDenied(let endpoint):
            "permission denied for \(endpoint): run this as the user that runs `vmgate serve`, or as root."
        case .unusableAddress(let endpoint, let reason):
            "\(endpoint) cannot be connected to: \(reason)."
        case .timedOut(let endpoint, let duration):
            "the server at \(endpoint) did not answer within \(duration.components.seconds) s: see its log, then try again."
        case .closedByServer(let endpoint):
            "the server at \(endpoint) closed the connection without a reply: see its log, then try again."
        case .malformedReply(let reason):
            "what came back is not a reply of the vmgate line protocol (\(reason)): is this a vmgate server?"
        case .requestTooLong:
            "the request is too long: it may have 64 arguments and 4,096 bytes in all."
        case .failed(let endpoint, let reason):
            "talking to \(endpoint) failed: \(reason)."
        }
    }
}
