import Testing
import VoicemailModel

@testable import Access

@Suite(.timeLimit(.minutes(1)))
struct DecoyCostsTests {
    private static let key = SecretBytes(copying: Array(0..<32))
    private static let dear = cost("m=65536,t=4,p=1")
    private static let own = cost("m=19456,t=2,p=1")
    private static let cheap = cost("m=8,t=1,p=1")

    private static func cost(_ text: String) -> HashCost {
        guard let cost = HashCost(encodedHash: "$argon2id$v=19$\(text)$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA") else {
            preconditionFailure("a cost of a test is well-formed")
        }
        return cost
    }

    private static let names = (1...4000).compactMap { MailboxID("\($0)") }

    private func shares(_ costs: DecoyCosts) -> [HashCost: Int] {
        Self.names.reduce(into: [:]) { shares, name in costs.cost(for: name).map { shares[$0, default: 0] += 1 } }
    }

    @Test("unknown names draw each cost as often as mailboxes have it")
    func proportions() {
        let costs = DecoyCosts(HashCosts(counts: [Self.dear: 500, Self.own: 400, Self.cheap: 100], key: Self.key))
        let shares = shares(costs)
        // Four standard deviations of a binomial distribution with 4,000 draws.
        for (cost, share) in [(Self.dear, 0.5), (Self.own, 0.4), (Self.cheap, 0.1)] {
            let expected = 4000 * share
            let deviation = (expected * (1 - share)).squareRoot()
            #expect(abs(Double(shares[cost] ?? 0) - expected) < 4 * deviation, "\(cost.text)")
        }
    }

    @Test("a name draws the same cost each time, and another under another key")
    func stable() {
        let counts = [Self.dear: 1, Self.own: 1]
        let first = DecoyCosts(HashCosts(counts: counts, key: Self.key))
        let again = DecoyCosts(HashCosts(counts: counts, key: Self.key))
        let other = DecoyCosts(HashCosts(counts: counts, key: SecretBytes(copying: Array(1...32))))
        #expect(Self.names.allSatisfy { first.cost(for: $0) == again.cost(for: $0) })
        #expect(Self.names.contains { first.cost(for: $0) != other.cost(for: $0) })
    }

    @Test("as logins make hashes cheaper, draws become cheaper, and none becomes dearer")
    func upgrades() {
        var costs = DecoyCosts(HashCosts(counts: [Self.dear: 1000], key: Self.key))
        var before = Self.names.map { costs.cost(for: $0) }
        for _ in 1...10 {
            for _ in 1...100 { costs.replace(Self.dear, with: Self.own) }
            let after = Self.names.map { costs.cost(for: $0) }
            #expect(zip(before, after).allSatisfy { $0 == $1 || ($0 == Self.dear && $1 == Self.own) })
            #expect(before != after)
            before = after
        }
        #expect(before.allSatisfy { $0 == Self.own })
    }

    @Test("mailboxes that come and go are counted")
    func comings() {
        var costs = DecoyCosts(HashCosts(counts: [:], key: Self.key))
        #expect(costs.cost(for: Self.names[0]) == nil)
        costs.replace(nil, with: Self.cheap)
        #expect(shares(costs) == [Self.cheap: 4000])
        costs.replace(nil, with: Self.dear)
        #expect(Set(shares(costs).keys) == [Self.cheap, Self.dear])
        costs.replace(Self.cheap, with: nil)
        #expect(shares(costs) == [Self.dear: 4000])
        costs.replace(Self.dear, with: nil)
        // One more than there were: a count that somebody altered makes no count negative.
        costs.replace(Self.dear, with: nil)
        #expect(costs.cost(for: Self.names[0]) == nil)
    }

    @Test("without what the store counts, nothing is drawn")
    func none() {
        #expect(DecoyCosts(nil).cost(for: Self.names[0]) == nil)
        let short = HashCosts(counts: [Self.own: 1], key: SecretBytes(copying: [1]))
        #expect(DecoyCosts(short).cost(for: Self.names[0]) == nil)
    }
}
