import DequeModule

/// What waits, in lines, one for each flow: first come, first served within a line, and the lines take turns.
struct FlowLines<Element> {
    private var lines: [UInt64: Deque<Element>] = [:]
    /// The flows that have something in line, in the order of their turns.
    private var turns: Deque<UInt64> = []

    var isEmpty: Bool { turns.isEmpty }

    func count(of flow: UInt64) -> Int { lines[flow]?.count ?? 0 }

    /// A flow that had nothing in line has its turn behind all others.
    mutating func append(_ element: Element, in flow: UInt64) {
        if lines[flow] == nil { turns.append(flow) }
        lines[flow, default: []].append(element)
    }

    /// Takes what is next in turn.
    mutating func popFirst() -> Element? {
        guard let flow = turns.popFirst(), let element = lines[flow]?.popFirst() else { return nil }
        if lines[flow]?.isEmpty == true { lines[flow] = nil } else { turns.append(flow) }
        return element
    }
}
