/// Everything that is counted during a run.
struct Measurements: Sendable {
    /// Begins where the ramp ends; what was due earlier shows over time but counts in no total.
    let measuredFrom: Duration
    let intervalLength: Duration

    /// Requests that fell due.
    private(set) var offered = 0
    /// Requests that were verified while requests were being sent: what goodput is made of. What is answered after the
    /// last request was due would flatter a server that is behind.
    private(set) var verifiedInTime = 0
    private(set) var latencies: [Outcome: LatencyHistogram] = [:]
    private(set) var verifiedLatencies = LatencyHistogram()
    private(set) var answers: [TrafficKind: [Outcome: Int]] = [:]
    /// How long after its time each request was given to its connection: lateness of this program, or of connections
    /// that had no place.
    private(set) var lateness = LatencyHistogram()
    /// Answers of any kind, the refusals among them. From the very beginning: it tells whether somebody is there.
    private(set) var answered = 0
    private(set) var intervals: [LoadInterval] = []
    /// The verified latencies of the last interval.
    private var openHistogram = LatencyHistogram()
    /// When requests stopped being sent; nil as long as they are.
    private(set) var sendingEnded: Duration?
    /// What happened since the lap began.
    private(set) var lap = Lap()

    /// A part of a run that is looked at by itself: one step of a capacity search.
    struct Lap: Sendable {
        var offered = 0
        var verified = 0
        var busy = 0
        var latencies = LatencyHistogram()
    }

    init(measuredFrom: Duration, intervalLength: Duration) {
        self.measuredFrom = measuredFrom
        self.intervalLength = intervalLength
    }

    mutating func fellDue(_ scheduled: Duration, now: Duration) {
        if scheduled >= measuredFrom { offered += 1 }
        withInterval(at: now) { $0.offered += 1 }
        lap.offered += 1
    }

    mutating func sent(_ scheduled: Duration, now: Duration) {
        if scheduled >= measuredFrom { lateness.record(now - scheduled) }
    }

    mutating func ended(_ kind: TrafficKind?, as outcome: Outcome, scheduled: Duration, now: Duration) {
        let latency = now - scheduled
        withInterval(at: now) { $0.outcomes[outcome, default: 0] += 1 }
        if outcome.isAnswer { answered += 1 }
        if outcome == .busy { lap.busy += 1 }
        if outcome.isVerified {
            openHistogram.record(latency)
            lap.verified += 1
            lap.latencies.record(latency)
        }
        guard scheduled >= measuredFrom else { return }
        latencies[outcome, default: LatencyHistogram()].record(latency)
        if let kind { answers[kind, default: [:]][outcome, default: 0] += 1 }
        if outcome.isVerified {
            verifiedLatencies.record(latency)
            if sendingEnded == nil { verifiedInTime += 1 }
        }
    }

    func count(of outcome: Outcome) -> Int { latencies[outcome]?.count ?? 0 }

    mutating func beginLap() {
        lap = Lap()
    }

    mutating func stopSending(now: Duration) {
        sendingEnded = sendingEnded ?? now
    }

    /// Closes the last interval.
    mutating func finish() {
        closeInterval()
    }

    /// The rates of the last second or so that is over, or of what there is so far.
    func recent(now: Duration, total: Duration?, outstanding: Int) -> RunningFigures {
        let current = Int(now / intervalLength)
        let span = max(1, Int((.seconds(1) / intervalLength).rounded()))
        let over = intervals[..<min(current, intervals.count)].suffix(span)
        let shown = over.isEmpty ? intervals[...] : over
        let seconds = over.isEmpty ? max(now.seconds, 0.001) : Double(over.count) * intervalLength.seconds
        // In the first interval none is closed yet.
        let open = openHistogram.count > 0 ? LatencySummary(openHistogram) : nil
        func rate(_ count: (LoadInterval) -> Int) -> Double { Double(shown.map(count).reduce(0, +)) / seconds }
        return RunningFigures(
            elapsed: now, total: total, offered: rate { $0.offered }, goodput: rate { $0.verifiedCount },
            busy: rate { $0.outcomes[.busy] ?? 0 }, verified: shown.last { $0.verified != nil }?.verified ?? open,
            outstanding: outstanding)
    }

    private mutating func withInterval(at now: Duration, _ change: (inout LoadInterval) -> Void) {
        let index = max(0, Int(now / intervalLength))
        while intervals.count <= index {
            closeInterval()
            intervals.append(LoadInterval(startSeconds: (intervalLength * intervals.count).seconds))
        }
        change(&intervals[index])
    }

    private mutating func closeInterval() {
        guard let last = intervals.indices.last, openHistogram.count > 0 else { return }
        intervals[last].verified = LatencySummary(openHistogram)
        openHistogram.reset()
    }
}

/// What happened in one stretch of time. All intervals of a run are equally long.
public struct LoadInterval: Hashable, Sendable {
    /// Since the run began.
    public let startSeconds: Double
    /// Requests that fell due.
    public var offered = 0
    /// Requests that ended here, however long ago they were due.
    public var outcomes: [Outcome: Int] = [:]
    /// Latencies of what was verified here; nil when nothing was.
    public var verified: LatencySummary?

    init(startSeconds: Double) {
        self.startSeconds = startSeconds
    }

    /// Requests that were granted or denied.
    public var verifiedCount: Int {
        outcomes.reduce(0) { $0 + ($1.key.isVerified ? $1.value : 0) }
    }
}
