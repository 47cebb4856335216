import Testing

@testable import LoadBench

@Suite("The traffic of a load", .timeLimit(.minutes(5)))
struct TrafficGeneratorTests {
    private func make(
        _ mix: String, right: Int = 10, wrong: Int = 3, locked: Int = 2, sources: Int = 0, allowance: Int = 4
    ) throws -> TrafficGenerator {
        TrafficGenerator(
            mix: try TrafficMix(mix),
            mailboxes: BenchMailboxes(
                context: "bench-1", shares: MailboxShares(right: right, wrong: wrong, locked: locked)),
            sources: sources, allowance: allowance)
    }

    @Test("a mailbox never gets more wrong PINs than it takes without being locked, unless it was unlocked")
    func allowance() throws {
        var traffic = try make("right=50,wrong=50")
        var sinceUnlock: [String: Int] = [:]
        var inFlight: [PlannedRequest] = []
        for round in 0..<5000 {
            let request = traffic.next()
            if request.kind == .wrong { sinceUnlock[request.mailbox, default: 0] += 1 }
            inFlight.append(request)
            #expect(sinceUnlock.values.allSatisfy { $0 <= 4 })
            // Answers come out of order, and some late.
            guard inFlight.count > 7 else { continue }
            if let index = traffic.ended(inFlight.remove(at: round % 7)) {
                sinceUnlock[traffic.name(ofWrong: index)] = 0
                traffic.unlocked(index)
            }
        }
    }

    @Test("a mailbox is to be unlocked only when all its wrong PINs are answered")
    func unlockAfterAnswers() throws {
        var traffic = try make("wrong=100", wrong: 1)
        let requests = (0..<4).map { _ in traffic.next() }
        #expect(requests.map { traffic.ended($0) } == [nil, nil, nil, 0])
    }

    @Test("with no mailbox left for wrong PINs, unknown ones take their place")
    func exhausted() throws {
        var traffic = try make("wrong=100", wrong: 2)
        let requests = (0..<12).map { _ in traffic.next() }
        #expect(requests.allSatisfy { $0.kind == .wrong && $0.pin == .wrong })
        #expect(requests.count { $0.mailbox.hasPrefix("wrong") } == 8)
        #expect(requests.suffix(4).allSatisfy { $0.mailbox == "unknown0@bench-1" })
    }

    @Test("right PINs go to mailboxes that never get a wrong one, in turn")
    func right() throws {
        var traffic = try make("right=80,wrong=10,unknown=5,locked=5")
        let requests = (0..<1000).map { _ in traffic.next() }
        let right = requests.filter { $0.kind == .right }
        #expect(Set(right.map(\.mailbox)).count == 10)
        #expect(requests.filter { $0.mailbox.hasPrefix("right") }.allSatisfy { $0.pin == .right })
        for name in Set(right.map(\.mailbox)) { #expect(right.count { $0.mailbox == name } == 80) }
    }

    @Test("an unknown mailbox is tried as often as does not lock it, and all that were tried are known afterwards")
    func unknown() throws {
        var traffic = try make("unknown=100", allowance: 3)
        let names = (0..<8).map { _ in traffic.next().mailbox }
        #expect(names == [0, 0, 0, 1, 1, 1, 2, 2].map { "unknown\($0)@bench-1" })
        #expect(traffic.unknownMailboxes == [0, 1, 2].map { "unknown\($0)@bench-1" })
    }

    @Test("sources of failing requests change before they are locked, and right PINs never come from them")
    func sources() throws {
        var traffic = try make("right=50,unknown=50", sources: 5)
        var failures: [String: Int] = [:]
        var callers: Set<String> = []
        for _ in 0..<2000 {
            let request = traffic.next()
            let source = try #require(request.source)
            if request.pin == .wrong { failures[source, default: 0] += 1 } else { callers.insert(source) }
        }
        #expect(failures.values.allSatisfy { $0 <= TrafficGenerator.failuresPerSource })
        #expect(callers.count == 5)
        #expect(callers.isDisjoint(with: failures.keys))
    }

    @Test("without sources, requests name none")
    func noSources() throws {
        var traffic = try make("right=50,wrong=50")
        for _ in 0..<10 { #expect(traffic.next().source == nil) }
    }
}
