import Access
public import Gatekeeping
public import Logging
import NIOCore
import NIOPosix
import NIOSSL
public import ServiceLifecycle
import VoicemailModel

/// The line protocol's front end: it listens, serves, and drains when it is told to stop.
public struct LineService: Service {
    /// What its connections may use.
    public struct ConnectionLimits: Sendable {
        public var connections: Int
        /// Time without a request after which a connection is closed.
        public var idle: Duration
        /// Requests of one connection that may be unanswered before the server stops reading.
        public var pipeline: Int

        public init(connections: Int, idle: Duration, pipeline: Int) {
            self.connections = connections
            self.idle = idle
            self.pipeline = pipeline
        }
    }

    private let gatekeeper: Gatekeeper
    private let addresses: [ListenAddress]
    private let bound: BoundSockets
    private let tls: TLSKeeper?
    private let metrics: LineMetrics
    private let limits: ConnectionLimits
    private let passes: LoopPasses
    private let logger: Logger
    private let whenReady: @Sendable ([ListenAddress]) -> Void

    /// - Parameters:
    ///   - bound: sockets that are listened on in place of new ones.
    ///   - tls: needed when one of the addresses is of TLS.
    ///   - metrics: where connections are recorded.
    ///   - passes: those of the gatekeeper's event loop.
    ///   - whenReady: told once, with the addresses that are listened on, their ports filled in.
    public init(
        gatekeeper: Gatekeeper, addresses: [ListenAddress], bound: BoundSockets = BoundSockets(), tls: TLSKeeper? = nil,
        metrics: LineMetrics = .none, limits: ConnectionLimits, passes: LoopPasses, logger: Logger,
        whenReady: @escaping @Sendable ([ListenAddress]) -> Void
    ) {
        self.gatekeeper = gatekeeper
        self.addresses = addresses
        self.bound = bound
        self.tls = tls
        self.metrics = metrics
        self.limits = limits
        self.passes = passes
        self.logger = logger
        self.whenReady = whenReady
    }

    /// - Throws: `ListenError` when an address cannot be listened on.
    public func run() async throws {
        let eventLoop = gatekeeper.eventLoop
        let defaults = await gatekeeper.settingsDefaults
        let connections = try await eventLoop.submit { [gatekeeper, limits, metrics, passes] in
            let connections = Connections(
                limit: limits.connections, dividesPlaces: { gatekeeper.assumeIsolated { $0.hasClients } },
                metrics: metrics, prepared: PreparedReplies(defaults: defaults),
                turns: LoopTurns(on: eventLoop, passes: { passes.count })
            )
            return NIOLoopBound(connections, eventLoop: eventLoop)
        }.get()
        await gatekeeper.hasStarted()
        var listeners: [any Channel] = []
        do {
            for address in addresses {
                listeners.append(try await listen(on: address, connections))
            }
        } catch {
            await close(listeners)
            throw error
        }
        await gatekeeper.observeClients { list, change in replaceClients(with: list, change, connections.value) }
        whenReady(zip(addresses, listeners).map(Self.bound))
        try? await gracefulShutdown()
        logger.info("stopping: no new connections, answering what was asked")
        await gatekeeper.frontEndStops()
        await close(listeners)
        await drain(connections, on: eventLoop)
    }

    private func listen(
        on address: ListenAddress, _ connections: NIOLoopBound<Connections>
    ) async throws(ListenError) -> any Channel {
        let isTCP = if case .unix = address { false } else { true }
        let keeper = if case .tls = address { tls } else { TLSKeeper?.none }
        if case .tls = address, keeper == nil {
            throw ListenError(description: "cannot listen on \(address): TLS needs tls.certificate and tls.key")
        }
        let (gatekeeper, limits, logger) = (gatekeeper, limits, logger)
        var bootstrap = ServerBootstrap(group: gatekeeper.eventLoop)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(AcceptPause(logger: logger))
                }
            }
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelOption(.maxMessagesPerRead, value: 1)
            .childChannelOption(.writeBufferWaterMark, value: Self.unsentBytes)
            .childChannelOption(
                .recvAllocator,
                value: AdaptiveRecvByteBufferAllocator(
                    minimum: 64, initial: 2048, maximum: Limits.bytesPerRead)
            )
            .childChannelInitializer { channel in
                PeerFinder.peer(of: channel, isUnix: !isTCP).flatMapThrowing { peer in
                    let handler = ConnectionHandler(
                        gatekeeper: gatekeeper, connections: connections.value, peer: peer, limits: limits,
                        logger: logger)
                    if let keeper {
                        try channel.pipeline.syncOperations.addHandler(HandshakeTurns(peer, connections.value.turns))
                        try channel.pipeline.syncOperations.addHandler(PlainTextGuard(logger: logger))
                        try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: keeper.context))
                    }
                    try channel.pipeline.syncOperations.addHandler(handler)
                }
            }
        if isTCP {
            bootstrap =
                bootstrap
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
        }
        return try await Listener(
            bootstrap: bootstrap, group: gatekeeper.eventLoop, admitsOthers: await gatekeeper.admitsUsers,
            bound: bound
        ).bind(to: address)
    }

    /// Bytes of replies that a client may leave untaken before it counts, and before it is not answered any more: ten thousand
    /// connections may have so much.
    private static let unsentBytes = ChannelOptions.Types.WriteBufferWaterMark(low: 4 << 10, high: 8 << 10)

    /// On the event loop.
    private func replaceClients(with list: ClientList, _ change: ClientChange, _ connections: Connections) {
        for case .unix(let path) in addresses {
            do {
                try Listener.admit(toSocketAt: path, others: list.hasUsers)
            } catch {
                logger.error("users of this machine may be shut out", metadata: ["error": "\(error)"])
            }
        }
        let closed = connections.dismiss(change)
        logger.notice(
            "clients were reloaded",
            metadata: [
                "changed": "\(change.names.sorted().joined(separator: ","))", "connections_closed": "\(closed)",
            ])
    }

    private static func bound(_ address: ListenAddress, to channel: any Channel) -> ListenAddress {
        switch address {
        case .tcp(let host, let port): .tcp(host: host, port: channel.localAddress?.port ?? port)
        case .tls(let host, let port): .tls(host: host, port: channel.localAddress?.port ?? port)
        case .unix: address
        }
    }

    private func close(_ listeners: [any Channel]) async {
        for listener in listeners {
            try? await listener.close()
        }
        for case .unix(let path) in addresses.prefix(listeners.count) {
            Listener.removeSocket(at: path)
        }
    }

    private func drain(_ connections: NIOLoopBound<Connections>, on eventLoop: any EventLoop) async {
        let drained = eventLoop.makePromise(of: Void.self)
        let seconds = Int64(Limits.drainSeconds) - 1
        eventLoop.execute {
            connections.value.drain(drained)
            eventLoop.scheduleTask(in: .seconds(seconds)) {
                connections.value.closeAll()
            }
        }
        try? await drained.futureResult.get()
    }
}
