import VoicemailModel

/// Lets so many in at once; the others wait in lines, one for each flow, which take turns. For one actor's use.
struct Turnstile {
    private var inside = 0
    private var lines = FlowLines<CheckedContinuation<Void, Never>>()

    /// Whether one more may enter now; then it is inside.
    mutating func enterNow(atOnce limit: Int) -> Bool {
        guard inside < limit, lines.isEmpty else { return false }
        inside += 1
        return true
    }

    /// Waits in the line of `flow` until `leave` lets it in.
    mutating func wait(_ continuation: CheckedContinuation<Void, Never>, in flow: UInt64) {
        lines.append(continuation, in: flow)
    }

    /// One leaves, and makes room for those who are next.
    mutating func leave(atOnce limit: Int) {
        inside -= 1
        while inside < limit, let next = lines.popFirst() {
            inside += 1
            next.resume()
        }
    }
}
