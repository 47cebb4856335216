import DequeModule

/// A queue in which flows take turns: round robin over the flows that have something queued, first in first out within
/// a flow. To append and to take the first takes constant time.
struct FairQueue<Element> {
    private var entries: [UInt64: (element: Element, flow: UInt64)] = [:]
    /// The ids of each flow that has something queued, in their order.
    private var lines: [UInt64: Deque<UInt64>] = [:]
    /// The flows that have something queued, in the order of their turns.
    private var turns: Deque<UInt64> = []

    var count: Int { entries.count }
    var flowCount: Int { turns.count }

    func count(of flow: UInt64) -> Int {
        lines[flow]?.count ?? 0
    }

    /// The element that is queued under `id`.
    subscript(id: UInt64) -> Element? { entries[id]?.element }

    /// How many elements would be taken before one that is now appended for `flow`: all of its own, and of each other flow
    /// as many as it has turns until then.
    func count(before flow: UInt64?) -> Int {
        let own = flow.map(count(of:)) ?? 0
        return lines.reduce(into: own) { sum, other in
            if other.key != flow { sum += min(other.value.count, own + 1) }
        }
    }

    /// `id` must not be queued already. A flow that had nothing queued has its turn behind everybody else.
    mutating func append(_ element: Element, id: UInt64, flow: UInt64) {
        precondition(entries[id] == nil, "an id is queued once")
        entries[id] = (element, flow)
        if lines[flow] == nil { turns.append(flow) }
        lines[flow, default: []].append(id)
    }

    /// Takes what is next in turn.
    mutating func popFirst() -> (id: UInt64, element: Element)? {
        guard let flow = turns.popFirst(), let id = lines[flow]?.popFirst() else { return nil }
        if lines[flow]?.isEmpty == true { lines[flow] = nil } else { turns.append(flow) }
        return entries.removeValue(forKey: id).map { (id, $0.element) }
    }

    /// Takes `id` out, wherever it stands; nil when it is not queued.
    mutating func remove(_ id: UInt64) -> Element? {
        guard let (element, flow) = entries.removeValue(forKey: id) else { return nil }
        if let index = lines[flow]?.firstIndex(of: id) { lines[flow]?.remove(at: index) }
        if lines[flow]?.isEmpty == true {
            lines[flow] = nil
            turns.removeAll { $0 == flow }
        }
        return element
    }
}
