import Access

/// Whose turns before the hashing queue a piece of work takes: equal flows share one turn.
enum HashingFlow: Hashable {
    /// Where no clients are configured.
    case connection(UInt64)
    /// A client's, however many connections it has.
    case client(String)
    /// AUTHs of an address and name that were right before, however many connections they come by.
    case proven(AuthenticationOrigin)
    /// All other AUTHs together: however many addresses guess, they leave half of the hashing to a single front end.
    case strangers

    /// As the queue knows it. The two highest bits tell the kinds apart; no connection's number reaches them.
    var number: UInt64 {
        switch self {
        case .connection(let number): number
        case .client(let name): Self.hash(of: name) & ~(1 << 63) | 1 << 62
        case .proven(let origin): Self.hash(of: origin) | 1 << 63
        case .strangers: 1 << 63
        }
    }

    private static func hash(of value: some Hashable) -> UInt64 {
        UInt64(bitPattern: Int64(value.hashValue))
    }
}
