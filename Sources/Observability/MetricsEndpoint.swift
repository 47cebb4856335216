#if canImport(Glibc)
    import Glibc
#endif

public import Logging
import NIOCore
import NIOHTTP1
import NIOPosix

/// `/metrics`, `/healthz` and `/readyz` over HTTP, on an event loop of its own: reading them never holds up a login, and
/// they answer also when the loop that serves logins does not.
public struct MetricsEndpoint: Sendable {
    /// What it shows.
    public struct Content: Sendable {
        /// Brings up to date what must be asked for. What it has not done in time is shown as it was.
        public var refresh: @Sendable () async -> Void
        /// The metrics in the text format; blocks for milliseconds at most.
        public var render: @Sendable () -> String
        /// Nil when the service can do its work, otherwise one sentence that says why not. No answer in time is one, too.
        public var readiness: @Sendable () async -> String?

        public init(
            refresh: @escaping @Sendable () async -> Void, render: @escaping @Sendable () -> String,
            readiness: @escaping @Sendable () async -> String?
        ) {
            self.refresh = refresh
            self.render = render
            self.readiness = readiness
        }
    }

    /// Why it cannot listen, as one sentence that says what to do.
    public struct StartError: Error, CustomStringConvertible {
        public let description: String
    }

    /// Where it listens, `127.0.0.1:9746`, its port filled in.
    public let address: String
    private let listener: any Channel
    private let group: MultiThreadedEventLoopGroup

    /// Begins to listen.
    ///
    /// - Parameters:
    ///   - host: an IP address or `localhost`.
    ///   - port: 0 is any free one.
    ///   - patience: how long `content` may take to answer.
    public static func start(
        host: String, port: Int, content: Content, patience: Duration = .seconds(1), logger: Logger
    ) async throws(StartError) -> MetricsEndpoint {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let eventLoop = group.next()
        let shared = NIOLoopBoundBox.makeBoxSendingValue(
            (
                MetricsQuestions(content, patience: TimeAmount(patience), on: eventLoop),
                MetricsConnections(logger: logger)
            ), eventLoop: eventLoop)
        let bootstrap = ServerBootstrap(group: group)
            // More than strangers are likely to open in the moment that it takes to accept them.
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(RequestByteLimit())
                    try pipeline.configureHTTPServerPipeline(
                        withPipeliningAssistance: false, withErrorHandling: false)
                    let (questions, connections) = shared.value
                    try pipeline.addHandler(
                        MetricsRequestHandler(questions: questions, connections: connections, logger: logger))
                }
            }
        do {
            let listener = try await bootstrap.bind(host: host, port: port).get()
            return MetricsEndpoint(
                address: describe(host, listener.localAddress?.port ?? port), listener: listener, group: group)
        } catch {
            try? await group.shutdownGracefully()
            let reason =
                switch (error as? IOError)?.errnoCode {
                case EADDRINUSE: "the address is in use; choose another with --metrics"
                case EACCES, EPERM: "permission denied; use a port above 1023"
                case EADDRNOTAVAIL: "this machine has no such address"
                default: "\(error)"
                }
            throw StartError(description: "cannot serve metrics on \(describe(host, port)): \(reason)")
        }
    }

    public func stop() async {
        try? await listener.close()
        try? await group.shutdownGracefully()
    }

    private static func describe(_ host: String, _ port: Int) -> String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}
