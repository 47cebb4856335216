import NIOCore
import VoicemailModel

/// Has the work of one lane begin when it is its turn.
final class LaneTurns {
    /// Told once whether its turn has come. If so, `leave` is to be called when it has ended.
    typealias Work = (_ hasCome: Bool) -> Void

    private let loop: any EventLoop
    private let clock: any ServerClock
    private var lane: WorkLane<Work>
    private var isGivingTurns = false

    init(_ bounds: WorkLane<Work>.Bounds, on loop: any EventLoop, by clock: any ServerClock) {
        self.loop = loop
        self.clock = clock
        lane = WorkLane(bounds)
    }

    /// How many wait in the line of `flow`.
    func waitingCount(of flow: UInt64) -> Int { lane.waitingCount(of: flow) }

    /// What may be under way at once. It counts from the next who comes or leaves.
    var atOnce: Int {
        get { lane.bounds.atOnce }
        set { lane.bounds.atOnce = newValue }
    }

    /// Calls `work` when it is the turn of `flow`; at once when nobody waits.
    ///
    /// - Parameter due: when it is too late; nil when it never is.
    func enter(_ flow: UInt64, by due: ContinuousClock.Instant?, _ work: @escaping Work) {
        guard lane.arrive(work, in: flow, by: due) else { return work(false) }
        giveTurns()
    }

    func leave() {
        lane.leave()
        giveTurns()
    }

    private func giveTurns() {
        // What is told here may come back for more.
        guard !isGivingTurns else { return }
        isGivingTurns = true
        defer { isGivingTurns = false }
        for _ in 0..<Self.turnsAtATime {
            switch lane.next(at: clock.instant) {
            case .begins(let work): work(true)
            case .isTooLate(let work): work(false)
            case nil: return
            }
        }
        // After a disk stood still, a whole line is too late: others have the event loop in between.
        loop.schedule(at: clock.instant, by: clock) { self.giveTurns() }
    }

    private static let turnsAtATime = 256
}
