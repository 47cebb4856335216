import DequeModule

/// Lets so many in at once; the others wait in line. For one actor's use.
struct Turnstile {
    private var inside = 0
    private var line: Deque<CheckedContinuation<Void, Never>> = []

    /// Whether one more may enter now; then it is inside.
    mutating func enterNow(atOnce limit: Int) -> Bool {
        guard inside < limit, line.isEmpty else { return false }
        inside += 1
        return true
    }

    /// Stands in line until `leave` lets it in.
    mutating func wait(_ continuation: CheckedContinuation<Void, Never>) {
        line.append(continuation)
    }

    /// Who leaves makes room for the first in line.
    mutating func leave() {
        if line.isEmpty { inside -= 1 } else { line.removeFirst().resume() }
    }
}
