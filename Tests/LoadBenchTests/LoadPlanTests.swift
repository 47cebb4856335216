import Testing

@testable import LoadBench

@Suite("The plan of a load", .timeLimit(.minutes(5)))
struct LoadPlanTests {
    static let open = Pace.open(rate: 100, arrivals: .constant)

    @Test(
        "a rate that makes no sense is refused with a sentence",
        arguments: [0, -5, 0.05, 100_001, 10_000_000, Double.infinity, Double.nan])
    func rates(rate: Double) {
        for pace in [Pace.open(rate: rate, arrivals: .poisson), .findCapacity(from: rate)] {
            let error = #expect(throws: LoadPlanError.self) { try LoadPlan(pace: pace) }
            #expect(error?.description.contains("makes no sense; give 0.1 to 100000.") == true)
        }
    }

    @Test("a number out of its range is refused, and its ends are taken")
    func numbers() throws {
        #expect(throws: LoadPlanError.self) { try LoadPlan(mailboxes: 0, pace: Self.open) }
        #expect(throws: LoadPlanError.self) { try LoadPlan(mailboxes: 1_000_001, pace: Self.open) }
        #expect(throws: LoadPlanError.self) { try LoadPlan(connections: 0, pace: Self.open) }
        #expect(throws: LoadPlanError.self) { try LoadPlan(connections: 10_001, pace: Self.open) }
        #expect(throws: LoadPlanError.self) { try LoadPlan(pace: .closed(depth: 0)) }
        #expect(throws: LoadPlanError.self) { try LoadPlan(pace: .closed(depth: 1025)) }
        #expect(throws: LoadPlanError.self) { try LoadPlan(pace: Self.open, outstanding: 0) }
        #expect(throws: LoadPlanError.self) { try LoadPlan(pace: Self.open, sources: -1) }
        #expect(throws: LoadPlanError.self) { try LoadPlan(pace: Self.open, duration: .milliseconds(999)) }
        #expect(throws: LoadPlanError.self) { try LoadPlan(pace: Self.open, duration: .seconds(86_401)) }
        #expect(throws: LoadPlanError.self) { try LoadPlan(pace: Self.open, ramp: .seconds(20)) }
        #expect(throws: LoadPlanError.self) { try LoadPlan(pace: Self.open, ramp: .seconds(-1)) }
        #expect(throws: LoadPlanError.self) { try LoadPlan(pace: Self.open, deadline: .zero) }
        #expect(throws: LoadPlanError.self) { try LoadPlan(pace: .findCapacity(from: 1), ramp: .seconds(1)) }
        _ = try LoadPlan(mailboxes: 1_000_000, connections: 10_000, pace: .closed(depth: 1024), duration: .seconds(1))
        _ = try LoadPlan(pace: .open(rate: 0.1, arrivals: .poisson), duration: .seconds(86_400), ramp: .seconds(86_399))
    }

    @Test("a capacity is not looked for where nothing is hashed")
    func nothingHashed() throws {
        let mix = try TrafficMix("locked=100")
        #expect(throws: LoadPlanError.self) { try LoadPlan(mix: mix, pace: .findCapacity(from: 1)) }
        _ = try LoadPlan(mix: mix, pace: Self.open)
    }

    @Test(
        "mailboxes are shared out by the mix, and each kind gets at least one",
        arguments: [
            ("right=80,wrong=10,unknown=5,locked=5", 1000, MailboxShares(right: 886, wrong: 110, locked: 4)),
            ("right=80,wrong=10,unknown=5,locked=5", 3, MailboxShares(right: 1, wrong: 1, locked: 1)),
            ("right=100", 1, MailboxShares(right: 1, wrong: 0, locked: 0)),
            ("wrong=100", 7, MailboxShares(right: 0, wrong: 7, locked: 0)),
            ("right=99,wrong=1", 10, MailboxShares(right: 9, wrong: 1, locked: 0)),
            ("right=1,wrong=99", 10, MailboxShares(right: 1, wrong: 9, locked: 0)),
            ("unknown=100", 5, MailboxShares(right: 0, wrong: 0, locked: 0)),
            ("unknown=50,locked=50", 2, MailboxShares(right: 0, wrong: 0, locked: 2)),
            ("wrong=50,locked=50", 2, MailboxShares(right: 0, wrong: 1, locked: 1)),
        ])
    func shares(mix: String, mailboxes: Int, expected: MailboxShares) throws {
        let plan = try LoadPlan(mix: TrafficMix(mix), mailboxes: mailboxes, pace: Self.open)
        #expect(plan.shares == expected)
    }

    @Test("too few mailboxes for the mix are refused")
    func tooFew() {
        #expect(throws: LoadPlanError.self) { try LoadPlan(mailboxes: 2, pace: Self.open) }
    }

    @Test(
        "a time is read and written with its unit",
        arguments: [
            ("20s", 20), ("1.5s", 1.5), ("500ms", 0.5), ("2m", 120), ("1h", 3600), ("90s", 90), ("250us", 0.000_25),
            ("0s", 0),
        ])
    func durations(text: String, seconds: Double) throws {
        let duration = try #require(Duration(text: text))
        #expect(duration.seconds == seconds)
        #expect(duration.text == text)
    }

    @Test(
        "what is no time is refused",
        arguments: ["", "s", "20", "-5s", "5 s", "1e3s", "ms", "1.2.3s", "99999999999h", "5S", "٣s"])
    func badDurations(text: String) {
        #expect(Duration(text: text) == nil)
    }
}
