import FoundationEssentials
import NIOCore
import NIOPosix
import VoicemailModel

/// Puts load on a running server and measures how it answers.
public struct LoadBench: Sendable {
    private let plan: LoadPlan
    private let target: LoadAddress
    private let adminSocket: String
    private let pins: BenchPINs
    private let context: String
    private let server: [String: String]

    /// - Parameters:
    ///   - target: where front ends connect.
    ///   - adminSocket: the same server's Unix socket, for making and removing mailboxes.
    ///   - context: what the mailboxes' context is called; nobody else may use it.
    ///   - server: what the server says of itself, for the report.
    public init(
        plan: LoadPlan, target: LoadAddress, adminSocket: String, pins: BenchPINs, context: String,
        server: [String: String]
    ) {
        self.plan = plan
        self.target = target
        self.adminSocket = adminSocket
        self.pins = pins
        self.context = context
        self.server = server
    }

    /// Makes the mailboxes, runs the plan, removes the mailboxes.
    ///
    /// Cancelling the task ends the run early; what was measured until then is returned all the same.
    ///
    /// - Returns: the report, or why nothing could be measured; and in both cases what could not be removed.
    public func run(progress: @escaping @Sendable (LoadProgress) -> Void) async -> LoadResult {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let result = await run(on: group.next(), progress: progress)
        try? await group.shutdownGracefully()
        return result
    }

    /// Removes what a run that could not clear up left behind.
    ///
    /// - Parameter context: as that run called it; it begins with `bench-`.
    /// - Returns: how many mailboxes that were.
    public static func removeContext(_ context: String, adminSocket: String) async throws(LoadFailure) -> Int {
        guard context.hasPrefix(BenchMailboxes.contextPrefix), MailboxID("1@\(context)") != nil else {
            throw LoadFailure(
                "\(context) is not a context of a run; those are called \(BenchMailboxes.contextPrefix)….")
        }
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let result: Result<Int, LoadFailure>
        do throws(LoadFailure) {
            let admin = try await CallConnection.connect(to: .unix(path: adminSocket), on: group.next())
            result = .success(try await MailboxSetup.clear(context: context, over: admin))
            await admin.close()
        } catch {
            result = .failure(error)
        }
        try? await group.shutdownGracefully()
        return try result.get()
    }

    private func run(
        on eventLoop: any EventLoop, progress: @escaping @Sendable (LoadProgress) -> Void
    ) async -> LoadResult {
        let mailboxes = BenchMailboxes(context: context, shares: plan.shares)
        var result = LoadResult()
        let admin: CallConnection
        do throws(LoadFailure) {
            try await checkTarget(on: eventLoop, "PING", expecting: "+PONG") { _ in "\(target) is not a vmgate server."
            }
            // Whether requests are taken from anybody is asked before any mailbox is made.
            try await checkTarget(on: eventLoop, "SETTINGS 1@\(context)", expecting: "-NOMAILBOX") {
                "the server at \(target) cannot be used: \($0.dropFirst())."
            }
            admin = try await CallConnection.connect(to: .unix(path: adminSocket), on: eventLoop)
        } catch {
            result.failure = error
            return result
        }
        let setup = MailboxSetup(admin: admin, mailboxes: mailboxes, pins: pins)
        var made = 0
        var unknown: [String] = []
        do throws(LoadFailure) {
            let allowance = try await setup.make {
                made = $0
                progress(.preparing(made: made, of: mailboxes.shares.total))
            }
            if let mailbox = mailboxes.all.first {
                try await checkTarget(on: eventLoop, "SETTINGS \(mailbox)", expecting: "+SETTINGS") { _ in
                    "\(target) and \(adminSocket) are not the same server: name the two of one."
                }
            }
            let runner = makeRunner(mailboxes, allowance: allowance, admin: admin, eventLoop: eventLoop)
            let (report, traffic) = try await measure(with: runner, progress: progress)
            unknown = traffic.unknownMailboxes
            result.report = report
        } catch {
            result.failure = error
        }
        progress(.clearing)
        result.left = await setup.clear(made: made, unknown: unknown)
        await admin.close()
        return result
    }

