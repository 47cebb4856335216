import Testing
import VoicemailModel

@Suite("Lines of flows that take turns", .timeLimit(.minutes(1)))
struct FlowLinesTests {
    /// Lines with these elements, each in the flow of its first letter.
    private func lines(_ elements: [String]) -> FlowLines<String> {
        var lines = FlowLines<String>()
        for element in elements { lines.append(element, in: flow(of: element)) }
        return lines
    }

    private func flow(of element: String) -> UInt64 { UInt64(element.utf8.first ?? 0) }

    private func all(of lines: FlowLines<String>) -> [String] {
        var lines = lines
        var all: [String] = []
        while let next = lines.popFirst() { all.append(next) }
        return all
    }

    private func total(of lines: FlowLines<String>) -> Int { all(of: lines).count }

    @Test(
        "flows take turns, and within a flow who came first is first",
        arguments: [
            (["a1", "a2", "a3", "b1", "c1", "b2"], ["a1", "b1", "c1", "a2", "b2", "a3"]),
            (["a1"], ["a1"]),
            ([], []),
        ] as [([String], [String])])
    func turns(came: [String], taken: [String]) {
        #expect(all(of: lines(came)) == taken)
        #expect(total(of: lines(came)) == came.count)
    }

    @Test("what is put back is first again, in the order in which it was taken")
    func puttingBack() {
        let came = ["a1", "a2", "b1", "a3", "c1"]
        for count in 0...came.count {
            var rest = lines(came)
            let taken = (0..<count).compactMap { _ in rest.popFirst() }
            for element in taken.reversed() { rest.putBack(element, in: flow(of: element)) }
            #expect(all(of: rest).filter { $0.hasPrefix("a") } == ["a1", "a2", "a3"])
            #expect(all(of: rest).first == "a1")
            #expect(total(of: rest) == came.count)
        }
    }

    @Test("what is taken out leaves the order of the others, and no turn for a flow that has nothing left")
    func takingOut() {
        var rest = lines(["a1", "b1", "a2", "c1", "b2"])
        #expect(Set(rest.removeAll { $0.hasPrefix("b") || $0 == "a1" }) == ["a1", "b1", "b2"])
        #expect(total(of: rest) == 2 && rest.count(of: flow(of: "b1")) == 0)
        #expect(all(of: rest) == ["a2", "c1"])
        #expect(!rest.contains { $0.hasPrefix("b") })
    }

    @Test("one is taken out of its line, and a line that is empty then has no turn")
    func removedOne() {
        var lines = FlowLines<String>()
        for (element, flow) in [("a1", 1), ("b1", 2), ("a2", 1), ("c1", 3)] { lines.append(element, in: UInt64(flow)) }
        lines.removeFirst(in: 2) { $0 == "b1" }
        lines.removeFirst(in: 1) { $0 == "a1" }
        // It is in no such line.
        lines.removeFirst(in: 1) { $0 == "c1" }
        lines.removeFirst(in: 9) { _ in true }
        #expect(lines.flowCount == 2)
        #expect(lines.counts.sorted { $0.flow < $1.flow }.map { [Int($0.flow), $0.count] } == [[1, 1], [3, 1]])
        #expect([lines.popFirst(), lines.popFirst(), lines.popFirst()] == ["a2", "c1", nil])
    }
}
