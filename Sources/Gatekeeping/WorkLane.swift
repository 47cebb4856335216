import VoicemailModel

/// Whose turn it is: so much is under way at once, and the rest waits in lines, one for each flow, which take turns.
///
/// ```
/// arrive ──▶ waits ──▶ begins ──▶ leave
///   │          └─▶ is too late, when its time was up before its turn came
///   └─▶ refused, when its line is full
/// ```
struct WorkLane<Work> {
    struct Bounds: Hashable {
        /// What may be under way at once.
        var atOnce: Int
        /// What may wait in one line.
        var waiting: Int
    }

    enum Turn {
        /// It is under way until `leave`.
        case begins(Work)
        case isTooLate(Work)
    }

    var bounds: Bounds
    private var underWay = 0
    private var lines = FlowLines<(work: Work, due: ContinuousClock.Instant?)>()

    init(_ bounds: Bounds) {
        self.bounds = bounds
    }

    func waitingCount(of flow: UInt64) -> Int { lines.count(of: flow) }

    /// False when no more may wait in the line of `flow`.
    ///
    /// - Parameter due: when its turn must have come; nil when it waits for as long as it takes.
    mutating func arrive(_ work: Work, in flow: UInt64, by due: ContinuousClock.Instant?) -> Bool {
        guard lines.count(of: flow) < bounds.waiting else { return false }
        lines.append((work, due), in: flow)
        return true
    }

    /// Nil when as many are under way as may be, or none waits.
    mutating func next(at now: ContinuousClock.Instant) -> Turn? {
        guard underWay < bounds.atOnce, let (work, due) = lines.popFirst() else { return nil }
        if let due, due <= now { return .isTooLate(work) }
        underWay += 1
        return .begins(work)
    }

    /// One that was under way has ended.
    mutating func leave() {
        underWay -= 1
    }
}
