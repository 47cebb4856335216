import Logging
import NIOCore

/// Accepts nothing for a moment when accepting fails, which it does when no file descriptor is left.
///
/// The connection that was not accepted stays in the kernel's queue, so that the next try would fail at once, and the one
/// after that: a whole core's time for nothing. A pause of the channel's reading is what the selector honours; NIO's
/// `AcceptBackoffHandler` delays only the next `read`, while the one that failed counts as pending and keeps the selector
/// awake.
final class AcceptPause: ChannelInboundHandler {
    typealias InboundIn = any Channel

    /// Short enough that whoever is accepted after it does not notice.
    private static let pause = TimeAmount.milliseconds(100)

    private let logger: Logger
    private var isPausing = false
    /// Failures in a row are one trouble, said once.
    private var isInTrouble = false

    init(logger: Logger) {
        self.logger = logger
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        isInTrouble = false
        context.fireChannelRead(data)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let options = context.channel.syncOptions, !isPausing else { return }
        if !isInTrouble {
            isInTrouble = true
            logger.error("connections cannot be accepted for now", metadata: ["error": "\(error)"])
        }
        isPausing = true
        try? options.setOption(.autoRead, value: false)
        let handler = NIOLoopBound((self, options), eventLoop: context.eventLoop)
        context.eventLoop.scheduleTask(in: Self.pause) {
            let (handler, options) = handler.value
            handler.isPausing = false
            try? options.setOption(.autoRead, value: true)
        }
    }
}
