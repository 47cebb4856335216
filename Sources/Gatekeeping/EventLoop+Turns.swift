import NIOCore
import VoicemailModel

/// How the parts of the core come back to the event loop that they live on.
extension EventLoop {
    /// Takes a value on any thread, and hands it to `body` here.
    func receiver<Value: Sendable>(_ body: @escaping (Value) -> Void) -> @Sendable (Value) -> Void {
        let body = NIOLoopBound(body, eventLoop: self)
        return { value in self.execute { body.value(value) } }
    }

    /// Calls `body` at `instant`, as `clock` has it.
    @discardableResult
    func schedule(
        at instant: ContinuousClock.Instant, by clock: any ServerClock, _ body: @escaping () -> Void
    ) -> Scheduled<Void> {
        let body = NIOLoopBound(body, eventLoop: self)
        return scheduleTask(in: TimeAmount(max(.zero, clock.instant.duration(to: instant)))) { body.value() }
    }
}
