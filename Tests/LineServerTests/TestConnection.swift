import Access
import GatekeeperTestKit
import Gatekeeping
import Logging
import NIOCore
import NIOEmbedded
import PINHashing
import Session
import Testing
import VoicemailModel
import VoicemailTestKit
import Wire

@testable import LineServer

/// What stands behind the handlers of a test, whose connections share it.
struct Backend: @unchecked Sendable {
    /// Its directory is there for as long as this is.
    private let parts: GatekeeperParts
    let store: TroubledStore
    /// To be used on the loop, as the handlers are.
    let connections: Connections
    let makeHandler: (Peer, LineService.ConnectionLimits) -> ConnectionHandler

    /// Time is the loop's, so that none passes in a turn, and each turn is in a pass of its own.
    private static func makeTurns(on loop: any EventLoop) -> LoopTurns {
        var pass: UInt64 = 0
        return LoopTurns(on: loop) {
            pass += 1
            return pass
        } now: {
            loop.now
        }
    }

    /// The one place that knows what a handler is made of.
    static func make(
        on loop: any EventLoop, connections limit: Int, clients: ClientList = .none,
        bounds: Shares.Bounds = .standard
    ) throws -> Backend {
        let parts = try GatekeeperParts()
        let store = TroubledStore(parts.store)
        let parameters = try Argon2Parameters(memory: 8 << 10, operations: 1)
        let gatekeeper = try parts.makeGatekeeper(
            on: loop,
            // Longer than any test lets pass.
            rules: CoreRules(deadline: .seconds(3600)),
            store: store,
            hasher: try HashingPool(parameters: parameters, workers: 1, capacity: 64), clients: clients)
        let defaults = SettingsDefaults(language: try #require(LanguageTag("en-US")), timeZone: .utc)
        let connections = Connections(
            limit: limit, dividesPlaces: { !clients.isEmpty }, metrics: .none,
            prepared: PreparedReplies(defaults: defaults), turns: Self.makeTurns(on: loop), bounds: bounds)
        return Backend(parts: parts, store: store, connections: connections) { peer, limits in
            ConnectionHandler(
                gatekeeper: gatekeeper, connections: connections, peer: peer, limits: limits,
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        }
    }
}

/// The network's place in a pipeline: it notes what the handler has it do, and may call back while it writes.
private final class Network: ChannelOutboundHandler {
    typealias OutboundIn = ByteBuffer

    var sent = ""
    var reads = 0
    var closes: [CloseMode] = []
    var whenWriting: ((any Channel) -> Void)?

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        sent += String(buffer: unwrapOutboundIn(data))
        whenWriting?(context.channel)
        promise?.succeed()
    }

    func flush(context: ChannelHandlerContext) {}

    func read(context: ChannelHandlerContext) {
        reads += 1
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        closes.append(mode)
        switch mode {
        case .all: context.close(mode: mode, promise: promise)
        case .input, .output: promise?.succeed()
        }
    }
}

/// A connection whose bytes, writability and time are what a test says.
final class TestConnection: @unchecked Sendable {
    private let loop: NIOAsyncTestingEventLoop
    private let channel: NIOAsyncTestingChannel
    private let network: Network
    private let handler: ConnectionHandler

    init(_ backend: Backend, on loop: NIOAsyncTestingEventLoop, from peer: Peer, pipeline: Int) async throws {
        let limits = LineService.ConnectionLimits(connections: 0, idle: .seconds(60), pipeline: pipeline)
        self.loop = loop
        let channel = NIOAsyncTestingChannel(loop: loop)
        self.channel = channel
        let handlers = try await loop.executeInContext {
            let handlers = NIOLoopBound((Network(), backend.makeHandler(peer, limits)), eventLoop: loop)
            try channel.pipeline.syncOperations.addHandlers([handlers.value.0, handlers.value.1])
            return handlers
        }
        (network, handler) = try await loop.executeInContext { SendableBox(handlers.value) }.value
        try await channel.register()
        try await channel.connect(to: SocketAddress(ipAddress: "192.0.2.1", port: 1)).get()
        await loop.run()
    }

    private struct SendableBox<Value>: @unchecked Sendable {
        let value: Value
        init(_ value: Value) { self.value = value }
    }

    @discardableResult
    func onLoop<Value: Sendable>(
        _ body: @escaping @Sendable (TestConnection) throws -> Value
    ) async throws -> Value {
        let value = try await loop.executeInContext { try body(self) }
        await loop.run()
        return value
    }

    // MARK: What the other side does

    /// These bytes have come, in one read.
    func receive(_ text: String) async throws {
        try await receive(ByteBuffer(string: text))
    }

    func receive(_ bytes: ByteBuffer) async throws {
        try await onLoop { connection in
            connection.channel.pipeline.fireChannelRead(bytes)
            connection.channel.pipeline.fireChannelReadComplete()
        }
    }

    /// It takes what it is sent, or does not.
    func setWritable(_ isWritable: Bool) async throws {
        try await onLoop { Self.setWritable(isWritable, $0.channel) }
    }

