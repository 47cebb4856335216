import NIOCore
import Session
import VoicemailModel

/// How long a connection stays open.
extension ConnectionHandler {
    /// Time without a request after which the connection closes; of one that has not said who it is, its whole time for that:
    /// otherwise anybody could hold all connections with a PING now and then.
    var allowedIdle: TimeAmount {
        session.identity == nil ? min(idle, .seconds(Int64(Limits.unauthenticatedIdleSeconds))) : idle
    }

    /// The time counts from the last whole request, so that bytes dripped now and then keep no connection; before the client
    /// is known, from the beginning.
    func scheduleIdleCheck(after time: TimeAmount, _ context: ChannelHandlerContext) {
        let connection = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        idleCheck = context.eventLoop.scheduleTask(in: time) {
            let (handler, context) = connection.value
            handler.checkIdle(context)
        }
    }

    private func checkIdle(_ context: ChannelHandlerContext) {
        let left = lastRequest + allowedIdle - context.eventLoop.now
        if left > .nanoseconds(0) {
            scheduleIdleCheck(after: left, context)
        } else if !isWritable {
            // The client has taken no reply for as long: what it asked for cannot be delivered.
            context.close(promise: nil)
        } else {
            session.idleTimerFired()
            perform(session.next(), context)
            scheduleIdleCheck(after: allowedIdle, context)
        }
    }
}
