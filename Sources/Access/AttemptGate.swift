import DequeModule

/// Whose turn it is at one mailbox, or at one source, on this machine.
///
/// A courtesy and never the truth: who comes through may still find all attempts out, as the store knows. It saves the transactions
/// that would only find that, and lets those who wait come in their order.
public struct AttemptGate<Member: Equatable> {
    private var waiting: Deque<Member> = []
    /// Those who came through and have not ended.
    private var insideCount = 0

    public init() {}

    public var isIdle: Bool { waiting.isEmpty && insideCount == 0 }
    public var waitingCount: Int { waiting.count }

    /// One more waits.
    public mutating func arrive(_ member: Member) {
        waiting.append(member)
    }

    /// Whose turn it is; nil when nobody waits, or as many are inside as there is room for.
    public mutating func next(room: Int) -> Member? {
        guard insideCount < room, let member = waiting.popFirst() else { return nil }
        insideCount += 1
        return member
    }

    /// All who wait, who are told something else.
    public mutating func turnAway() -> [Member] {
        defer { waiting = [] }
        return Array(waiting)
    }

    /// One who came through has ended.
    public mutating func leave() {
        insideCount -= 1
    }

    /// True when it still waited.
    public mutating func withdraw(_ member: Member) -> Bool {
        guard let index = waiting.firstIndex(of: member) else { return false }
        waiting.remove(at: index)
        return true
    }
}

extension AttemptGate: Sendable where Member: Sendable {}
