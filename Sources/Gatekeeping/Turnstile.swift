import DequeModule

/// Lets so many in at once; the others wait in lines, one for each flow, which take turns. For one actor's use.
struct Turnstile {
    private typealias Line = Deque<CheckedContinuation<Void, Never>>

    private var inside = 0
    private var lines: [UInt64: Line] = [:]
    /// The flows that wait, in the order of their turns.
    private var turns: Deque<UInt64> = []

    /// Whether one more may enter now; then it is inside.
    mutating func enterNow(atOnce limit: Int) -> Bool {
        guard inside < limit, turns.isEmpty else { return false }
        inside += 1
        return true
    }

    /// Waits in the line of `flow` until `leave` lets it in.
    mutating func wait(_ continuation: CheckedContinuation<Void, Never>, in flow: UInt64) {
        if lines[flow] == nil { turns.append(flow) }
        lines[flow, default: []].append(continuation)
    }

    /// One leaves, and makes room for those who are next.
    mutating func leave(atOnce limit: Int) {
        inside -= 1
        while inside < limit, let flow = turns.popFirst(), let next = lines[flow]?.popFirst() {
            if lines[flow]?.isEmpty == true { lines[flow] = nil } else { turns.append(flow) }
            inside += 1
            next.resume()
        }
    }
}
