import NIOCore
import NIOPosix
import Testing

@testable import LoadBench

/// Coordinated omission: a server that stands still must not hide what that did to the requests it kept waiting.
@Suite("A server that stalls", .timeLimit(.minutes(5)))
struct StalledServerTests {
    /// Sends by the plan to a server with this script, and returns what was measured.
    private func run(
        _ plan: LoadPlan, script: @escaping @Sendable (ScriptedServer.Script) -> Void
    ) async throws -> (measurements: Measurements, failure: LoadFailure?) {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let eventLoop = group.next()
        let server = try await ScriptedServer(on: eventLoop, script: script)
        let shares = MailboxShares(right: 3, wrong: 0, locked: 0)
        let machine = LoadMachine(
            connections: plan.connections, depth: plan.depth, limit: plan.outstanding,
            traffic: TrafficGenerator(
                mix: plan.mix, mailboxes: BenchMailboxes(context: "bench-1", shares: shares), sources: 0, allowance: 4),
            measurements: Measurements(measuredFrom: plan.ramp, intervalLength: .seconds(1)))
        let runner = LoadRunner(
            plan: plan, address: server.address, pins: BenchPINs(right: "1", wrong: "2", encodedHash: ""),
            machine: machine, admin: try await CallConnection.connect(to: server.address, on: eventLoop),
            eventLoop: eventLoop)
        try await runner.open()
        switch plan.pace {
        case .open(let rate, let arrivals):
            await runner.send(SendSchedule(rate: rate, arrivals: arrivals, duration: plan.duration))
        case .closed, .findCapacity: await runner.sendInClosedLoop()
        }
        await runner.stopSending()
        await runner.drain()
        await runner.close()
        let result = await (runner.finish().0, runner.failure)
        await server.close()
        try await group.shutdownGracefully()
        return result
    }

    private func plan(_ pace: Pace, connections: Int = 2) throws -> LoadPlan {
        try LoadPlan(mix: .rightOnly, connections: connections, pace: pace, duration: .seconds(1))
    }

    @Test("every request that was due during the stall shows in the latencies, not just the one that met it")
    func stall() async throws {
        // 100 a second. The server answers nothing until it has the 50th, which is due at 490 ms: so the k-th before it
        // waits for at least 490 - 10k ms, however fast the machine is.
        let result = try await run(plan(.open(rate: 100, arrivals: .constant))) { script in
            script.isHolding = true
            script.afterRequest = { script in
                if script.received == 50 { script.isHolding = false }
            }
        }
        let granted = try #require(result.measurements.latencies[.granted])
        #expect(result.measurements.offered == 100)
        #expect(granted.count == 100)
        #expect(granted.max >= 490_000)
        #expect(granted.percentile(90) >= 389_000)
        #expect(granted.percentile(71) >= 200_000)
    }

    @Test("a closed loop on the same server sees one bad request for each connection, and flatters it")
    func closedLoop() async throws {
        let result = try await run(plan(.closed(depth: 1))) { script in
            script.afterRequest = { script in
                guard script.received == 10 else { return }
                script.isHolding = true
                script.stall(.milliseconds(300))
            }
        }
        let granted = try #require(result.measurements.latencies[.granted])
        #expect(granted.max >= 299_000)
        #expect(result.measurements.lateness.max == 0)
    }

    @Test("a request that finds no place on its connection counts from when it was due, and is sent later")
    func noPlace() async throws {
        // 1,000 a second on one connection with 256 places. With the 256th, due at 255 ms, the server stands still for
        // 300 ms; what is due at 300 ms cannot be sent before 555 ms.
        let result = try await run(plan(.open(rate: 1000, arrivals: .constant), connections: 1)) { script in
            script.isHolding = true
            script.afterRequest = { script in
                if script.received == 256 { script.stall(.milliseconds(300)) }
            }
        }
        #expect(result.measurements.count(of: .granted) == 1000)
        #expect(result.measurements.count(of: .unsent) == 0)
        #expect(result.measurements.lateness.max >= 250_000)
        #expect(try #require(result.measurements.latencies[.granted]).max >= 555_000)
    }

    @Test("a server that goes away ends the run at once, and what was measured until then is there")
    func dies() async throws {
        let result = try await run(plan(.open(rate: 200, arrivals: .constant))) { script in
            script.afterRequest = { script in
                switch script.received {
                case 20: script.isHolding = true
                case 30: script.die()
                default: break
                }
            }
        }
        #expect(result.failure?.description.contains("went away") == true)
        #expect(result.measurements.count(of: .granted) == 19)
        #expect(result.measurements.count(of: .lost) >= 11)
        #expect(result.measurements.offered < 200)
    }
}

extension ScriptedServer.Script {
    /// Holds everything for this long, as a server does that waits for its disk.
    fileprivate func stall(_ time: TimeAmount) {
        guard let eventLoop = channels.first?.eventLoop else { return }
        let script = NIOLoopBound(self, eventLoop: eventLoop)
        eventLoop.scheduleTask(in: time) {
            script.value.isHolding = false
            script.value.release()
        }
    }
}
