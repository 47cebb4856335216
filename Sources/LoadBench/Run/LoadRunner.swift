import NIOCore

/// Runs what `LoadMachine` decides: the sockets and the clock of a run.
///
/// Its executor is the event loop of its connections, so nothing here needs a lock.
actor LoadRunner {
    /// How much longer than the deadline an answer may take when nothing more is sent. On a crowded machine a hash, which
    /// runs at a low priority, may take seconds: that is late, and not lost.
    static let grace = Duration.seconds(8)

    let plan: LoadPlan
    let address: LoadAddress
    private let pins: BenchPINs
    private let admin: CallConnection
    let eventLoop: any EventLoop
    private nonisolated let executor: any SerialExecutor
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    var machine: LoadMachine
    private(set) var failure: LoadFailure?
    private(set) var isInterrupted = false
    var hasEnded: Bool { isInterrupted || failure != nil }
    var channels: [(any Channel)?]
    /// Connections that have been written to and not flushed.
    private var unflushed: Set<Int> = []
    var started = NIODeadline.uptimeNanoseconds(0)
    var isStopping = false
    /// Nil when the connections are not being greeted.
    var greeting: Greeting?
    /// Since when requests have been waiting without any answer.
    var silentSince = Duration.zero

    /// The schedule that is being sent, with the moment that it began at, and its next request.
    private var schedule: SendSchedule?
    private var scheduleStart = Duration.zero
    private var nextDue: Duration?
    /// Whether answers are followed by the next request.
    var isClosedLoop = false
    private var whenSent: CheckedContinuation<Void, Never>?
    private var whenIdle: CheckedContinuation<Void, Never>?

    init(
        plan: LoadPlan, address: LoadAddress, pins: BenchPINs, machine: LoadMachine, admin: CallConnection,
        eventLoop: any EventLoop
    ) {
        self.plan = plan
        self.address = address
        self.pins = pins
        self.machine = machine
        self.admin = admin
        self.eventLoop = eventLoop
        executor = eventLoop.executor
        channels = Array(repeating: nil, count: plan.connections)
    }

    /// Since the run began.
    var now: Duration {
        .nanoseconds(Int64(NIODeadline.now().uptimeNanoseconds) - Int64(started.uptimeNanoseconds))
    }

    // MARK: Sending

    /// Sends by a schedule until it is over.
    func send(_ schedule: SendSchedule) async {
        guard failure == nil, !isInterrupted else { return }
        await withCheckedContinuation { continuation in
            whenSent = continuation
            self.schedule = schedule
            scheduleStart = now
            nextDue = self.schedule?.next()
            sendDue()
        }
    }

    private func sendDue() {
        guard whenSent != nil else { return }
        let now = now
        while let due = nextDue, scheduleStart + due <= now {
            if case .send(let sending) = machine.fellDue(at: scheduleStart + due, now: now) { write(sending) }
            nextDue = schedule?.next()
        }
        flush()
        // After the last request the schedule goes on to its end, so that its length is what was asked for.
        let wakeUp = nextDue.map { scheduleStart + $0 } ?? scheduleEnd
        guard nextDue != nil || wakeUp > now else { return finishSending() }
        eventLoop.scheduleTask(deadline: deadline(wakeUp)) { self.assumeIsolated { $0.sendDue() } }
    }

    private var scheduleEnd: Duration { scheduleStart + plan.duration }

    /// Keeps every connection busy for the plan's duration, beginning with one after the other over the ramp.
    func sendInClosedLoop() async {
        guard failure == nil, !isInterrupted else { return }
        await withCheckedContinuation { continuation in
            whenSent = continuation
            isClosedLoop = true
            for index in channels.indices {
                eventLoop.scheduleTask(deadline: deadline(plan.ramp * index / channels.count)) {
                    self.assumeIsolated { runner in
                        runner.refill(index)
                        runner.flush()
                    }
                }
            }
            eventLoop.scheduleTask(deadline: deadline(plan.duration)) { self.assumeIsolated { $0.finishSending() } }
        }
        isClosedLoop = false
    }

    func refill(_ index: Int) {
        while beginNext(on: index) {}
    }

    /// False when there is no place, or nothing more is sent.
    @discardableResult
    private func beginNext(on index: Int) -> Bool {
        guard isClosedLoop, whenSent != nil, let sending = machine.begin(on: index, now: now) else { return false }
        write(sending)
        return true
    }

    private func finishSending() {
        whenSent?.resume()
        whenSent = nil
    }

    /// Waits for the answers to what was sent, as long as they can be expected to come.
    func drain() async {
        guard machine.outstanding > 0, failure == nil else { return giveUp() }
        let timeout = eventLoop.scheduleTask(in: .nanoseconds(Int64((plan.deadline + Self.grace).seconds * 1e9))) {
            self.assumeIsolated { $0.resumeIdle() }
        }
        await withCheckedContinuation { whenIdle = $0 }
        timeout.cancel()
        giveUp()
    }

    private func giveUp() {
        unlock(machine.giveUp(now: now))
    }

    func resumeWhenIdle() {
        if machine.outstanding == 0 { resumeIdle() }
    }

    private func resumeIdle() {
        whenIdle?.resume()
        whenIdle = nil
    }

    /// Ends the run with what was measured so far.
    func interrupt() {
        isInterrupted = true
        finishSending()
    }

    func fail(_ failure: LoadFailure) {
        self.failure = self.failure ?? failure
        isStopping = true
        finishSending()
        resumeIdle()
    }

    // MARK: Answers

    func received(_ head: ReplyHead, on index: Int) {
        // Only what answers the greeting has its tag.
        if greeting != nil { return greeted(index, isRefused: head.tag != 0) }
        let now = now
        silentSince = now
        guard let tag = head.tag, let action = machine.answered(tag, on: index, as: head.outcome, now: now) else {
            return
        }
        action.send.map(write)
        unlock(action.unlock.map { [$0] } ?? [])
        if isClosedLoop {
            // A client that is told to come back later does so; otherwise a closed loop would count how fast it can be refused.
            if head.outcome == .busy {
                let delay = TimeAmount.milliseconds(Int64(min(max(head.retryAfterMilliseconds ?? 100, 1), 10_000)))
                eventLoop.scheduleTask(in: delay) {
                    self.assumeIsolated { runner in
                        runner.beginNext(on: index)
                        runner.flush()
                    }
                }
            } else {
                beginNext(on: index)
            }
        }
        flush()
        resumeWhenIdle()
    }

    func unlock(_ wrongMailboxes: [Int]) {
        for index in wrongMailboxes where failure == nil {
            let name = machine.traffic.name(ofWrong: index)
            Task {
                // A mailbox that cannot be unlocked is no longer used; others are.
                if let reply = try? await admin.call("UNLOCK \(name)"), reply.hasPrefix("+UNLOCKED") {
                    machine.unlocked(index)
                }
            }
        }
    }

    // MARK: Measuring

    func stopSending() {
        machine.stopSending(now: now)
    }

    /// Offers one rate for the plan's duration and says what came of it. The first quarter is left out: there the
    /// server gets from idle to busy.
    func observe(rate: Double) async -> CapacityObservation {
        let settling = plan.duration / 4
        let answeredBefore = machine.measurements.answered
        eventLoop.scheduleTask(deadline: deadline(now + settling)) { self.assumeIsolated { $0.machine.beginLap() } }
        await send(SendSchedule(rate: rate, arrivals: .constant, duration: plan.duration))
        let lap = machine.measurements.lap
        await drain()
        return CapacityObservation(
            offered: rate, due: Double(lap.offered) * plan.mix.hashedShare, verified: lap.verified,
            answered: machine.measurements.answered - answeredBefore, window: plan.duration - settling,
            p99: .microseconds(Int64(lap.latencies.percentile(99))), busy: lap.busy)
    }

    func finish() -> (Measurements, TrafficGenerator) {
        machine.finish()
        return (machine.measurements, machine.traffic)
    }

    func figures(total: Duration?) -> RunningFigures {
        machine.measurements.recent(now: now, total: total, outstanding: machine.outstanding)
    }

    // MARK: Bytes

    func write(_ sending: LoadMachine.Sending) {
        guard let channel = channels[sending.connection] else { return }
        let request = sending.request
        var buffer = channel.allocator.buffer(capacity: 96)
        buffer.writeString("@\(sending.ticket) VERIFY \(request.mailbox) ")
        buffer.writeString(request.pin == .right ? pins.right : pins.wrong)
        if let source = request.source { buffer.writeString(" FROM \(source)") }
        buffer.writeString("\r\n")
        channel.write(buffer, promise: nil)
        unflushed.insert(sending.connection)
    }

    func flush() {
        for index in unflushed { channels[index]?.flush() }
        unflushed.removeAll(keepingCapacity: true)
    }

    private func deadline(_ time: Duration) -> NIODeadline {
        started + .nanoseconds(Int64((time.seconds * 1e9).rounded()))
    }
}
