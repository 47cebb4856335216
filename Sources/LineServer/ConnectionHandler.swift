import Gatekeeping
import Logging
import NIOCore
import NIOTLS
import Session
import VoicemailModel
import Wire

/// One connection: its bytes in and out, and the steps that its `SessionStateMachine` says.
///
/// Everything happens on the connection's event loop, which is also the gatekeeper's executor: what can be answered from
/// memory is answered where it is decoded. The replies to what one read brought leave in one write.
final class ConnectionHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = Never
    typealias OutboundOut = ByteBuffer

    let gatekeeper: Gatekeeper
    let connections: Connections
    var peer: Peer
    /// What this connection is counted as, for as long as it is open: only admins who are known as such when they connect have
    /// the admins' reserve.
    let role: Role
    let idle: TimeAmount
    let logger: Logger

    var session: SessionStateMachine
    var decoder: RequestDecoder
    private(set) var context: ChannelHandlerContext?
    /// Whose connections share turns and bounds with this one.
    var share: Share
    /// What this connection has under way, as its share knows it.
    var held = Held()
    var turn = TurnState()
    /// Bytes of replies that the client has not taken.
    var unsent = 0
    /// Whether its input waits because its share is at its bound.
    var isParked = false
    /// Who asks on this connection, once that is known.
    var caller: Caller?
    /// This connection's number: its name in the log, and its flow before the hashing queue.
    var number: UInt64 = 0
    /// The requests that are being answered, so that they can be taken back.
    var pending: [RequestNumber: PendingRequest] = [:]

    /// Whether a request was begun since all were last answered.
    var hasBegun = false

    private(set) var replies = ByteBuffer()
    /// Whether a read is under way, or a turn: the replies to all that it brings are sent together.
    var isReading = false
    var isInTurn = false
    var turnEnd = NIODeadline.distantFuture
    /// Whether the turn ended before all was done.
    var isCut = false
    /// Whether the session was told of something since it was last asked for its next step.
    var mayHaveSteps = false
    /// What was done since the clock was last looked at.
    var work = 0
    /// Whether it is not in the audit yet who this is: until then nothing that it asks is looked at.
    var awaitsAudit = false
    /// Whether the client takes its replies; kept here, as asking the channel at each request costs more than the request.
    var isWritable = true
    var phase = Phase.opening
    var isInputEnded = false
    private var isBroken = false
    /// Whether it is closed, and what it had begun may still be under way: its share has that until it ends.
    private(set) var isGone = false
    /// Whether a client whose connection is closed has time to read the last reply.
    var mayLinger = true
    /// A read that was asked for while nothing was to be read.
    var isReadWanted = false
    /// On the event loop's clock, as all times here.
    var lastRequest = NIODeadline.uptimeNanoseconds(0)
    var idleCheck: Scheduled<Void>?

    enum Phase {
        case opening
        case open
        /// The replies that there are go out, then our side ends.
        case closing
        /// Our side has ended; what still comes is dropped.
        case lingering
        case closed
    }

    init(
        gatekeeper: Gatekeeper, connections: Connections, peer: Peer, limits: LineService.ConnectionLimits,
        logger: Logger
    ) {
        self.gatekeeper = gatekeeper
        self.connections = connections
        self.peer = peer
        self.idle = TimeAmount(limits.idle)
        self.logger = logger
        let (identity, version) = gatekeeper.assumeIsolated { ($0.identity(of: peer), $0.version) }
        if case .unix = peer, identity?.role == .admin { role = .admin } else { role = .frontend }
        session = SessionStateMachine(identity: identity, pipelineLimit: limits.pipeline, serverVersion: version)
        share = Share(Flow(identity, peer))
        decoder = RequestDecoder(mustOpenWithCommand: peer.isStranger)
    }

    // MARK: Life

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    func channelActive(context: ChannelHandlerContext) {
        phase = .open
        lastRequest = context.eventLoop.now
        switch connections.admit(self, as: role) {
        case .success(let number):
            self.number = number
            session.connection = number
            noteCaller()
            identifyByUser(context)
            scheduleIdleCheck(after: allowedIdle, context)
        case .failure(let crowd):
            mayLinger = connections.mayLinger(self)
            refuse(crowd, context)
        }
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        phase = .closed
        idleCheck?.cancel()
        decoder.discard()
        for number in session.connectionLost() {
            guard let answer = pending[number] else { continue }
            gatekeeper.assumeIsolated { $0.cancel(answer) }
        }
        gatekeeper.assumeIsolated { [number, isBroken] in $0.connectionEnded(number, isBroken: isBroken) }
        isGone = connections.remove(self, as: role)
        if isGone, pending.isEmpty { connections.settle(self) }
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        isBroken = true
        logger.debug("connection failed", metadata: ["connection": "\(number)", "error": "\(error)"])
        context.close(promise: nil)
    }

    /// Closes, and says that too many are open.
    func refuse(_ crowd: Connections.Crowd, _ context: ChannelHandlerContext) {
        logger.notice(
            "connection refused: too many are open",
            metadata: ["role": "\(role)", "of": "\(crowd)", "peer": "\(peer.shown)"])
        perform(session.receive(.malformed(.framing(crowd.sentence), tag: nil)), context)
    }

    /// Answers what was accepted, then closes.
    func drain() {
        session.drainStarted()
        mayHaveSteps = true
        connections.turns.arrive(self)
    }

    func close() {
        context?.close(promise: nil)
    }

    // MARK: Out

    func write(_ reply: Reply, _ tag: Tag?, _ context: ChannelHandlerContext) {
        guard reply.holdsSecret else {
            if replies.capacity == 0 { replies = connections.takeBuffer() }
            reply.write(to: &replies, tag: tag)
            if replies.readableBytes >= Self.gatheredBytes { flush(context) }
            return
        }
        // A new PIN has a buffer of its own, which is wiped when the network has its copy: in the shared one it would be
        // copied about when that grows.
        flush(context)
        var secret = context.channel.allocator.buffer(capacity: Self.secretCapacity)
        reply.write(to: &secret, tag: tag)
        let written = secret
        context.writeAndFlush(wrapOutboundOut(written)).whenComplete { _ in written.wipeReadableBytes() }
    }

    /// Bytes of replies that are sent before more are gathered: as many as the channel takes before it says that it is full.
    private static let gatheredBytes = 64 << 10

    /// Bytes that hold the longest reply with a generated PIN, so that it is never moved.
    private static let secretCapacity = 256

    func flush(_ context: ChannelHandlerContext) {
        guard phase == .open || phase == .closing else { return }
        if replies.readableBytes > 0 {
            // Taken before it is written: a write may call back into this handler when the client falls behind.
            let written = replies
            replies = ByteBuffer()
            context.writeAndFlush(wrapOutboundOut(written), promise: nil)
            connections.keep(written)
        }
        if phase == .closing { closeAfterReplies(context) }
    }
}
