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
    private var decoder: RequestDecoder
    private var context: ChannelHandlerContext?
    /// Who asks on this connection, once that is known.
    var caller: Caller?
    /// This connection's number: its name in the log, and its flow before the hashing queue.
    var number: UInt64 = 0
    /// The requests that are being answered, so that they can be taken back.
    var pending: [RequestNumber: PendingRequest] = [:]

    /// Whether a request was begun since all were last answered.
    var hasBegun = false

    private var replies = ByteBuffer()
    private var isReading = false
    /// Whether it is not in the audit yet who this is: until then nothing that it asks is looked at.
    var awaitsAudit = false
    /// Whether the client takes its replies; kept here, as asking the channel at each request costs more than the request.
    var isWritable = true
    var phase = Phase.opening
    var isInputEnded = false
    private var isBroken = false
    /// Whether a client whose connection is closed has time to read the last reply.
    var mayLinger = true
    /// A read that was asked for while nothing was to be read.
    private var isReadWanted = false
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
        if let number = connections.admit(self, as: role) {
            self.number = number
            session.connection = number
            noteCaller()
            identifyByUser(context)
            scheduleIdleCheck(after: allowedIdle, context)
        } else {
            if let count = connections.refusalLog.pass(now: connections.clock.now) {
                logger.notice(
                    "connection refused: too many are open", metadata: ["role": "\(role)", "count": "\(count)"])
            }
            let error = ReplyError.framing("too many connections are open; close some, or raise limits.connections")
            mayLinger = connections.mayLinger(self)
            perform(session.receive(.malformed(error, tag: nil)), context)
        }
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        phase = .closed
        connections.remove(self, as: role)
        idleCheck?.cancel()
        decoder.discard()
        for number in session.connectionLost() {
            guard let answer = pending.removeValue(forKey: number) else { continue }
            gatekeeper.assumeIsolated { $0.cancel(answer) }
        }
        gatekeeper.assumeIsolated { [number, isBroken] in $0.connectionEnded(number, isBroken: isBroken) }
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        isBroken = true
        logger.debug("connection failed", metadata: ["connection": "\(number)", "error": "\(error)"])
        context.close(promise: nil)
    }

    /// Answers what was accepted, then closes.
    func drain() {
        guard let context else { return }
        session.drainStarted()
        perform(session.next(), context)
        flush(context)
    }

    func close() {
        context?.close(promise: nil)
    }

    // MARK: In

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data)
        guard phase != .lingering else { return bytes.wipeReadableBytes() }
        isReading = true
        if hasBegun, pending.isEmpty {
            hasBegun = false
            gatekeeper.assumeIsolated { [number] in $0.inputFollowed(on: number) }
        }
        decoder.append(bytes)
        decode(context)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        isReading = false
        flush(context)
        context.fireChannelReadComplete()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case TLSUserEvent.handshakeCompleted? = event as? TLSUserEvent { identifyByCertificate(context) }
        if case ChannelEvent.inputClosed? = event as? ChannelEvent {
            isInputEnded = true
            gatekeeper.assumeIsolated { [number] in $0.inputEnded(of: number) }
            if phase == .lingering { context.close(promise: nil) }
            decode(context)
            flush(context)
        }
        context.fireUserInboundEventTriggered(event)
    }

    /// Reads on only while the session takes requests and the client takes replies: what is not read waits at the client.
    func read(context: ChannelHandlerContext) {
        if phase == .lingering || (session.shouldRead && isWritable) {
            context.read()
        } else {
            isReadWanted = true
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        isWritable = context.channel.isWritable
        decode(context)
        flush(context)
        context.fireChannelWritabilityChanged()
    }

    private func decode(_ context: ChannelHandlerContext) {
        // Once for all requests of a read: to find out that this thread is the gatekeeper's costs as much as to answer one.
        let connection = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        let hasDecoded = gatekeeper.assumeIsolated { gatekeeper in
            let (handler, context) = connection.value
            return handler.decodeRequests(context, gatekeeper)
        }
        if hasDecoded, session.identity != nil { lastRequest = context.eventLoop.now }
        if isInputEnded, !awaitsAudit, session.shouldRead, isWritable {
            if let rest = decoder.finish() {
                perform(session.receive(rest), context)
            }
            session.inputEnded()
            perform(session.next(), context)
        }
        if isReadWanted, session.shouldRead, isWritable {
            isReadWanted = false
            context.read()
        }
    }

    /// Whether there was any.
    private func decodeRequests(_ context: ChannelHandlerContext, _ gatekeeper: isolated Gatekeeper) -> Bool {
        var hasDecoded = false
        while !awaitsAudit, session.shouldRead, isWritable, let decoded = decoder.next() {
            hasDecoded = true
            switch consume decoded {
            case .request(let tag, let request):
                // Nearly every request is in memory and need not wait for its turn.
                if session.mayAnswerAtOnce(isTagged: tag != nil), let caller,
                    let reply = gatekeeper.answerNow(request, from: caller, connections.prepared)
                {
                    write(reply, tag)
                } else {
                    perform(session.receive(.request(tag: tag, request)), context)
                }
            case .rejected(let tag, let error):
                connections.metrics.refused(error)
                perform(session.receive(.rejected(tag: tag, error)), context)
            case .malformed(let error, let tag):
                connections.metrics.refused(error)
                logForeign(error)
                perform(session.receive(.malformed(error, tag: tag)), context)
            }
        }
        return hasDecoded
    }

    // MARK: Steps

    func perform(_ first: SessionStep?, _ context: ChannelHandlerContext) {
        var step = first
        while let current = step {
            switch current {
            case .write(let tag, let reply):
                write(reply, tag, context)
            case .answer(let tag, let request):
                if let reply = answerNow(request) {
                    write(reply, tag, context)
                } else {
                    begin(session.begin(tag, request), request, context)
                }
            case .start(let number, let request):
                if let reply = answerNow(request) {
                    session.finish(number, reply)
                } else {
                    begin(number, request, context)
                }
            case .close:
                phase = .closing
                decoder.discard()
            }
            step = session.next()
        }
        // What was answered is sent now, unless more of the same read follows.
        if phase == .closing || !isReading { flush(context) }
    }

    /// The audit has who this is, or cannot have it: then nothing is done for it.
    func audited(isOnDisk: Bool) {
        guard let context else { return }
        awaitsAudit = false
        if isOnDisk {
            decode(context)
        } else {
            perform(session.receive(.malformed(.unavailable, tag: nil)), context)
        }
        flush(context)
    }

    func answered(_ number: RequestNumber, _ reply: Reply) {
        pending[number] = nil
        guard let context else { return }
        session.finish(number, reply)
        perform(session.next(), context)
        decode(context)
        flush(context)
    }

    // MARK: Out

    private func write(_ reply: Reply, _ tag: Tag?, _ context: ChannelHandlerContext) {
        guard reply.holdsSecret else { return write(reply, tag) }
        // A new PIN has a buffer of its own, which is wiped when the network has its copy: in the shared one it would be
        // copied about when that grows.
        flush(context)
        var secret = context.channel.allocator.buffer(capacity: Self.secretCapacity)
        reply.write(to: &secret, tag: tag)
        let written = secret
        context.writeAndFlush(wrapOutboundOut(written)).whenComplete { _ in written.wipeReadableBytes() }
    }

    private func write(_ reply: Reply, _ tag: Tag?) {
        if replies.capacity == 0 { replies = connections.takeBuffer() }
        reply.write(to: &replies, tag: tag)
    }

    /// Bytes that hold the longest reply with a generated PIN, so that it is never moved.
    private static let secretCapacity = 256

    private func flush(_ context: ChannelHandlerContext) {
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
