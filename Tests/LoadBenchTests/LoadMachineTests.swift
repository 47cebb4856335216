import Testing

@testable import LoadBench

@Suite("What a run decides", .timeLimit(.minutes(5)))
struct LoadMachineTests {
    private func make(connections: Int = 1, depth: Int = 2, limit: Int = 5, ramp: Duration = .zero) -> LoadMachine {
        let shares = MailboxShares(right: 3, wrong: 0, locked: 0)
        let traffic = TrafficGenerator(
            mix: .rightOnly, mailboxes: BenchMailboxes(context: "bench-1", shares: shares), sources: 0, allowance: 4)
        return LoadMachine(
            connections: connections, depth: depth, limit: limit, traffic: traffic,
            measurements: Measurements(measuredFrom: ramp, intervalLength: .seconds(1)))
    }

    private func ms(_ milliseconds: Int64) -> Duration { .milliseconds(milliseconds) }

    /// A request is due, and must be sent at once: its ticket.
    private func send(_ machine: inout LoadMachine, at milliseconds: Int64) throws -> UInt64 {
        let action = machine.fellDue(at: ms(milliseconds), now: ms(milliseconds))
        guard case .send(let sending) = action else {
            Issue.record("not sent: \(action)")
            throw CancellationError()
        }
        return sending.ticket
    }

    @Test("a request that has to wait for a place counts from when it was due")
    func waiting() throws {
        var machine = make()
        let first = try send(&machine, at: 0)
        _ = try send(&machine, at: 10)
        #expect(machine.fellDue(at: ms(20), now: ms(20)) == .wait)
        // The server stands still for half a second; then the waiting request takes the free place.
        let action = machine.answered(first, on: 0, as: .granted, now: ms(500))
        let third = try #require(action?.send).ticket
        _ = machine.answered(third, on: 0, as: .granted, now: ms(501))
        #expect(machine.measurements.latencies[.granted]?.max == 500_000)
        // To three digits, as the histogram keeps it.
        #expect(machine.measurements.latencies[.granted]?.percentile(1) == 481_023)
        #expect(machine.measurements.lateness.max == 480_000)
    }

    @Test("what is due beyond the limit is counted as unsent, and with the time that it would have waited")
    func unsent() {
        var machine = make(limit: 3)
        for time in 0..<5 { _ = machine.fellDue(at: ms(Int64(time)), now: ms(10)) }
        #expect(machine.outstanding == 3)
        #expect(machine.measurements.count(of: .unsent) == 2)
        #expect(machine.giveUp(now: ms(900)).isEmpty)
        #expect(machine.measurements.count(of: .lost) == 2)
        #expect(machine.measurements.count(of: .unsent) == 3)
        #expect(machine.measurements.offered == 5)
        #expect(machine.outstanding == 0)
    }

    @Test("what was in flight on a connection that closes is lost, and nothing more is sent there")
    func closed() throws {
        var machine = make(connections: 2, depth: 1)
        _ = machine.fellDue(at: ms(0), now: ms(0))
        let second = try send(&machine, at: 1)
        _ = machine.closed(0, now: ms(5))
        #expect(machine.measurements.count(of: .lost) == 1)
        #expect(machine.openConnections == 1)
        #expect(machine.fellDue(at: ms(6), now: ms(6)) == .wait)
        let action = machine.answered(second, on: 1, as: .granted, now: ms(7))
        #expect(action?.send?.connection == 1)
    }

    @Test("what waits goes to a connection that is there again")
    func opened() {
        var machine = make(depth: 2)
        _ = machine.closed(0, now: ms(0))
        for time in 1...3 { #expect(machine.fellDue(at: ms(Int64(time)), now: ms(3)) == .wait) }
        #expect(machine.opened(0, now: ms(50)).map(\.connection) == [0, 0])
        #expect(machine.outstanding == 3)
    }

    @Test("an answer that nobody waits for changes nothing: late, invented, or on another connection")
    func strayAnswers() throws {
        var machine = make(connections: 2, depth: 1)
        let first = try send(&machine, at: 0)
        #expect(machine.answered(99, on: 0, as: .granted, now: ms(1)) == nil)
        #expect(machine.answered(first, on: 1, as: .granted, now: ms(1)) == nil)
        _ = machine.giveUp(now: ms(2))
        #expect(machine.answered(first, on: 0, as: .granted, now: ms(3)) == nil)
        #expect(machine.measurements.count(of: .granted) == 0)
        #expect(machine.measurements.count(of: .lost) == 1)
    }

    @Test("a closed loop has as many outstanding as its depth, and counts from when it sends")
    func closedLoop() throws {
        var machine = make(depth: 2)
        let begun = (0..<3).map { _ in machine.begin(on: 0, now: ms(100)) }
        #expect(begun.map { $0 == nil } == [false, false, true])
        let first = try #require(begun[0])
        _ = machine.answered(first.ticket, on: 0, as: .granted, now: ms(140))
        #expect(machine.measurements.latencies[.granted]?.max == 40_000)
        let next = machine.begin(on: 0, now: ms(140))
        #expect(next != nil)
    }

    @Test("what is due in the ramp shows over time and counts in no total")
    func ramp() throws {
        var machine = make(ramp: ms(1000))
        let early = try send(&machine, at: 900)
        _ = machine.answered(early, on: 0, as: .granted, now: ms(1500))
        let counted = try send(&machine, at: 1600)
        _ = machine.answered(counted, on: 0, as: .granted, now: ms(1601))
        #expect(machine.measurements.offered == 1)
        #expect(machine.measurements.count(of: .granted) == 1)
        #expect(machine.measurements.intervals.map(\.offered) == [1, 1])
        #expect(machine.measurements.intervals[1].outcomes == [.granted: 2])
    }

    @Test("goodput counts what was verified while requests were sent, not what came in afterwards")
    func goodput() throws {
        var machine = make(depth: 4)
        let tickets = try (0..<4).map { try send(&machine, at: $0) }
        _ = machine.answered(tickets[0], on: 0, as: .granted, now: ms(10))
        _ = machine.answered(tickets[1], on: 0, as: .busy, now: ms(11))
        _ = machine.answered(tickets[2], on: 0, as: .denied, now: ms(12))
        machine.stopSending(now: ms(20))
        _ = machine.answered(tickets[3], on: 0, as: .granted, now: ms(30))
        #expect(machine.measurements.verifiedInTime == 2)
        #expect(machine.measurements.verifiedLatencies.count == 3)
    }
}

extension TrafficMix {
    /// For tests that are not about the mix.
    static var rightOnly: TrafficMix {
        (try? TrafficMix("right=100")) ?? .standard
    }
}
