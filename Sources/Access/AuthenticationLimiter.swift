import OrderedCollections
public import VoicemailModel

/// Who AUTH comes from, as its failures are counted.
public enum AuthenticationOrigin: Hashable, Sendable {
    /// An IPv4 address, or the network that an IPv6 address is of: its owner has all of that network's (RFC 6177).
    case network([UInt8])
    case user(UInt32)
    case unknown

    public init(_ peer: Peer) {
        switch peer {
        case .tcp(let address?, _):
            self = .network(address.bytes.count == 4 ? address.bytes : Array(address.bytes.prefix(8)))
        case .unix(let userID?): self = .user(userID)
        case .tcp(nil, _), .unix(nil): self = .unknown
        }
    }
}

/// Which AUTH is checked now, waits, or is refused unseen, so that secrets cannot be guessed fast and the right client still
/// gets in.
///
/// Failures are counted for each address and for each pair of address and name, and for each name over all addresses. Who
/// has failed too often is refused for a while. The name alone refuses only addresses that have failed at it: whoever comes
/// from elsewhere with the right secret gets in however many others guess. A pair that has been right once is not refused
/// for what else comes from its address. However long others have failed, who is refused waits for seconds: no count goes
/// beyond what is let pass at once.
///
/// An attempt that is out counts as if it had failed, so that many at once get no further than one by one. What exceeds the
/// limit only because of those that are out waits for them: a pool of connections, all with the right secret, is let in.
/// Names that no client has are counted like any other.
public struct AuthenticationLimiter: Sendable {
    public typealias ID = UInt64

    public enum Action: Sendable, Equatable {
        /// To be checked; how it ends is to be told.
        case admit(ID)
        case refuse(ID, retryAfterMilliseconds: Int64)
    }

    /// How an admitted attempt ended.
    public enum Outcome: Sendable {
        case succeeded, failed
        /// Nothing was found out.
        case released
    }

    private struct Pair: Hashable {
        var origin: AuthenticationOrigin
        var name: String
    }

    private var pairs = FailureMeter<Pair>(Limits.failuresOfNameFromAddress)
    private var origins = FailureMeter<AuthenticationOrigin>(Limits.failuresFromAddress)
    private var names = FailureMeter<String>(Limits.failuresOfName)
    /// Pairs that have been right.
    private var proven: Set<Pair> = []

    private var waiting: OrderedDictionary<ID, Pair> = [:]
    private var admitted: [ID: Pair] = [:]
    private var pendingPairs: [Pair: Int] = [:]
    private var pendingOrigins: [AuthenticationOrigin: Int] = [:]

    public init() {}

    /// A new attempt. False when too many wait already: it is not taken.
    public mutating func arrive(_ id: ID, from origin: AuthenticationOrigin, name: String) -> Bool {
        // What is longer is no client's name; it need not be kept whole.
        let name = String(decoding: name.utf8.prefix(Limits.clientNameLength.upperBound + 1), as: UTF8.self)
        let pair = Pair(origin: origin, name: name)
        // Those that have been right have as much room again, which nobody else fills.
        let room = Limits.waitingAuthentications * (proven.contains(pair) ? 2 : 1)
        guard waiting.count < room else { return false }
        waiting[id] = pair
        return true
    }

    /// True when the attempt still waited.
    public mutating func withdrawWaiting(_ id: ID) -> Bool {
        waiting.removeValue(forKey: id) != nil
    }

    public mutating func finish(_ id: ID, _ outcome: Outcome, now: UnixTime) {
        guard let pair = admitted.removeValue(forKey: id) else { return }
        Self.decrement(&pendingPairs, pair)
        Self.decrement(&pendingOrigins, pair.origin)
        switch outcome {
        case .succeeded:
            if proven.count >= Limits.authenticationMeters { proven = [] }
            proven.insert(pair)
        case .failed:
            pairs.fail(pair, now: now)
            origins.fail(pair.origin, now: now)
            names.fail(pair.name, now: now)
        case .released: break
        }
    }

    /// Whether `name` was right before, from there.
    public func hasProven(_ origin: AuthenticationOrigin, name: String) -> Bool {
        proven.contains(Pair(origin: origin, name: name))
    }

    /// The next thing to do, or nil until the next event.
    public mutating func nextAction(now: UnixTime) -> Action? {
        for (id, pair) in waiting {
            let refusal = wait(for: pair, pending: nil, now: now)
            if refusal > 0 {
                waiting[id] = nil
                return .refuse(id, retryAfterMilliseconds: refusal)
            }
            let pending = (pendingPairs[pair, default: 0], pendingOrigins[pair.origin, default: 0])
            guard wait(for: pair, pending: pending, now: now) == 0 else { continue }
            waiting[id] = nil
            admitted[id] = pair
            pendingPairs[pair, default: 0] += 1
            pendingOrigins[pair.origin, default: 0] += 1
            return .admit(id)
        }
        return nil
    }

    private func wait(for pair: Pair, pending: (pair: Int, origin: Int)?, now: UnixTime) -> Int64 {
        var wait = pairs.wait(for: pair, pending: pending?.pair ?? 0, now: now)
        guard !proven.contains(pair) else { return wait }
        wait = max(wait, origins.wait(for: pair.origin, pending: pending?.origin ?? 0, now: now))
        if pairs.remembers(pair, now: now) { wait = max(wait, names.wait(for: pair.name, pending: 0, now: now)) }
        return wait
    }

    private static func decrement<Key>(_ counts: inout [Key: Int], _ key: Key) {
        guard let count = counts[key] else { return }
        counts[key] = count > 1 ? count - 1 : nil
    }
}
