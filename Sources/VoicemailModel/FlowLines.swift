import DequeModule

/// What waits, in lines, one for each flow: first come, first served within a line, and the lines take turns.
package struct FlowLines<Element> {
    private var lines: [UInt64: Deque<Element>] = [:]
    /// The flows that have something in line, in the order of their turns.
    private var turns: Deque<UInt64> = []

    package init() {}

    package var isEmpty: Bool { turns.isEmpty }

    package func count(of flow: UInt64) -> Int { lines[flow]?.count ?? 0 }

    /// Of each flow that has something in line, in no order.
    package var counts: some Sequence<(flow: UInt64, count: Int)> {
        lines.lazy.map { (flow: $0.key, count: $0.value.count) }
    }

    package var flowCount: Int { turns.count }

    package func contains(where isMeant: (Element) -> Bool) -> Bool {
        lines.values.contains { $0.contains(where: isMeant) }
    }

    /// A flow that had nothing in line has its turn behind all others.
    package mutating func append(_ element: Element, in flow: UInt64) {
        if lines[flow] == nil { turns.append(flow) }
        lines[flow, default: []].append(element)
    }

    /// Puts back what was taken: it is the first of its line, and its line is the next in turn.
    package mutating func putBack(_ element: Element, in flow: UInt64) {
        turns.removeAll { $0 == flow }
        turns.prepend(flow)
        lines[flow, default: []].prepend(element)
    }

    /// Takes what is next in turn.
    package mutating func popFirst() -> Element? {
        guard let flow = turns.popFirst(), let element = lines[flow]?.popFirst() else { return nil }
        if lines[flow]?.isEmpty == true { lines[flow] = nil } else { turns.append(flow) }
        return element
    }

    /// Takes the first that is meant out of the line of `flow`.
    package mutating func removeFirst(in flow: UInt64, where isMeant: (Element) -> Bool) {
        guard let index = lines[flow]?.firstIndex(where: isMeant) else { return }
        lines[flow]?.remove(at: index)
        guard lines[flow]?.isEmpty == true else { return }
        lines[flow] = nil
        turns.removeAll { $0 == flow }
    }

    /// Takes whatever is meant out of the lines.
    package mutating func removeAll(where isMeant: (Element) -> Bool) -> [Element] {
        guard !isEmpty else { return [] }
        var removed: [Element] = []
        for flow in Array(turns) {
            guard let line = lines[flow], line.contains(where: isMeant) else { continue }
            removed += line.filter(isMeant)
            let rest = line.filter { !isMeant($0) }
            lines[flow] = rest.isEmpty ? nil : rest
        }
        if !removed.isEmpty { turns.removeAll { lines[$0] == nil } }
        return removed
    }
}
