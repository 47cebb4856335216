import DequeModule

/// Whose input is looked at next: flows take turns, and the connections of a flow take turns in it.
///
/// In a round each flow that is known has a turn, and then one flow of strangers a shorter one: so strangers get the least, and
/// they get it while others are busy too, or nobody could say who he is. A turn is of time, as requests differ in what they cost.
/// What it takes beyond its time is not held against a flow: no request takes long.
///
/// Pure: it is told how long everything took.
struct Turns<Member> {
    struct Lengths {
        /// Nanoseconds that a flow works before the next one does.
        var turn: Int64
        /// The same of strangers.
        var strangersTurn: Int64
        /// Nanoseconds that one connection works before the others of its flow do.
        var member: Int64
    }

    private let lengths: Lengths
    /// Those that wait in each flow; a flow whose turn it is may be empty.
    private var waiting: [Flow: Deque<Member>] = [:]
    private var known: Deque<Flow> = []
    private var strangers: Deque<Flow> = []
    /// The known flows whose turn comes before that of strangers.
    private var knownLeft = 0
    /// Whose turn it is, and the nanoseconds left of it.
    private var current: (flow: Flow, left: Int64)?
    private(set) var count = 0

    init(_ lengths: Lengths) {
        self.lengths = lengths
    }

    var isEmpty: Bool { count == 0 }

    /// A member waits for its turn from now on.
    ///
    /// - Parameter isNew: whether it never had one: newcomers come first in their flow, so that a flood does not keep anybody out.
    mutating func join(_ member: Member, of flow: Flow, isNew: Bool = false) {
        count += 1
        if waiting[flow] == nil {
            waiting[flow] = []
            line(up: flow)
        }
        if isNew {
            waiting[flow]?.prepend(member)
        } else {
            waiting[flow]?.append(member)
        }
    }

    /// Whose turn it is, and how many nanoseconds it may take; then it does not wait any more.
    mutating func next() -> (member: Member, allowance: Int64)? {
        guard !isEmpty else { return nil }
        while true {
            if let current, current.left > 0, let member = waiting[current.flow]?.popFirst() {
                count -= 1
                return (member, min(current.left, lengths.member))
            }
            passOn()
        }
    }

    /// So many nanoseconds went to the one that `next()` gave.
    mutating func took(_ nanoseconds: Int64) {
        current?.left -= nanoseconds
    }

    /// Ends a turn, and begins that of the next flow.
    private mutating func passOn() {
        if let flow = current?.flow {
            if waiting[flow]?.isEmpty == false { line(up: flow) } else { waiting[flow] = nil }
        }
        current = nextFlow().map { ($0, $0.isStranger ? lengths.strangersTurn : lengths.turn) }
    }

    private mutating func line(up flow: Flow) {
        if flow.isStranger { strangers.append(flow) } else { known.append(flow) }
    }

    private mutating func nextFlow() -> Flow? {
        if knownLeft > 0 || strangers.isEmpty, let flow = known.popFirst() {
            knownLeft -= 1
            return flow
        }
        knownLeft = known.count
        return strangers.popFirst()
    }
}
