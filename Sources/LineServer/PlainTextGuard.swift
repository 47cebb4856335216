import Logging
import NIOCore
import Wire

/// Stands before TLS and tells a client that does not speak it: it would see its connection closed without a word.
///
/// Every TLS connection begins with a handshake record, whose first byte is 22 (RFC 8446 §5.1), which no request begins with.
final class PlainTextGuard: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private static let handshake: UInt8 = 22
    private let logger: Logger
    private var hasRefused = false

    init(logger: Logger) {
        self.logger = logger
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data)
        guard !hasRefused, bytes.readableBytesView.first == Self.handshake else {
            // It may be a secret.
            bytes.wipeReadableBytes()
            refuse(context)
            return
        }
        context.fireChannelRead(data)
        context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
    }

    private func refuse(_ context: ChannelHandlerContext) {
        guard !hasRefused else { return }
        hasRefused = true
        logger.notice(
            "a client without TLS met the TLS port",
            metadata: ["peer": "\(context.remoteAddress?.ipAddress ?? "unknown")"])
        var line = ByteBuffer()
        Reply.failure(.framing("this port speaks TLS; connect with TLS (redis-cli --tls, openssl s_client)"))
            .write(to: &line, tag: nil)
        let channel = context.channel
        context.writeAndFlush(wrapOutboundOut(line)).whenComplete { _ in
            // Past the TLS handler, which would wait for the other side's farewell.
            channel.close(promise: nil)
        }
    }
}
