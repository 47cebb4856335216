import Gatekeeping
import Glibc
import NIOCore
import VoicemailModel

/// How a connection closes, so that its last replies arrive.
extension ConnectionHandler {
    /// Closes so that the last reply arrives: data that the client sends meanwhile and nobody reads would make the kernel
    /// answer with a reset, which throws away what the client has not read yet. So our side ends first, and what still
    /// comes is taken and dropped for a moment.
    func closeAfterReplies(_ context: ChannelHandlerContext) {
        guard !isInputEnded else {
            phase = .lingering
            return closeWhenDelivered(context)
        }
        guard mayLinger else {
            phase = .closed
            return context.close(promise: nil)
        }
        phase = .lingering
        context.close(mode: .output, promise: nil)
        context.read()
        let channel = context.channel
        context.eventLoop.scheduleTask(in: Self.lingering) {
            channel.close(promise: nil)
        }
    }

    /// Time that a client has to take the last reply.
    private static let lingering = TimeAmount.seconds(1)

    // MARK: Whether they have arrived

    private enum Delivery {
        case arrived, refused, underWay
    }

    /// How often that is looked at, and for how long: a packet that was lost is sent again within that time.
    private static let interval = TimeAmount.milliseconds(5)
    private static let looks = 200

    /// Closes a connection whose client sends no more.
    ///
    /// It may have closed its side only, as `nc -N` does, and wait for answers. Or it has given up, and the kernel of its machine
    /// refuses what comes. Which of the two, only an answer shows; it matters when an attempt was answered, as a client that has
    /// not heard it may ask again (`KeptAnswers`).
    private func closeWhenDelivered(_ context: ChannelHandlerContext, looks: Int = ConnectionHandler.looks) {
        // It may have closed by itself meanwhile, as it does when it is refused.
        guard phase == .lingering else { return }
        let number = number
        guard gatekeeper.assumeIsolated({ $0.keepsAnswer(for: number) }), looks > 0 else {
            return context.close(promise: nil)
        }
        switch delivery(on: context) {
        case .underWay:
            let connection = NIOLoopBound((self, context), eventLoop: context.eventLoop)
            context.eventLoop.scheduleTask(in: Self.interval) {
                let (handler, context) = connection.value
                handler.closeWhenDelivered(context, looks: looks - 1)
            }
        case .arrived:
            gatekeeper.assumeIsolated { $0.answersArrived(on: number) }
            context.close(promise: nil)
        case .refused:
            context.close(promise: nil)
        }
    }

    private func delivery(on context: ChannelHandlerContext) -> Delivery {
        // On a Unix socket there is nothing to ask: what nobody takes fails to be written, and the connection has ended.
        guard case .tcp = peer else { return .arrived }
        var delivery = Delivery.refused
        (context.channel as? any SocketOptionProvider)?.getTCPInfo().assumeIsolated().whenSuccess { info in
            if Int32(info.tcpi_state) == Self.closed {
                delivery = .refused
            } else if info.tcpi_unacked > 0 {
                delivery = .underWay
            } else {
                delivery = .arrived
            }
        }
        return delivery
    }

    /// `TCP_CLOSE` of `netinet/tcp.h`: the other side has answered with a reset.
    private static let closed: Int32 = 7
}
