import Testing
import VoicemailModel

@testable import Sealing

@Suite("The sum of all seals", .timeLimit(.minutes(5)))
struct SealTallyTests {
    @Test("it does not depend on the order, and what is taken away is as if it never came")
    func sums() throws {
        let key = try SealKey.random()
        var one = SealTally()
        var other = SealTally()
        for generation in 1...200 as ClosedRange<Int64> { one.add(generation: generation, of: .a, key) }
        for generation in (0...200 as ClosedRange<Int64>).reversed() { other.add(generation: generation, of: .a, key) }
        #expect(one != other)
        other.subtract(generation: 0, of: .a, key)
        #expect(one == other)
        #expect(SealTally(bytes: one.bytes) == one)
        #expect(SealTally(bytes: Array(one.bytes.dropLast())) == nil)
        for generation in 1...200 as ClosedRange<Int64> { one.subtract(generation: generation, of: .a, key) }
        #expect(one == SealTally())
    }

    @Test("another mailbox, another generation or another key gives another sum")
    func differs() throws {
        let key = try SealKey.random()
        var sums: Set<SealTally> = []
        for (mailbox, generation, key) in [
            (MailboxID.a, 1 as Int64, key), (.b, 1, key), (.a, 2, key), (.a, 1, try SealKey.random()),
        ] {
            var tally = SealTally()
            tally.add(generation: generation, of: mailbox, key)
            sums.insert(tally)
        }
        #expect(sums.count == 4)
    }
}
