import Access
import Testing

@Suite("Attempt gate", .timeLimit(.minutes(1)))
struct AttemptGateTests {
    private func gate(waiting ids: ClosedRange<Int>) -> AttemptGate<Int> {
        var gate = AttemptGate<Int>()
        for id in ids { gate.arrive(id) }
        return gate
    }

    @Test("who waits comes in in the order of arrival, as many as there is room for")
    func order() {
        var gate = gate(waiting: 1...3)
        expect(gate.next(room: 2), is: 1)
        expect(gate.next(room: 2), is: 2)
        expect(gate.next(room: 2), is: nil)
        gate.leave()
        expect(gate.next(room: 2), is: 3)
        expect(gate.next(room: 2), is: nil)
    }

    @Test("without room nobody comes in, and with more room than before more do")
    func room() {
        var gate = gate(waiting: 1...3)
        expect(gate.next(room: 0), is: nil)
        expect(gate.next(room: 1), is: 1)
        // The room counts those who are inside.
        expect(gate.next(room: 1), is: nil)
        expect(gate.next(room: 3), is: 2)
        expect(gate.next(room: 3), is: 3)
    }

    @Test("who waits can be withdrawn, who came through cannot")
    func withdraws() {
        var gate = gate(waiting: 1...3)
        expect(gate.next(room: 1), is: 1)
        expect(gate.withdraw(1), is: false)
        expect(gate.withdraw(2), is: true)
        expect(gate.withdraw(2), is: false)
        gate.leave()
        expect(gate.next(room: 1), is: 3)
    }

    @Test("all who wait are turned away at once, in their order, and who is inside stays inside")
    func turnsAway() {
        var gate = gate(waiting: 1...3)
        expect(gate.next(room: 1), is: 1)
        expect(gate.turnAway(), is: [2, 3])
        expect(gate.turnAway(), is: [])
        #expect(!gate.isIdle)
        gate.leave()
        #expect(gate.isIdle)
    }

    @Test("it is idle when nobody waits and nobody is inside")
    func idle() {
        var gate = AttemptGate<Int>()
        #expect(gate.isIdle)
        gate.arrive(1)
        #expect(!gate.isIdle)
        #expect(gate.waitingCount == 1)
        expect(gate.next(room: 1), is: 1)
        #expect(!gate.isIdle)
        #expect(gate.waitingCount == 0)
        gate.leave()
        #expect(gate.isIdle)
    }
}
