import Access
import Testing

@testable import LineServer

@Suite("Turns on the event loop", .timeLimit(.minutes(1)))
struct TurnsTests {
    private static let stranger = Flow.stranger(.network([192, 0, 2, 1]))
    private static let otherStranger = Flow.stranger(.network([192, 0, 2, 2]))

    /// A hundred for a flow, twenty-five for strangers, twenty for a connection.
    private static func makeTurns() -> Turns<String> {
        Turns(.init(turn: 100, strangersTurn: 25, member: 20))
    }

    /// Lets everybody work who wants to, each for as long as it may, and each with more to do; gives who worked.
    private static func play(_ turns: inout Turns<String>, _ flows: [String: Flow], times: Int) -> [String] {
        (0..<times).compactMap { _ in
            guard let (member, allowance) = turns.next() else { return nil }
            turns.took(allowance)
            if let flow = flows[member] { turns.join(member, of: flow) }
            return member
        }
    }

    @Test("nobody waits: there is no next one")
    func empty() {
        var turns = Self.makeTurns()
        #expect(turns.next() == nil)
        turns.join("a", of: .client("A"))
        #expect(turns.next()?.member == "a")
        #expect(turns.isEmpty)
        #expect(turns.next() == nil)
    }

    @Test("a client with many connections has no more time than one with a single one")
    func byClient() {
        var turns = Self.makeTurns()
        let flows = Dictionary(uniqueKeysWithValues: (1...50).map { ("many\($0)", Flow.client("many")) })
            .merging(["single": .client("single")]) { $1 }
        for member in flows.keys.sorted() { turns.join(member, of: flows[member] ?? .client("")) }
        let worked = Self.play(&turns, flows, times: 100)
        #expect(worked.count { $0 == "single" } == 50)
        // A turn is five connections' time, so that the other waits for no more than those.
        #expect(worked.firstIndex(of: "single") == 5)
    }

    @Test("the connections of a client take turns")
    func withinClient() {
        var turns = Self.makeTurns()
        let flows = ["a": Flow.client("A"), "b": .client("A"), "c": .client("A")]
        for member in ["a", "b", "c"] { turns.join(member, of: .client("A")) }
        #expect(Self.play(&turns, flows, times: 7) == ["a", "b", "c", "a", "b", "c", "a"])
    }

    @Test("strangers together have a fifth of the time beside one client, whatever their number, and all of it alone")
    func strangers() {
        var turns = Self.makeTurns()
        var flows = ["client": Flow.client("A")]
        for number in 1...100 {
            flows["stranger\(number)"] = number.isMultiple(of: 2) ? Self.stranger : Self.otherStranger
        }
        for member in flows.keys.sorted() { turns.join(member, of: flows[member] ?? Self.stranger) }
        var time: [Bool: Int64] = [:]
        for _ in 1...1000 {
            guard let (member, allowance) = turns.next(), let flow = flows[member] else { break }
            turns.took(allowance)
            time[flow.isStranger, default: 0] += allowance
            turns.join(member, of: flow)
        }
        let share = Double(time[true] ?? 0) / Double((time[true] ?? 0) + (time[false] ?? 0))
        #expect((0.18...0.22).contains(share))
        flows["client"] = nil
        #expect(Self.play(&turns, flows, times: 100).count { $0 != "client" } >= 95)
    }

    @Test("strangers of different machines take turns, so that one machine's flood leaves the others theirs")
    func strangersByMachine() {
        var turns = Self.makeTurns()
        var flows = ["other": Self.otherStranger]
        for number in 1...50 { flows["flood\(number)"] = Self.stranger }
        for member in flows.keys.sorted() { turns.join(member, of: flows[member] ?? Self.stranger) }
        let worked = Self.play(&turns, flows, times: 40)
        #expect((18...22).contains(worked.count { $0 == "other" }))
    }

    @Test("a newcomer comes first in its flow")
    func newcomer() {
        var turns = Self.makeTurns()
        for number in 1...100 { turns.join("old\(number)", of: Self.stranger) }
        turns.join("new", of: Self.stranger, isNew: true)
        #expect(turns.next()?.member == "new")
    }

    @Test("who takes longer than its turn ends it, and the next flow works")
    func overrun() {
        var turns = Self.makeTurns()
        turns.join("slow", of: .client("A"))
        turns.join("slow too", of: .client("A"))
        turns.join("other", of: .client("B"))
        #expect(turns.next()?.member == "slow")
        turns.took(2_000)
        #expect(turns.next()?.member == "other")
        turns.took(1)
        #expect(turns.next()?.member == "slow too")
    }
}
