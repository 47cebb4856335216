/// A queue in which flows take turns: round robin over the flows that have something queued, first in first out within
/// a flow. Every operation but `count(before:)` takes constant time.
struct FairQueue<Element> {
    private struct Entry {
        var element: Element
        let flow: UInt64
        var previous: UInt64?
        var next: UInt64?
    }

    /// A flow with something queued: the ends of its line, and its neighbours in the circle of turns.
    private struct Flow {
        var first: UInt64
        var last: UInt64
        var count: Int
        var previous: UInt64
        var next: UInt64
    }

    private var entries: [UInt64: Entry] = [:]
    private var flows: [UInt64: Flow] = [:]
    /// The flow whose turn it is; nil when nothing is queued.
    private var turn: UInt64?

    var count: Int { entries.count }
    var isEmpty: Bool { entries.isEmpty }
    var flowCount: Int { flows.count }

    func count(of flow: UInt64) -> Int {
        flows[flow]?.count ?? 0
    }

    /// The element that is queued under `id`.
    subscript(id: UInt64) -> Element? { entries[id]?.element }

    /// How many elements would be taken before one that is now appended for `flow`: all of its own, and of each other flow
    /// as many as it has turns until then.
    func count(before flow: UInt64?) -> Int {
        let own = flow.map(count(of:)) ?? 0
        return flows.reduce(into: own) { sum, other in
            if other.key != flow { sum += min(other.value.count, own + 1) }
        }
    }

    /// `id` must not be queued already.
    mutating func append(_ element: Element, id: UInt64, flow: UInt64) {
        precondition(entries[id] == nil, "an id is queued once")
        if let last = flows[flow]?.last {
            entries[id] = Entry(element: element, flow: flow, previous: last, next: nil)
            entries[last]?.next = id
            flows[flow]?.last = id
            flows[flow]?.count += 1
        } else {
            entries[id] = Entry(element: element, flow: flow, previous: nil, next: nil)
            join(flow, first: id)
        }
    }

    /// Takes what is next in turn.
    mutating func popFirst() -> (id: UInt64, element: Element)? {
        guard let turn, let flow = flows[turn] else { return nil }
        self.turn = flow.next
        let id = flow.first
        return remove(id).map { (id, $0) }
    }

    /// Takes `id` out, wherever it stands; nil when it is not queued.
    mutating func remove(_ id: UInt64) -> Element? {
        guard let entry = entries.removeValue(forKey: id) else { return nil }
        if let previous = entry.previous { entries[previous]?.next = entry.next }
        if let next = entry.next { entries[next]?.previous = entry.previous }
        switch (entry.previous, entry.next) {
        case (nil, nil): leave(entry.flow)
        case (nil, let next?): flows[entry.flow]?.first = next
        case (let previous?, nil): flows[entry.flow]?.last = previous
        case (_?, _?): break
        }
        flows[entry.flow]?.count -= 1
        return entry.element
    }

    /// A flow that had nothing queued joins the circle behind everybody else.
    private mutating func join(_ flow: UInt64, first id: UInt64) {
        guard let turn, let last = flows[turn]?.previous else {
            flows[flow] = Flow(first: id, last: id, count: 1, previous: flow, next: flow)
            self.turn = flow
            return
        }
        flows[flow] = Flow(first: id, last: id, count: 1, previous: last, next: turn)
        flows[last]?.next = flow
        flows[turn]?.previous = flow
    }

    private mutating func leave(_ flow: UInt64) {
        guard let left = flows.removeValue(forKey: flow) else { return }
        flows[left.previous]?.next = left.next
        flows[left.next]?.previous = left.previous
        if turn == flow { turn = left.next == flow ? nil : left.next }
        if flows.isEmpty { turn = nil }
    }
}
