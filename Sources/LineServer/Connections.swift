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
    let clock: any ServerClock
    /// What is answered often.
    let prepared: PreparedReplies

    private var open: [ObjectIdentifier: ConnectionHandler] = [:]
    /// The ones that are refused, and are told so.
    private var refused: Set<ObjectIdentifier> = []
    var refusalLog = LogThrottle()
    /// Of clients that speak another protocol.
    var foreignLog = LogThrottle()
    private var counts: [Role: Int] = [:]
    private var lastNumber: UInt64 = 0
    private var whenEmpty: EventLoopPromise<Void>?
    /// Memory for the next replies of whichever connection writes next: replies are written and sent in one go, so that one
    /// buffer serves all, and a connection that is idle holds none.
    private var spare = ByteBuffer()
    private static let spareCapacity = 64 << 10

    init(limit: Int, metrics: LineMetrics, clock: any ServerClock, prepared: PreparedReplies) {
        self.limit = limit
        self.metrics = metrics
        self.clock = clock
        self.prepared = prepared
    }

    var count: Int { open.count }
    var isDraining: Bool { whenEmpty != nil }

    /// Numbers a new connection, or refuses it when there are too many.
    func admit(_ handler: ConnectionHandler, as role: Role) -> UInt64? {
        let count = counts[role, default: 0]
        guard !isDraining, count < (role == .admin ? Self.adminReserve : limit) else {
            metrics.connectionRefused()
            return nil
        }
        counts[role] = count + 1
        metrics.connectionAccepted()
        metrics.connectionsAreOpen(count + 1, role)
        open[ObjectIdentifier(handler)] = handler
        lastNumber += 1
        return lastNumber
    }

    /// Whether a refused connection may stay for a moment, to read why. Each is an open file, so that they are few.
    func mayLinger(_ handler: ConnectionHandler) -> Bool {
        guard refused.count < Limits.lingeringRefusals else { return false }
        refused.insert(ObjectIdentifier(handler))
        return true
    }

    func remove(_ handler: ConnectionHandler, as role: Role) {
        refused.remove(ObjectIdentifier(handler))
        guard open.removeValue(forKey: ObjectIdentifier(handler)) != nil else { return }
        counts[role, default: 1] -= 1
        metrics.connectionsAreOpen(counts[role, default: 0], role)
        if open.isEmpty { whenEmpty?.succeed() }
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