    private static func setWritable(_ isWritable: Bool, _ channel: NIOAsyncTestingChannel) {
        channel.isWritable = isWritable
        channel.pipeline.fireChannelWritabilityChanged()
    }

    /// It is gone, if it was not yet.
    func vanish() async throws {
        try await onLoop { $0.channel.close(promise: nil) }
    }

    func endInput() async throws {
        try await onLoop { $0.channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed) }
    }

    /// Each write fills the network's buffer, and empties it, before it returns.
    func callBackFromWrites() async throws {
        try await onLoop { connection in
            connection.network.whenWriting = { _ in
                Self.setWritable(false, connection.channel)
                Self.setWritable(true, connection.channel)
            }
        }
    }

    /// Each write finds the connection broken.
    func failWrites() async throws {
        try await onLoop { connection in
            connection.network.whenWriting = { _ in
                connection.channel.pipeline.fireErrorCaught(ChannelError.ioOnClosedChannel)
            }
        }
    }

    // MARK: What the handler has done

    var sent: String {
        get async throws { try await onLoop { $0.network.sent } }
    }

    /// How it has closed: our side, or all of it.
    var closes: [CloseMode] {
        get async throws { try await onLoop { $0.network.closes } }
    }

    var reads: Int {
        get async throws { try await onLoop { $0.network.reads } }
    }

    /// Whether the network may read, when it would.
    var readsOn: Bool {
        get async throws {
            try await onLoop { connection in
                let before = connection.network.reads
                connection.channel.pipeline.read()
                return connection.network.reads > before
            }
        }
    }

    var outstandingCount: Int {
        get async throws { try await onLoop { $0.handler.session.outstandingCount } }
    }

    /// Returns when all of `text` has been sent, however long other threads work on it.
    func hasSent(_ text: String) async throws {
        try await yieldUntil("\(text), after \(try await sent)") { try await self.sent.count >= text.count }
        #expect(try await sent == text)
    }

    /// Returns when all these lines have been sent, in whatever order they were ready.
    func hasSent(inAnyOrder lines: [String]) async throws {
        let expected = lines.sorted()
        func sentLines() async throws -> [String] { try await sent.split(separator: "\r\n").map(String.init).sorted() }
        try await yieldUntil("\(lines), after \(try await sent)") { try await sentLines().count >= expected.count }
        #expect(try await sentLines() == expected)
    }

    /// Returns when so many lines have been sent.
    func hasSent(lines count: Int) async throws {
        try await yieldUntil("\(count) lines, after \(try await sent)") {
            try await self.sent.split(separator: "\r\n").count >= count
        }
        #expect(try await sent.split(separator: "\r\n").count == count)
    }

    func hasClosed(_ modes: CloseMode...) async throws {
        try await yieldUntil("it closes") { try await self.closes.count >= modes.count }
        #expect(try await closes == modes)
    }
}

/// The connections of one test, on a loop whose time passes when the test says so.
final class World: @unchecked Sendable {
    static let caller = Peer.tcp(IPAddress("192.0.2.1"), certificateNames: [])
    static let admin = Peer.unix(userID: 0)

    let loop = NIOAsyncTestingEventLoop()
    let backend: Backend
    /// Of the test's own task.
    private var made: [TestConnection] = []

    private init(connections: Int, clients: ClientList, bounds: Shares.Bounds) throws {
        backend = try Backend.make(on: loop, connections: connections, clients: clients, bounds: bounds)
    }

    /// So many connections over TCP fit into it.
    static func run(
        connections: Int = 2, clients: ClientList = .none, bounds: Shares.Bounds = .standard,
        _ body: (World) async throws -> Void
    ) async throws {
        let world = try World(connections: connections, clients: clients, bounds: bounds)
        do {
            try await body(world)
        } catch {
            try await world.end()
            throw error
        }
        try await world.end()
    }

    private func end() async throws {
        for connection in made { try await connection.vanish() }
        backend.store.letCommitsThrough()
        await loop.run()
        await loop.shutdownGracefully()
    }

    func connect(from peer: Peer = caller, pipeline: Int = 1024) async throws -> TestConnection {
        let connection = try await TestConnection(backend, on: loop, from: peer, pipeline: pipeline)
        made.append(connection)
        return connection
    }

    /// Returns when so many commits are held: what is read before comes back to the loop, which a test has to run.
    func storeHolds(_ count: Int) async throws {
        try await yieldUntil("\(count) commits are held") {
            await loop.run()
            return backend.store.heldCount >= count
        }
    }

    /// The server stops; the result is there when all connections have gone.
    func drain() async throws -> EventLoopFuture<Void> {
        let gone = loop.makePromise(of: Void.self)
        try await loop.executeInContext { [backend] in backend.connections.drain(gone) }
        await loop.run()
        return gone.futureResult
    }

    func advanceTime(by time: TimeAmount) async {
        await loop.advanceTime(by: time)
    }
}