    private func checkTarget(
        on eventLoop: any EventLoop, _ request: String, expecting word: String,
        otherwise sentence: (_ reply: String) -> String
    ) async throws(LoadFailure) {
        let connection = try await CallConnection.connect(to: target, on: eventLoop)
        let reply = try await connection.call(request)
        await connection.close()
        guard ReplyText.word(of: reply) == word else {
            throw LoadFailure(refusal: reply, by: target) ?? LoadFailure(sentence(reply))
        }
    }

    private func makeRunner(
        _ mailboxes: BenchMailboxes, allowance: Int, admin: CallConnection, eventLoop: any EventLoop
    ) -> LoadRunner {
        let machine = LoadMachine(
            connections: plan.connections, depth: plan.depth, limit: plan.outstanding,
            traffic: TrafficGenerator(
                mix: plan.mix, mailboxes: mailboxes, sources: plan.sources, allowance: allowance),
            measurements: Measurements(measuredFrom: plan.ramp, intervalLength: plan.intervalLength))
        return LoadRunner(
            plan: plan, address: target, pins: pins, machine: machine, admin: admin, eventLoop: eventLoop)
    }

    private func measure(
        with runner: LoadRunner, progress: @escaping @Sendable (LoadProgress) -> Void
    ) async throws(LoadFailure) -> (LoadReport, TrafficGenerator) {
        try await runner.open()
        let date = Date.now.formatted(.iso8601)
        let search = await withTaskCancellationHandler {
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    while (try? await Task.sleep(for: .milliseconds(200))) != nil {
                        progress(.running(await runner.figures(total: plan.length)))
                    }
                }
                // No task of the group: when all is cancelled, the one that reports progress ends first, and must not be
                // taken for this.
                let search = await send(with: runner)
                group.cancelAll()
                return search
            }
        } onCancel: {
            Task { await runner.interrupt() }
        }
        await runner.close()
        let (measurements, traffic) = await runner.finish()
        let failure = await runner.failure
        let isInterrupted = await runner.isInterrupted
        let report = LoadReport(
            plan: plan, target: target, server: server, date: date, measurements: measurements,
            ending: failure != nil ? .failed : isInterrupted ? .interrupted : .completed, failure: failure,
            steps: search?.steps, capacity: search?.capacity)
        return (report, traffic)
    }

    /// Sends what the plan says. Returns the search when the plan is one.
    private func send(with runner: LoadRunner) async -> CapacitySearch? {
        var search: CapacitySearch?
        switch plan.pace {
        case .open(let rate, let arrivals):
            await runner.send(
                SendSchedule(
                    rate: rate, arrivals: arrivals, duration: plan.duration, ramp: plan.ramp, seed: plan.seed))
        case .closed: await runner.sendInClosedLoop()
        case .findCapacity(let rate):
            var steps = CapacitySearch(from: rate, deadline: plan.deadline)
            while let rate = steps.nextRate, await !runner.hasEnded {
                let observation = await runner.observe(rate: rate)
                // A step that was broken off says nothing about its rate.
                if await !runner.hasEnded { steps.observe(observation) }
            }
            if steps.hasMetSilence { await runner.endSilentSearch() }
            search = steps
        }
        await runner.stopSending()
        await runner.drain()
        return search
    }
}

extension LoadPlan {
    /// Requests in flight on one connection. In an open loop many fit on one, as on a front end's; the rest waits in
    /// this program, where it costs the server nothing.
    var depth: Int {
        if case .closed(let depth) = pace { depth } else { 256 }
    }

    /// How long requests are sent; nil when that is not known beforehand.
    var length: Duration? {
        if case .findCapacity = pace { nil } else { duration }
    }

    /// The length of the intervals that are shown over time: short enough to see a stall, long enough to count in.
    var intervalLength: Duration {
        let seconds = length?.seconds ?? 60
        let steps = [0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600, 1800]
        return Duration(seconds: steps.first { seconds / $0 <= 60 && ($0 >= 1 || seconds < 10) } ?? 1800)
    }
}
