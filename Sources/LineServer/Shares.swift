import DequeModule
import VoicemailModel

/// What the connections of one flow have under way. Lives on the event loop.
final class Share {
    let flow: Flow
    fileprivate(set) var connections = 0
    /// Those that are open, of strangers.
    fileprivate var strangers: [ObjectIdentifier: ConnectionHandler] = [:]
    fileprivate(set) var held = Held()
    /// The connections whose input waits until the flow may have more under way.
    fileprivate var parked: Deque<ConnectionHandler> = []

    init(_ flow: Flow) {
        self.flow = flow
    }
}

/// What is kept in memory for requests that are not answered.
struct Held: Equatable {
    var requests = 0
    /// Of input that waits, and of replies that were not taken.
    var bytes = 0

    static func - (left: Held, right: Held) -> Held {
        Held(requests: left.requests - right.requests, bytes: left.bytes - right.bytes)
    }

    static func += (left: inout Held, right: Held) {
        left.requests += right.requests
        left.bytes += right.bytes
    }

    var isNone: Bool { requests == 0 && bytes == 0 }

    /// Whether nothing here is at its bound.
    func isBelow(_ bound: Held) -> Bool { requests < bound.requests && bytes < bound.bytes }
}

/// How much each flow has under way, and all together: who is beyond his bounds is not read from until he is not, and nobody else
/// notices. Lives on the event loop.
final class Shares {
    struct Bounds {
        /// A connection may always have so much, and a flow so much: who asks one thing at a time does not notice what others do.
        var connection: Held
        var floor: Held
        /// More than this a flow may not have.
        var flow: Held
        /// When all have so much, those above the floor wait.
        var all: Held

        static let standard = Bounds(
            connection: Held(requests: Limits.requestsPerConnectionAlways, bytes: Limits.requestBytes),
            floor: Held(requests: Limits.requestsAlways, bytes: Limits.heldBytesAlways),
            flow: Held(requests: Limits.requestsPerClient, bytes: Limits.heldBytesPerClient),
            all: Held(requests: Limits.requestsInAll, bytes: Limits.heldBytesInAll))
    }

    private let bounds: Bounds
    private var shares: [Flow: Share] = [:]
    /// Of all flows.
    private(set) var held = Held()
    private var parkedCount = 0
    private let metrics: LineMetrics
    /// Told whose input may be looked at again.
    private let resume: (ConnectionHandler) -> Void

    init(
        _ bounds: Bounds = .standard, metrics: LineMetrics = .none, resume: @escaping (ConnectionHandler) -> Void
    ) {
        self.bounds = bounds
        self.metrics = metrics
        self.resume = resume
    }

    // MARK: Connections

    /// How many connections a flow has.
    func connections(of flow: Flow) -> Int { shares[flow]?.connections ?? 0 }

    /// How many connections have not said who they are.
    private(set) var strangers = 0

    /// A connection is one of this flow's.
    func join(_ flow: Flow, _ handler: ConnectionHandler) -> Share {
        let share = shares[flow] ?? Share(flow)
        shares[flow] = share
        share.connections += 1
        if flow.isStranger {
            strangers += 1
            share.strangers[ObjectIdentifier(handler)] = handler
        }
        return share
    }

    /// A connection is no longer one of this flow's. It has nothing under way.
    func leave(_ share: Share, _ handler: ConnectionHandler) {
        share.connections -= 1
        if share.connections == 0 { shares[share.flow] = nil }
        if share.flow.isStranger {
            strangers -= 1
            share.strangers[ObjectIdentifier(handler)] = nil
        }
    }

    /// A connection of the strangers that have most, and more than those of `flow`.
    func strangerToGiveWay(to flow: Flow) -> ConnectionHandler? {
        let most = shares.values.lazy.filter { $0.flow.isStranger }.max { $0.strangers.count < $1.strangers.count }
        guard let most, most.strangers.count > connections(of: flow) else { return nil }
        return most.strangers.first?.value
    }

    // MARK: What they have under way

    /// How many requests more a connection may take now, which has so much under way. None when it, its flow or all have too much.
    func room(in share: Share, for own: Held) -> Int {
        if own.isBelow(bounds.connection) {
            return max(bounds.connection.requests - own.requests, room(in: share))
        }
        return room(in: share)
    }

    /// Bytes of replies that a connection may have gathered when it takes one more request.
    func replyBytes(in share: Share) -> Int {
        isBelowBounds(share) ? .max : bounds.connection.bytes
    }

    private func isBelowBounds(_ share: Share) -> Bool {
        share.held.isBelow(bounds.flow) && held.isBelow(bounds.all)
    }

    private func room(in share: Share) -> Int {
        if isBelowBounds(share) {
            return min(bounds.flow.requests - share.held.requests, bounds.all.requests - held.requests)
        }
        return share.held.isBelow(bounds.floor) ? bounds.floor.requests - share.held.requests : 0
    }

    /// A connection of this flow has more, or less, under way than it had.
    func change(_ share: Share, by difference: Held) {
        guard !difference.isNone else { return }
        let wasFull = !held.isBelow(bounds.all)
        share.held += difference
        held += difference
        metrics.isHeld(held)
        guard parkedCount > 0 else { return }
        wake(share)
        if wasFull, held.isBelow(bounds.all) {
            for share in shares.values { wake(share) }
        }
    }

    /// Its input waits until its flow may have more under way; once, however often it is told so.
    func park(_ handler: ConnectionHandler) {
        guard !handler.isParked else { return }
        handler.isParked = true
        handler.share.parked.append(handler)
        parkedCount += 1
        metrics.inputHasToWait()
    }

    /// It waits no longer, if it did.
    func unpark(_ handler: ConnectionHandler) {
        guard handler.isParked else { return }
        handler.isParked = false
        handler.share.parked.removeAll { $0 === handler }
        parkedCount -= 1
    }

    /// One that waits goes on, if the flow may have more; it calls this again when it has had its turn.
    func wake(_ share: Share) {
        guard parkedCount > 0, room(in: share) > 0, let handler = share.parked.popFirst() else { return }
        handler.isParked = false
        parkedCount -= 1
        resume(handler)
    }
}
