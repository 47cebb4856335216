import VoicemailModel

/// A queue in which flows take turns, and from which each element can be taken by its id.
struct FairQueue<Element> {
    private var entries: [UInt64: (element: Element, flow: UInt64)] = [:]
    /// The ids.
    private var lines = FlowLines<UInt64>()

    var count: Int { entries.count }
    var flowCount: Int { lines.flowCount }

    func count(of flow: UInt64) -> Int { lines.count(of: flow) }

    /// The element that is queued under `id`.
    subscript(id: UInt64) -> Element? { entries[id]?.element }

    /// How many elements would be taken before one that is now appended for `flow`: all of its own, and of each other flow
    /// as many as it has turns until then.
    func count(before flow: UInt64?) -> Int {
        let own = flow.map(count(of:)) ?? 0
        return lines.counts.reduce(into: own) { sum, other in
            if other.flow != flow { sum += min(other.count, own + 1) }
        }
    }

    /// `id` must not be queued already. A flow that had nothing queued has its turn behind everybody else.
    mutating func append(_ element: Element, id: UInt64, flow: UInt64) {
        precondition(entries[id] == nil, "an id is queued once")
        entries[id] = (element, flow)
        lines.append(id, in: flow)
    }

    /// Takes what is next in turn.
    mutating func popFirst() -> (id: UInt64, element: Element)? {
        guard let id = lines.popFirst() else { return nil }
        return entries.removeValue(forKey: id).map { (id, $0.element) }
    }

    /// Takes `id` out, wherever it stands; nil when it is not queued.
    mutating func remove(_ id: UInt64) -> Element? {
        guard let (element, flow) = entries.removeValue(forKey: id) else { return nil }
        lines.removeFirst(in: flow) { $0 == id }
        return element
    }
}
