import Dispatch
import NIOCore
import VoicemailModel

/// The event loop of one node while it lives. All nodes share a thread and an agenda.
final class VirtualLoop: EventLoop, @unchecked Sendable {
    private let agenda: Agenda
    private let life: Agenda.Life

    init(_ agenda: Agenda, _ life: Agenda.Life) {
        self.agenda = agenda
        self.life = life
    }

    var inEventLoop: Bool { true }
    var now: NIODeadline { .uptimeNanoseconds(UInt64(agenda.now / .nanoseconds(1))) }

    func execute(_ task: @escaping @Sendable () -> Void) {
        agenda.plan(in: .zero, for: life, task)
    }

    func submit<Value>(_ task: @escaping @Sendable () throws -> Value) -> EventLoopFuture<Value> {
        scheduleTask(in: .zero, task).futureResult
    }

    func scheduleTask<Value>(
        deadline: NIODeadline, _ task: @escaping @Sendable () throws -> Value
    ) -> Scheduled<Value> {
        scheduleTask(in: deadline - now, task)
    }

    func scheduleTask<Value>(
        in delay: TimeAmount, _ task: @escaping @Sendable () throws -> Value
    ) -> Scheduled<Value> {
        let promise = makePromise(of: Value.self)
        let kept = KeptPromise(promise)
        let plan = UncheckedBox(
            agenda.plan(in: .nanoseconds(delay.nanoseconds), for: life) {
                do { kept.promise.assumeIsolatedUnsafeUnchecked().succeed(try task()) } catch {
                    kept.promise.fail(error)
                }
            })
        return Scheduled(promise: promise) { plan.value.cancel() }
    }

    func shutdownGracefully(queue: DispatchQueue, _ callback: @escaping @Sendable ((any Error)?) -> Void) {
        life.end()
    }

    func preconditionInEventLoop(file: StaticString, line: UInt) {}
    func preconditionNotInEventLoop(file: StaticString, line: UInt) {}
}

/// A promise that is broken in the end, if its node did not live to keep it: NIO takes one that is forgotten for an error.
private final class KeptPromise<Value>: @unchecked Sendable {
    let promise: EventLoopPromise<Value>

    init(_ promise: EventLoopPromise<Value>) {
        self.promise = promise
    }

    deinit { promise.fail(EventLoopError.shutdown) }
}

/// Of the one thread that there is.
struct UncheckedBox<Value>: @unchecked Sendable {
    let value: Value

    init(_ value: Value) {
        self.value = value
    }
}

/// The clock of all nodes and of the store.
struct VirtualClock: ServerClock, @unchecked Sendable {
    let agenda: Agenda

    /// What all clocks say at the beginning.
    private static let beginning = UnixTime(seconds: 1_795_443_420)
    private static let instantAtBeginning = ContinuousClock.now

    var now: UnixTime {
        Self.beginning.adding(milliseconds: Int64(agenda.now / .milliseconds(1)))
    }
    var calendarNow: UnixTime { now.adding(seconds: 7200) }
    var instant: ContinuousClock.Instant { Self.instantAtBeginning + agenda.now }

    /// When `instant` is, on the agenda.
    func time(of instant: ContinuousClock.Instant) -> Duration { Self.instantAtBeginning.duration(to: instant) }
}
