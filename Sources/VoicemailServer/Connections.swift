import NIOCore
import VoicemailModel

/// The connections that are open. Lives on the event loop.
final class Connections {
    /// At most this many over TCP; admins on the Unix socket have a reserve of their own, so that a flood of front ends does
    /// not shut them out.
    private let limit: Int
    private static let adminReserve = 64

    private var open: [ObjectIdentifier: ConnectionHandler] = [:]
    private var counts: [Role: Int] = [:]
    private var lastNumber: UInt64 = 0
    private var whenEmpty: EventLoopPromise<Void>?

    init(limit: Int) {
        self.limit = limit
    }

    var count: Int { open.count }
    var isDraining: Bool { whenEmpty != nil }

    /// Numbers a new connection, or refuses it when there are too many.
    func admit(_ handler: ConnectionHandler, as role: Role) -> UInt64? {
        let count = counts[role, default: 0]
        guard !isDraining, count < (role == .admin ? Self.adminReserve : limit) else { return nil }
        counts[role] = count + 1
        open[ObjectIdentifier(handler)] = handler
        lastNumber += 1
        return lastNumber
    }

    func remove(_ handler: ConnectionHandler, as role: Role) {
        guard open.removeValue(forKey: ObjectIdentifier(handler)) != nil else { return }
        counts[role, default: 1] -= 1
        if open.isEmpty { whenEmpty?.succeed() }
    }

    /// Lets every connection answer what it has accepted and close; `promise` succeeds when all are gone.
    func drain(_ promise: EventLoopPromise<Void>) {
        whenEmpty = promise
        if open.isEmpty { promise.succeed() }
        for handler in open.values {
            handler.drain()
        }
    }

    /// Closes what is still open.
    func closeAll() {
        for handler in open.values {
            handler.close()
        }
    }
}
