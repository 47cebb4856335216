import Access
import Gatekeeping
import NIOCore
import Session
import VoicemailModel

/// The connections that are open. Lives on the event loop.
final class Connections {
    /// At most this many over TCP; admins on the Unix socket have a reserve of their own, so that a flood of front ends does
    /// not shut them out.
    private let limit: Int
    private static let adminReserve = 64
    let metrics: LineMetrics
    /// What is answered often.
    let prepared: PreparedReplies
    let turns: LoopTurns
    let shares: Shares
    /// Whether one flow must leave room for others: where clients have names, and strangers come.
    private let dividesPlaces: () -> Bool

    private var open: [ObjectIdentifier: ConnectionHandler] = [:]
    /// The ones that are refused, and are told so.
    private var refused: Set<ObjectIdentifier> = []
    private var counts: [Role: Int] = [:]
    private var lastNumber: UInt64 = 0
    private var whenEmpty: EventLoopPromise<Void>?
    /// Memory for the next replies of whichever connection writes next: replies are written and sent in one go, so that one
    /// buffer serves all, and a connection that is idle holds none.
    private var spare = ByteBuffer()
    private static let spareCapacity = 64 << 10

    init(
        limit: Int, dividesPlaces: @escaping () -> Bool, metrics: LineMetrics, prepared: PreparedReplies,
        turns: LoopTurns,
        bounds: Shares.Bounds = .standard
    ) {
        self.limit = limit
        self.dividesPlaces = dividesPlaces
        self.metrics = metrics
        self.prepared = prepared
        self.turns = turns
        shares = Shares(bounds, metrics: metrics, resume: turns.arrive)
        metrics.areBounded(connections: limit, bounds.all)
    }

    var isDraining: Bool { whenEmpty != nil }

    /// Of what there are too many.
    enum Crowd: String, Error {
        case all, client, strangers

        var sentence: String {
            switch self {
            case .all: "too many connections are open; close some, or raise limits.connections"
            case .client:
                "this client has half of all connections that may be open; close some, or raise limits.connections"
            case .strangers:
                "too many connections have not said who they are; close some, or raise limits.connections"
            }
        }
    }

    /// Whether there is a place for one more connection of this flow.
    ///
    /// No client, and no machine of strangers, has more than half of the places, and all strangers leave a quarter, so that who has a
    /// name finds one.
    private func crowd(in flow: Flow) -> Crowd? {
        guard dividesPlaces() else { return nil }
        if shares.connections(of: flow) >= max(1, limit / 2) { return flow.isStranger ? .strangers : .client }
        if flow.isStranger, shares.strangers >= max(1, limit - limit / 4) { return .strangers }
        return nil
    }

    /// Among too many strangers, one of those that have most gives way to one of those that have fewer: a machine that opens all it
    /// can keeps nobody else from saying who he is.
    private func makeRoom(for flow: Flow) -> Bool {
        guard let handler = shares.strangerToGiveWay(to: flow) else { return false }
        metrics.connectionRefused()
        handler.close()
        return true
    }

    /// Numbers a new connection, or refuses it when there are too many.
    func admit(_ handler: ConnectionHandler, as role: Role) -> Result<UInt64, Crowd> {
        let count = counts[role, default: 0]
        var crowd: Crowd?
        if isDraining || count >= (role == .admin ? Self.adminReserve : limit) {
            crowd = .all
        } else if role != .admin {
            crowd = self.crowd(in: handler.share.flow)
            if crowd == .strangers, makeRoom(for: handler.share.flow) { crowd = nil }
        }
        if let crowd {
            metrics.connectionRefused()
            return .failure(crowd)
        }
        handler.share = shares.join(handler.share.flow, handler)
        counts[role] = count + 1
        metrics.connectionAccepted()
        metrics.connectionsAreOpen(count + 1, role)
        open[ObjectIdentifier(handler)] = handler
        lastNumber += 1
        return .success(lastNumber)
    }

    /// It is known now who this is.
    ///
    /// - Returns: what there are too many of already, if so.
    func identified(_ handler: ConnectionHandler, as flow: Flow) -> Crowd? {
        guard flow != handler.share.flow, open[ObjectIdentifier(handler)] != nil else { return nil }
        let crowd = crowd(in: flow)
        shares.unpark(handler)
        let share = shares.join(flow, handler)
        shares.change(handler.share, by: Held() - handler.held)
        shares.change(share, by: handler.held)
        shares.leave(handler.share, handler)
        handler.share = share
        return crowd
    }

    /// Whether a refused connection may stay for a moment, to read why. Each is an open file, so that they are few.
    func mayLinger(_ handler: ConnectionHandler) -> Bool {
        guard refused.count < Limits.lingeringRefusals else { return false }
        refused.insert(ObjectIdentifier(handler))
        return true
    }

    /// It is closed. False when it never had a place; else it is to be settled once what it had begun has ended.
    func remove(_ handler: ConnectionHandler, as role: Role) -> Bool {
        refused.remove(ObjectIdentifier(handler))
        guard open.removeValue(forKey: ObjectIdentifier(handler)) != nil else { return false }
        shares.unpark(handler)
        counts[role, default: 1] -= 1
        metrics.connectionsAreOpen(counts[role, default: 0], role)
        if open.isEmpty { whenEmpty?.succeed() }
        return true
    }

    /// What it had begun has ended, too, so that nothing of it is under way any more.
    func settle(_ handler: ConnectionHandler) {
        shares.change(handler.share, by: Held() - handler.held)
        shares.leave(handler.share, handler)
    }

    /// An empty buffer.
    func takeBuffer() -> ByteBuffer {
        defer { spare = ByteBuffer() }
        return spare
    }

    /// Takes the memory of replies that were handed to the network, to be used again; without secrets in it.
    func keep(_ buffer: consuming ByteBuffer) {
        guard buffer.capacity <= Self.spareCapacity else { return }
        // Takes new memory where the network still holds this.
        buffer.clear()
        spare = buffer
    }

    /// Lets every connection answer what it has accepted and close; `promise` succeeds when all are gone.
    func drain(_ promise: EventLoopPromise<Void>) {
        whenEmpty = promise
        if open.isEmpty { promise.succeed() }
        for handler in open.values {
            handler.drain()
        }
    }

    /// Lets the connections of clients that are not what they were answer what they have accepted, and close.
    ///
    /// - Returns: how many.
    func dismiss(_ change: ClientChange) -> Int {
        let dismissed = open.values.filter { handler in
            handler.session.identity.map { change.ends($0, of: handler.peer) } ?? false
        }
        for handler in dismissed { handler.drain() }
        return dismissed.count
    }

    /// Closes what is still open.
    func closeAll() {
        for handler in open.values {
            handler.close()
        }
    }
}
