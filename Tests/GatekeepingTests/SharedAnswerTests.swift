import Testing

@testable import Gatekeeping

/// What many ask for at a time.
@Suite("A shared answer", .timeLimit(.minutes(5)))
struct SharedAnswerTests {
    /// Finds out a number, which is one more each time.
    private actor Oracle {
        private let answer = SharedAnswer<Int>()
        private(set) var asked = 0
        private(set) var found = 0
        private var held: [CheckedContinuation<Void, Never>] = []

        func ask() async -> Int {
            asked += 1
            return await answer.value { await find() }
        }

        private func find() async -> Int {
            found += 1
            let number = found
            await withCheckedContinuation { held.append($0) }
            return number
        }

        /// Lets the one go on that finds it out for the `number`-th time.
        func letThrough(_ number: Int) async {
            while found < number || held.isEmpty { await Task.yield() }
            #expect(found == number && held.count == 1)
            held.removeFirst().resume()
        }
    }

    @Test("nobody is told what was found out before he asked, and it is found out once at a time")
    func sharing() async {
        let oracle = Oracle()
        let first = Task { await oracle.ask() }
        while await oracle.found == 0 { await Task.yield() }
        let others = (0..<100).map { _ in Task { await oracle.ask() } }
        while await oracle.asked < 101 { await Task.yield() }
        #expect(await oracle.found == 1)
        await oracle.letThrough(1)
        #expect(await first.value == 1)
        await oracle.letThrough(2)
        for task in others { #expect(await task.value == 2) }
        let later = Task { await oracle.ask() }
        await oracle.letThrough(3)
        #expect(await later.value == 3)
    }
}
