import NIOCore

/// Who works when it has a turn on the event loop.
protocol TurnTaker: AnyObject {
    var flow: Flow { get }
    /// Kept by `LoopTurns`.
    var turn: TurnState { get set }
    /// Works from `begin` until it has nothing more to do, or `end` has come.
    ///
    /// - Returns: whether there is more to do.
    func takeTurn(at begin: NIODeadline, until end: NIODeadline) -> Bool
}

struct TurnState {
    var isWaiting = false
    var hadOne = false
}

/// Divides the event loop's time among those who send requests (`Turns`), so that nobody waits for what others send.
///
/// In each pass of the loop, work that has just come is done at once for so long; what is beyond waits for its turn. Then those who
/// wait have some turns, and then the loop looks at its sockets again. It belongs to the event loop.
final class LoopTurns {
    private var turns = Turns<any TurnTaker>(
        .init(turn: LoopTurns.turn, strangersTurn: LoopTurns.turn / 4, member: LoopTurns.turn / 5))
    private let eventLoop: any EventLoop
    /// Counts how often the loop has looked at its sockets.
    private let passes: () -> UInt64
    let now: () -> NIODeadline

    /// The loop's pass in which something was last done at once, and until when that may be.
    private var pass: UInt64?
    private var passEnd = NIODeadline.uptimeNanoseconds(0)
    /// The pass in which those who wait last had their turns.
    private var lastRun: UInt64?
    private var isScheduled = false
    private var isRunning = false

    /// Nanoseconds: some hundreds of requests, and a tenth of what somebody notices.
    private static let turn: Int64 = 500_000
    /// Nanoseconds of a pass in which what comes is worked on at once, reading it included.
    private static let atOnce: Int64 = 1_000_000
    /// Nanoseconds of a pass in which those who wait have their turns: several, so that going round the loop costs little beside them.
    private static let turnsInPass: Int64 = 2_000_000
    /// A task that is due at once would run before the loop looks at its sockets; this is longer than what usually lies between. Where
    /// it is not, on a slow machine, twice as long is tried, and so on: else the task would be due again and again, and the loop
    /// would never look.
    private static let shortestPause = TimeAmount.microseconds(10)
    private var pause = LoopTurns.shortestPause

    init(
        on eventLoop: any EventLoop, passes: @escaping () -> UInt64,
        now: @escaping () -> NIODeadline = NIODeadline.now
    ) {
        self.eventLoop = eventLoop
        self.passes = passes
        self.now = now
    }

    /// Something has come for `taker`: it has its turn now, or later.
    func arrive(_ taker: any TurnTaker) {
        guard !taker.turn.isWaiting else { return }
        let time = now()
        let current = passes()
        if pass != current {
            pass = current
            passEnd = time + .nanoseconds(Self.atOnce)
        }
        guard turns.isEmpty, !isRunning, time < passEnd else {
            wait(taker)
            return schedule()
        }
        isRunning = true
        taker.turn.hadOne = true
        if taker.takeTurn(at: time, until: passEnd) { wait(taker) }
        isRunning = false
        schedule()
    }

    private func wait(_ taker: any TurnTaker) {
        taker.turn.isWaiting = true
        turns.join(taker, of: taker.flow, isNew: !taker.turn.hadOne)
    }

    private func run() {
        isScheduled = false
        // A task that was not due may be by now, in the same pass.
        guard lastRun != passes() else {
            pause = pause * 2
            return schedule()
        }
        pause = Self.shortestPause
        isRunning = true
        var time = now()
        let end = time + .nanoseconds(Self.turnsInPass)
        while time < end, let (taker, allowance) = turns.next() {
            taker.turn = TurnState(isWaiting: false, hadOne: true)
            if taker.takeTurn(at: time, until: time + .nanoseconds(allowance)) { wait(taker) }
            let after = now()
            turns.took((after - time).nanoseconds)
            time = after
        }
        isRunning = false
        lastRun = passes()
        schedule()
    }

    /// Those who wait have their turns in this pass, or in the next one.
    ///
    /// The loop looks at its sockets when no task is due. What is done in a turn makes tasks, and these may end in turns; so turns are
    /// given once in a pass, however many tasks there are.
    private func schedule() {
        guard !turns.isEmpty, !isScheduled, !isRunning else { return }
        isScheduled = true
        let turns = NIOLoopBound(self, eventLoop: eventLoop)
        if lastRun == passes() {
            eventLoop.scheduleTask(in: pause) { turns.value.run() }
        } else {
            eventLoop.execute { turns.value.run() }
        }
    }
}
