import Testing
import VoicemailTestKit

@testable import PINHashing

@Suite(.timeLimit(.minutes(5)))
struct FairQueueTests {
    /// Appends each element under an id that is its place in the list.
    private func queue(_ elements: [(flow: UInt64, name: String)]) -> FairQueue<String> {
        var queue = FairQueue<String>()
        for (id, element) in elements.enumerated() { queue.append(element.name, id: UInt64(id), flow: element.flow) }
        return queue
    }

    private func drained(_ queue: FairQueue<String>) -> String {
        var queue = queue
        var names: [String] = []
        while let next = queue.popFirst() { names.append(next.element) }
        return names.joined(separator: " ")
    }

    @Test("flows take turns, and each flow keeps its order")
    func takesTurns() {
        let queue = queue([(1, "a1"), (1, "a2"), (1, "a3"), (2, "b1"), (3, "c1"), (2, "b2")])
        #expect(drained(queue) == "a1 b1 c1 a2 b2 a3")
    }

    @Test("one flow is first in, first out")
    func oneFlow() {
        #expect(drained(queue([(7, "a"), (7, "b"), (7, "c")])) == "a b c")
    }

    @Test("a flow that comes back joins behind those that wait")
    func joinsBehind() {
        var queue = queue([(1, "a1"), (2, "b1"), (3, "c1")])
        #expect(queue.popFirst()?.element == "a1")
        queue.append("a2", id: 10, flow: 1)
        #expect(drained(queue) == "b1 c1 a2")
    }

    @Test(
        "an element is taken out wherever it stands",
        arguments: [(0, "a2 b1 c1 b2"), (1, "a1 b1 c1 b2"), (2, "a1 b2 c1 a2"), (3, "a1 b1 a2 b2"), (4, "a1 b1 c1 a2")])
    func removes(id: Int, rest: String) {
        let elements: [(UInt64, String)] = [(1, "a1"), (1, "a2"), (2, "b1"), (3, "c1"), (2, "b2")]
        var queue = queue(elements)
        #expect(queue.remove(UInt64(id)) == elements[id].1)
        #expect(queue.remove(UInt64(id)) == nil)
        #expect(queue.count == 4)
        #expect(drained(queue) == rest)
    }

    @Test("what comes before a new element is counted as it is then taken")
    func countsBefore() {
        let queue = queue((0..<20).map { (1, "a\($0)") } + [(2, "b1"), (2, "b2"), (3, "c1")])
        #expect(queue.count(before: 1) == 23)
        #expect(queue.count(before: 2) == 2 + 3 + 1)
        #expect(queue.count(before: 3) == 1 + 2 + 2)
        #expect(queue.count(before: 9) == 3)
        #expect(queue.count(before: nil) == 3)
        #expect(FairQueue<String>().count(before: 1) == 0)
    }

    @Test("it behaves as a plain model of it does, whatever is done to it")
    func agreesWithModel() {
        var generator = Seeded(state: 0x5EED)
        var queue = FairQueue<Int>()
        var model: [(flow: UInt64, line: [UInt64])] = []
        for step in 0..<20_000 {
            switch Int.random(in: 0..<10, using: &generator) {
            case 0..<5:
                let (id, flow) = (UInt64(step), UInt64.random(in: 0..<6, using: &generator))
                queue.append(step, id: id, flow: flow)
                if let index = model.firstIndex(where: { $0.flow == flow }) {
                    model[index].line.append(id)
                } else {
                    model.append((flow, [id]))
                }
            case 5..<8:
                let popped = queue.popFirst()
                guard !model.isEmpty else {
                    #expect(popped == nil)
                    continue
                }
                var flow = model.removeFirst()
                #expect(popped?.id == flow.line.removeFirst())
                if !flow.line.isEmpty { model.append(flow) }
            default:
                let id = UInt64.random(in: 0...UInt64(step), using: &generator)
                let index = model.firstIndex { $0.line.contains(id) }
                #expect((queue.remove(id) != nil) == (index != nil))
                guard let index else { continue }
                model[index].line.removeAll { $0 == id }
                if model[index].line.isEmpty { model.remove(at: index) }
            }
            #expect(queue.count == model.reduce(0) { $0 + $1.line.count })
            #expect(queue.flowCount == model.count)
        }
    }
}
