import NIOCore

/// Cuts what a connection receives into lines.
final class LineHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    /// Longest line that is taken: a page of LIST is the longest reply there is.
    static let lineBytes = 131_072

    private let onLine: (ByteBufferView) -> Void
    private let onClose: () -> Void
    private var received = ByteBuffer()

    init(onLine: @escaping (ByteBufferView) -> Void, onClose: @escaping () -> Void) {
        self.onLine = onLine
        self.onClose = onClose
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var part = unwrapInboundIn(data)
        if received.readableBytes == 0 { received = part } else { received.writeBuffer(&part) }
        while let end = received.readableBytesView.firstIndex(of: UInt8(ascii: "\n")) {
            let line = received.readableBytesView[received.readerIndex..<end]
            onLine(line.last == UInt8(ascii: "\r") ? line.dropLast() : line)
            received.moveReaderIndex(to: end + 1)
        }
        received.discardReadBytes()
        if received.readableBytes > Self.lineBytes { context.close(promise: nil) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        onClose()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
