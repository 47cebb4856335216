/// What a run has shown. Its coding is the JSON that `vmgate bench --json` writes.
public struct LoadReport: Sendable, Codable {
    /// How a run ended.
    public enum Ending: String, Sendable, Codable {
        case completed
        case interrupted
        /// The server went away.
        case failed
    }

    /// One row of the table.
    public struct OutcomeRow: Sendable, Codable {
        public var outcome: Outcome
        public var count: Int
        /// Of all that ended, 0 to 1.
        public var share: Double
        public var perSecond: Double
        public var latency: LatencySummary
    }

    /// Answers that a request of this kind must not have got.
    public struct Surprise: Sendable, Codable {
        public var kind: TrafficKind
        public var outcome: Outcome
        public var count: Int
    }

    public struct Interval: Sendable, Codable {
        public var startSeconds: Double
        public var offered: Int
        public var outcomes: [String: Int]
        public var verified: LatencySummary?
    }

    public struct Distribution: Sendable, Codable {
        public var outcome: Outcome
        public var points: [DistributionPoint]
    }

    public struct Capacity: Sendable, Codable {
        /// Verified requests a second; nil when the server carried no rate that was tried, when the search did not end
        /// by itself, and when requests failed meanwhile: then nobody knows.
        public var verifiedPerSecond: Double?
        public var steps: [CapacityStep]
    }

    /// The plan in words and numbers.
    public struct Plan: Sendable, Codable {
        public var pace: String
        public var ratePerSecond: Double?
        public var mix: [String: Int]
        public var mailboxes: Int
        public var connections: Int
        public var durationSeconds: Double
        public var rampSeconds: Double
        public var outstanding: Int
        public var sources: Int
        public var deadlineSeconds: Double
        public var seed: UInt64
    }

    /// When the run began: RFC 3339, UTC.
    public var date: String
    public var target: String
    /// What the server says of itself in INFO, as far as the caller passed it on.
    public var server: [String: String]
    public var plan: Plan
    public var ending: Ending
    /// Why the run ended early, as a sentence.
    public var failure: String?
    /// The time that the totals are of: from the ramp's end until the last request was due.
    public var measuredSeconds: Double
    public var offered: Int
    public var offeredPerSecond: Double
    /// Requests granted or denied a second while requests were being sent.
    public var goodputPerSecond: Double
    /// The latencies of all that was granted or denied, from when it was due.
    public var verified: LatencySummary?
    /// How late requests were given to their connection: this program's own share in the latencies.
    public var lateness: LatencySummary?
    public var outcomes: [OutcomeRow]
    public var surprises: [Surprise]
    public var capacity: Capacity?
    public var intervalSeconds: Double
    public var intervals: [Interval]
    public var distributions: [Distribution]
}

extension LoadReport {
    init(
        plan: LoadPlan, target: LoadAddress, server: [String: String], date: String, measurements: Measurements,
        ending: Ending, failure: LoadFailure?, steps: [CapacityStep]?, capacity: Double?
    ) {
        self.date = date
        self.target = target.description
        self.server = server
        self.plan = Plan(plan)
        self.ending = ending
        self.failure = failure?.description
        let end = measurements.sendingEnded ?? plan.duration
        let seconds = max((end - measurements.measuredFrom).seconds, 0)
        func perSecond(_ count: Int) -> Double { seconds > 0 ? Double(count) / seconds : 0 }
        measuredSeconds = seconds
        offered = measurements.offered
        offeredPerSecond = perSecond(measurements.offered)
        goodputPerSecond = perSecond(measurements.verifiedInTime)
        let counted = measurements.verifiedLatencies
        verified = counted.count > 0 ? LatencySummary(counted) : nil
        lateness = measurements.lateness.count > 0 ? LatencySummary(measurements.lateness) : nil
        let ended = Outcome.allCases.map(measurements.count(of:)).reduce(0, +)
        outcomes = Outcome.allCases.compactMap { outcome in
            guard let histogram = measurements.latencies[outcome] else { return nil }
            return OutcomeRow(
                outcome: outcome, count: histogram.count, share: Double(histogram.count) / Double(max(ended, 1)),
                perSecond: perSecond(histogram.count), latency: LatencySummary(histogram))
        }
        surprises = TrafficKind.allCases.flatMap { kind in
            Outcome.allCases.compactMap { outcome in
                guard let count = measurements.answers[kind]?[outcome], !kind.allows(outcome) else { return nil }
                return Surprise(kind: kind, outcome: outcome, count: count)
            }
        }
        let isCertain = ending == .completed && outcomes.allSatisfy { !$0.outcome.isFailure }
        self.capacity = steps.map { Capacity(verifiedPerSecond: isCertain ? capacity : nil, steps: $0) }
        intervalSeconds = measurements.intervalLength.seconds
        intervals = measurements.intervals.map { interval in
            Interval(
                startSeconds: interval.startSeconds, offered: interval.offered,
                outcomes: Dictionary(uniqueKeysWithValues: interval.outcomes.map { ($0.key.rawValue, $0.value) }),
                verified: interval.verified)
        }
        distributions = Outcome.allCases.compactMap { outcome in
            guard let points = measurements.latencies[outcome]?.distribution(), !points.isEmpty else { return nil }
            return Distribution(outcome: outcome, points: points)
        }
    }
}

extension LoadReport.Plan {
    init(_ plan: LoadPlan) {
        switch plan.pace {
        case .open(let rate, let arrivals):
            pace = "open loop, \(arrivals == .poisson ? "Poisson" : "constant") arrivals"
            ratePerSecond = rate
        case .closed(let depth):
            pace = "closed loop, \(depth) outstanding on each connection"
        case .findCapacity(let rate):
            pace = "search for the capacity"
            ratePerSecond = rate
        }
        mix = Dictionary(
            uniqueKeysWithValues: TrafficKind.allCases.map { ($0.rawValue, plan.mix.percent(of: $0)) })
        mailboxes = plan.mailboxes
        connections = plan.connections
        durationSeconds = plan.duration.seconds
        rampSeconds = plan.ramp.seconds
        outstanding = plan.outstanding
        sources = plan.sources
        deadlineSeconds = plan.deadline.seconds
        seed = plan.seed
    }
}
