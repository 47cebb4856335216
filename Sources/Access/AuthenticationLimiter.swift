import HeapModule
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

    private var waiting: [ID: Pair] = [:]
    private var lines: [Pair: AuthenticationLine] = [:]
    private var lastSequence: UInt64 = 0
    private var admitted: [ID: Pair] = [:]
    private var pendingPairs: [Pair: Int] = [:]
    private var pendingOrigins: [AuthenticationOrigin: Int] = [:]

    // All attempts of a pair fare alike, so that only the first of each line is ever looked at, and only when something has happened
    // to what it waits for.

    /// Lines that are to be looked at, in the order of their first attempts.
    private var ready: Heap<Ticket<UInt64, Pair>> = []
    /// Lines of which as many are out as may be, by the moment at which one more may be, whatever becomes of those.
    private var duePairs = DueTimes<Pair>()
    /// Addresses of which as many are out as may be.
    private var dueOrigins = DueTimes<AuthenticationOrigin>()
    /// The lines that wait for their address, in the order of their first attempts.
    private var parked: [AuthenticationOrigin: Heap<Ticket<UInt64, Pair>>] = [:]
    /// Lines of each address that have never been right: what comes from there refuses them.
    private var unproven: [AuthenticationOrigin: Set<Pair>] = [:]
    /// Lines of each name that have failed at it: what others have failed refuses them.
    private var remembered: [String: Set<Pair>] = [:]
    /// How often a line was looked at.
    private(set) var looks = 0

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
        lastSequence += 1
        let isFirst = lines[pair, default: AuthenticationLine()].append(id, lastSequence)
        if isFirst {
            if !proven.contains(pair) { unproven[origin, default: []].insert(pair) }
            makeReady(pair)
        }
        return true
    }

    /// True when the attempt still waited.
    public mutating func withdrawWaiting(_ id: ID) -> Bool {
        guard let pair = waiting.removeValue(forKey: id) else { return false }
        lines[pair]?.withdraw { [waiting] in waiting[$0] != nil }
        forgetIfEmpty(pair)
        return true
    }

    public mutating func finish(_ id: ID, _ outcome: Outcome, now: UnixTime) {
        guard let pair = admitted.removeValue(forKey: id) else { return }
        Self.decrement(&pendingPairs, pair)
        Self.decrement(&pendingOrigins, pair.origin)
        switch outcome {
        case .succeeded: prove(pair)
        case .failed: fail(pair, now: now)
        case .released: break
        }
        if lines[pair]?.place == .waitingForPair { makeReady(pair) }
        wake(pair.origin, now: now)
    }

    private mutating func prove(_ pair: Pair) {
        if proven.count >= Limits.authenticationMeters {
            proven = []
            for pair in lines.keys {
                unproven[pair.origin, default: []].insert(pair)
                makeReady(pair)
            }
        }
        proven.insert(pair)
        Self.remove(pair, from: &unproven, pair.origin)
        makeReady(pair)
    }

    /// Whoever is refused from now on is to be told.
    private mutating func fail(_ pair: Pair, now: UnixTime) {
        pairs.fail(pair, now: now)
        origins.fail(pair.origin, now: now)
        names.fail(pair.name, now: now)
        if lines[pair] != nil { remembered[pair.name, default: []].insert(pair) }
        if pairs.wait(for: pair, pending: 0, now: now) > 0 { makeReady(pair) }
        if origins.wait(for: pair.origin, pending: 0, now: now) > 0 {
            for refused in unproven[pair.origin] ?? [] { makeReady(refused) }
        }
        if names.wait(for: pair.name, pending: 0, now: now) > 0 {
            for refused in remembered[pair.name] ?? [] {
                if pairs.remembers(refused, now: now) {
                    makeReady(refused)
                } else {
                    Self.remove(refused, from: &remembered, refused.name)
                }
            }
        }
    }

    /// Whether `name` was right before, from there.
    public func hasProven(_ origin: AuthenticationOrigin, name: String) -> Bool {
        proven.contains(Pair(origin: origin, name: name))
    }

    // MARK: What to do

    /// The next thing to do, or nil until the next event.
    public mutating func nextAction(now: UnixTime) -> Action? {
        while let pair = duePairs.popDue(now) { if lines[pair]?.place == .waitingForPair { makeReady(pair) } }
        while let origin = dueOrigins.popDue(now) { wake(origin, now: now) }
        while let ticket = ready.popMin() {
            let pair = ticket.subject
            guard let line = lines[pair], line.place == .ready(ticket.rank) else { continue }
            guard line.first == ticket.rank else {
                // Its first has been withdrawn.
                makeReady(pair)
                continue
            }
            if let action = look(pair, now: now) { return action }
        }
        return nil
    }

    /// - Returns: nil when the line has to wait.
    private mutating func look(_ pair: Pair, now: UnixTime) -> Action? {
        looks += 1
        // The next of the same address may come now, or the one that has waited for this.
        defer { wake(pair.origin, now: now) }
        let refusal = refusal(of: pair, now: now)
        if refusal > 0 {
            return takeFirst(of: pair).map { .refuse($0, retryAfterMilliseconds: refusal) }
        }
        let wait = pairs.wait(for: pair, pending: pendingPairs[pair, default: 0], now: now)
        if pairs.remembers(pair, now: now) { remembered[pair.name, default: []].insert(pair) }
        if wait > 0 {
            lines[pair]?.place = .waitingForPair
            duePairs.add(pair, at: now.adding(milliseconds: wait))
            return nil
        }
        let originsWait = proven.contains(pair) ? 0 : originsWait(pair.origin, now: now)
        if originsWait > 0, let first = lines[pair]?.first {
            lines[pair]?.place = .waitingForOrigin
            parked[pair.origin, default: []].insert(Ticket(rank: first, subject: pair))
            return nil
        }
        return takeFirst(of: pair).map { id in
            admitted[id] = pair
            pendingPairs[pair, default: 0] += 1
            pendingOrigins[pair.origin, default: 0] += 1
            return .admit(id)
        }
    }

    private func originsWait(_ origin: AuthenticationOrigin, now: UnixTime) -> Int64 {
        origins.wait(for: origin, pending: pendingOrigins[origin, default: 0], now: now)
    }

    private func refusal(of pair: Pair, now: UnixTime) -> Int64 {
        var wait = pairs.wait(for: pair, pending: 0, now: now)
        guard !proven.contains(pair) else { return wait }
        wait = max(wait, origins.wait(for: pair.origin, pending: 0, now: now))
        if pairs.remembers(pair, now: now) { wait = max(wait, names.wait(for: pair.name, pending: 0, now: now)) }
        return wait
    }

    // MARK: Lines

    /// Has the line looked at, in its turn.
    private mutating func makeReady(_ pair: Pair) {
        guard let line = lines[pair], let first = line.first, line.place != .ready(first) else { return }
        lines[pair]?.place = .ready(first)
        ready.insert(Ticket(rank: first, subject: pair))
    }

    /// Has the first line looked at that waits for its address, when one more may come from there.
    private mutating func wake(_ origin: AuthenticationOrigin, now: UnixTime) {
        guard parked[origin] != nil else { return }
        let wait = originsWait(origin, now: now)
        guard wait == 0 else { return dueOrigins.add(origin, at: now.adding(milliseconds: wait)) }
        while let ticket = parked[origin]?.popMin() {
            guard lines[ticket.subject]?.place == .waitingForOrigin else { continue }
            return makeReady(ticket.subject)
        }
        parked[origin] = nil
    }

    private mutating func takeFirst(of pair: Pair) -> ID? {
        guard let id = lines[pair]?.takeFirst() else { return nil }
        waiting[id] = nil
        lines[pair]?.dropWithdrawn { [waiting] in waiting[$0] != nil }
        if !forgetIfEmpty(pair) { makeReady(pair) }
        return id
    }

    @discardableResult
    private mutating func forgetIfEmpty(_ pair: Pair) -> Bool {
        guard lines[pair]?.isEmpty == true else { return false }
        lines[pair] = nil
        Self.remove(pair, from: &unproven, pair.origin)
        Self.remove(pair, from: &remembered, pair.name)
        return true
    }

    private static func remove<Key>(_ pair: Pair, from sets: inout [Key: Set<Pair>], _ key: Key) {
        sets[key]?.remove(pair)
        if sets[key]?.isEmpty == true { sets[key] = nil }
    }

    private static func decrement<Key>(_ counts: inout [Key: Int], _ key: Key) {
        guard let count = counts[key] else { return }
        counts[key] = count > 1 ? count - 1 : nil
    }
}
