import NIOCore

/// Lets so many bytes of a connection through to the parser, which has one request. What comes beyond is dropped, and the
/// handlers behind are told once.
final class RequestByteLimit: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    struct Exceeded: Error {}

    /// What Prometheus, a load balancer or a browser sends is a tenth of this.
    static let bytes = 8192

    private var left = RequestByteLimit.bytes
    private var isExceeded = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data)
        guard !isExceeded else { return }
        left -= bytes.readableBytes
        guard left < 0 else { return context.fireChannelRead(data) }
        isExceeded = true
        context.fireErrorCaught(Exceeded())
    }
}
