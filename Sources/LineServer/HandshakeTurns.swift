import NIOCore
import VoicemailModel

/// Stands before TLS until its handshake is done: a handshake takes the event loop's time, and whoever sends one is a stranger, so
/// that each step of it waits for its turn.
final class HandshakeTurns: ChannelDuplexHandler, RemovableChannelHandler, TurnTaker {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer

    let flow: Flow
    var turn = TurnState()
    private let turns: LoopTurns
    private var context: ChannelHandlerContext?
    private var waiting: [ByteBuffer] = []
    private var isReadWanted = false

    init(_ peer: Peer, _ turns: LoopTurns) {
        flow = Flow(nil, peer)
        self.turns = turns
    }

    /// The handshake is done.
    static func end(_ pipeline: ChannelPipeline) {
        guard let context = try? pipeline.syncOperations.context(handlerType: HandshakeTurns.self) else { return }
        pipeline.syncOperations.removeHandler(context: context, promise: nil)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        passOn(context)
    }

    func channelInactive(context: ChannelHandlerContext) {
        waiting = []
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        waiting.append(unwrapInboundIn(data))
        turns.arrive(self)
    }

    /// Nothing more is read before what has come had its turn.
    func read(context: ChannelHandlerContext) {
        guard waiting.isEmpty else {
            isReadWanted = true
            return
        }
        context.read()
    }

    func takeTurn(at begin: NIODeadline, until end: NIODeadline) -> Bool {
        if let context { passOn(context) }
        return false
    }

    private func passOn(_ context: ChannelHandlerContext) {
        let bytes = waiting
        waiting = []
        guard !bytes.isEmpty else { return }
        for bytes in bytes { context.fireChannelRead(wrapInboundOut(bytes)) }
        context.fireChannelReadComplete()
        guard isReadWanted else { return }
        isReadWanted = false
        context.read()
    }
}
