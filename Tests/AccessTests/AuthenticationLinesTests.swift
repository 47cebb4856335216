import Testing
import VoicemailModel

@testable import Access

@Suite("AUTHs that wait", .timeLimit(.minutes(2)))
struct AuthenticationLinesTests {
    typealias Action = AuthenticationLimiter.Action

    private static func origin(_ number: Int) -> AuthenticationOrigin {
        .network([10, 0, UInt8(number / 250), UInt8(number % 250)])
    }

    /// What waits, as it comes.
    enum Crowd: String, CaseIterable {
        case namesFromOneAddress, addressesOfOneName, oneClient, everybody

        func arrival(_ index: Int) -> (AuthenticationOrigin, name: String) {
            switch self {
            case .namesFromOneAddress: (origin(0), "name-\(index)")
            case .addressesOfOneName: (origin(index), "pbx")
            case .oneClient: (origin(0), "pbx")
            case .everybody: (origin(index % 30), "name-\(index % 7)")
            }
        }
    }

    @Test(
        "however many wait, each event looks at a few lines and no more",
        arguments: Crowd.allCases, [AuthenticationLimiter.Outcome.released, .failed, .succeeded])
    func steps(crowd: Crowd, outcome: AuthenticationLimiter.Outcome) {
        var limiter = AuthenticationLimiter()
        var now = UnixTime(seconds: 1_000_000)
        var (out, events, last) = ([UInt64](), 0, 0)
        func arrive() -> Bool {
            last += 1
            let (origin, name) = crowd.arrival(last)
            return limiter.arrive(UInt64(last), from: origin, name: name)
        }
        func act() {
            events += 1
            while let action = limiter.nextAction(now: now) {
                // Who is told comes off the line, which is an event of its own.
                events += 1
                if case .admit(let id) = action { out.append(id) }
            }
        }
        while last < 3000, arrive() { act() }
        for index in 0..<3000 where !out.isEmpty {
            now = now.adding(milliseconds: 7)
            limiter.finish(out.removeFirst(), outcome, now: now)
            act()
            if index % 2 == 0, arrive() { act() }
            if index % 3 == 0, limiter.withdrawWaiting(UInt64(last / 2 + index)) { act() }
        }
        #expect(events > 1000)
        #expect(limiter.looks <= 3 * events, "\(limiter.looks) looks in \(events) events")
    }

    @Test("whatever comes and ends in whatever order, the same is let in and refused as by looking at all that wait")
    func likePlain() {
        for seed in 0..<150 {
            var random = Random(state: UInt64(seed) &* 0x9e37_79b9_7f4a_7c15 | 1)
            var (limiter, plain) = (AuthenticationLimiter(), PlainLimiter())
            var now = UnixTime(seconds: 1_000_000)
            var (out, last) = ([UInt64](), UInt64(0))
            let (addresses, names) = (Int.random(in: 1...4, using: &random), Int.random(in: 1...4, using: &random))
            for step in 0..<400 {
                switch Int.random(in: 0..<10, using: &random) {
                case 0..<5:
                    last += 1
                    let origin = Self.origin(Int.random(in: 0..<addresses, using: &random))
                    let name = "name-\(Int.random(in: 0..<names, using: &random))"
                    let isTaken = limiter.arrive(last, from: origin, name: name)
                    #expect(isTaken == plain.arrive(last, from: origin, name: name))
                case 5:
                    let id = UInt64.random(in: 0...last, using: &random)
                    let hasWaited = limiter.withdrawWaiting(id)
                    #expect(hasWaited == plain.withdrawWaiting(id))
                case 6: now = now.adding(milliseconds: Int64.random(in: 0..<3000, using: &random))
                default:
                    guard let id = out.randomElement(using: &random) else { continue }
                    out.removeAll { $0 == id }
                    let outcome: AuthenticationLimiter.Outcome =
                        [.failed, .failed, .failed, .succeeded, .released].randomElement(using: &random) ?? .failed
                    limiter.finish(id, outcome, now: now)
                    plain.finish(id, outcome, now: now)
                }
                let (actions, expected) = (
                    Self.all { limiter.nextAction(now: now) }, Self.all { plain.nextAction(now: now) }
                )
                guard actions == expected else {
                    Issue.record("seed \(seed), step \(step): \(actions) and not \(expected)")
                    return
                }
                for case .admit(let id) in actions { out.append(id) }
            }
        }
    }

    private static func all(_ next: () -> Action?) -> [Action] {
        var actions: [Action] = []
        while let action = next() { actions.append(action) }
        return actions
    }
}

/// Xorshift: the same numbers for the same seed.
private struct Random: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}

/// The same rules, by looking at all that wait whenever something happens.
private struct PlainLimiter {
    private struct Pair: Hashable {
        var origin: AuthenticationOrigin
        var name: String
    }

    private var pairs = FailureMeter<Pair>(Limits.failuresOfNameFromAddress)
    private var origins = FailureMeter<AuthenticationOrigin>(Limits.failuresFromAddress)
    private var names = FailureMeter<String>(Limits.failuresOfName)
    private var proven: Set<Pair> = []
    private var waiting: [(id: UInt64, pair: Pair)] = []
    private var admitted: [(id: UInt64, pair: Pair)] = []

    mutating func arrive(_ id: UInt64, from origin: AuthenticationOrigin, name: String) -> Bool {
        waiting.append((id, Pair(origin: origin, name: name)))
        return true
    }

    mutating func withdrawWaiting(_ id: UInt64) -> Bool {
        defer { waiting.removeAll { $0.id == id } }
        return waiting.contains { $0.id == id }
    }

    mutating func finish(_ id: UInt64, _ outcome: AuthenticationLimiter.Outcome, now: UnixTime) {
        guard let pair = admitted.first(where: { $0.id == id })?.pair else { return }
        admitted.removeAll { $0.id == id }
        switch outcome {
        case .succeeded: proven.insert(pair)
        case .failed:
            pairs.fail(pair, now: now)
            origins.fail(pair.origin, now: now)
            names.fail(pair.name, now: now)
        case .released: break
        }
    }

    mutating func nextAction(now: UnixTime) -> AuthenticationLimiter.Action? {
        for (index, (id, pair)) in waiting.enumerated() {
            let refusal = wait(for: pair, pairsOut: 0, originsOut: 0, now: now)
            if refusal > 0 {
                waiting.remove(at: index)
                return .refuse(id, retryAfterMilliseconds: refusal)
            }
            let pairsOut = admitted.count { $0.pair == pair }
            let originsOut = admitted.count { $0.pair.origin == pair.origin }
            guard wait(for: pair, pairsOut: pairsOut, originsOut: originsOut, now: now) == 0 else { continue }
            waiting.remove(at: index)
            admitted.append((id, pair))
            return .admit(id)
        }
        return nil
    }

    private func wait(for pair: Pair, pairsOut: Int, originsOut: Int, now: UnixTime) -> Int64 {
        let wait = pairs.wait(for: pair, pending: pairsOut, now: now)
        guard !proven.contains(pair) else { return wait }
        let others = max(wait, origins.wait(for: pair.origin, pending: originsOut, now: now))
        return pairs.remembers(pair, now: now) ? max(others, names.wait(for: pair.name, pending: 0, now: now)) : others
    }
}
