/// What load is put on a server. A value of this type makes sense: each bad value is refused with a sentence.
public struct LoadPlan: Hashable, Sendable {
    /// Requests a second. More than the upper end is beyond what one thread of this program can send on time.
    public static let rates = 0.1...100_000.0
    public static let mailboxCounts = 1...1_000_000
    public static let connectionCounts = 1...10_000
    public static let depths = 1...1024
    public static let outstandingCounts = 1...1_000_000
    public static let sourceCounts = 0...50_000
    public static let durations = Duration.seconds(1)...Duration.seconds(24 * 3600)
    public static let deadlines = Duration.milliseconds(1)...Duration.seconds(60)

    public let mix: TrafficMix
    /// Mailboxes made for the run. Unknown ones are not among them.
    public let mailboxes: Int
    public let connections: Int
    public let pace: Pace
    /// How long requests are sent; with `.findCapacity`, how long one step takes.
    public let duration: Duration
    /// Time in which an open loop's rate grows from nothing, or a closed loop's connections begin one after the other.
    /// What is sent in it counts in no total.
    public let ramp: Duration
    /// Requests that may wait for their answer, or to be sent, at once. What falls due beyond them is counted as
    /// unsent.
    public let outstanding: Int
    /// Sources that right PINs come from (`FROM`); with 0, requests name no source.
    public let sources: Int
    /// The time within which the server is to answer; a step of `.findCapacity` whose p99 is later has failed.
    public let deadline: Duration
    /// Seed of the Poisson arrivals.
    public let seed: UInt64

    public init(
        mix: TrafficMix = .standard, mailboxes: Int = 1000, connections: Int = 16, pace: Pace,
        duration: Duration = .seconds(20), ramp: Duration = .zero, outstanding: Int = 10_000, sources: Int = 0,
        deadline: Duration = .seconds(2), seed: UInt64 = 1
    ) throws(LoadPlanError) {
        self.mix = mix
        self.mailboxes = mailboxes
        self.connections = connections
        self.pace = pace
        self.duration = duration
        self.ramp = ramp
        self.outstanding = outstanding
        self.sources = sources
        self.deadline = deadline
        self.seed = seed
        try checkPace()
        try Self.check("mailboxes", mailboxes, Self.mailboxCounts)
        try Self.check("connections", connections, Self.connectionCounts)
        try Self.check("outstanding requests", outstanding, Self.outstandingCounts)
        try Self.check("sources", sources, Self.sourceCounts)
        try Self.check("the duration", duration, Self.durations)
        try Self.check("the deadline", deadline, Self.deadlines)
        guard ramp >= .zero, ramp < duration else {
            throw LoadPlanError("a ramp of \(ramp.text) does not fit in \(duration.text); make it shorter.")
        }
        let kinds = [TrafficKind.right, .wrong, .locked].count { mix.percent(of: $0) > 0 }
        guard mailboxes >= kinds else {
            throw LoadPlanError(
                "\(mailboxes) mailboxes are too few for the mix \(mix), which needs at least \(kinds).")
        }
    }

    private func checkPace() throws(LoadPlanError) {
        switch pace {
        case .open(let rate, _): try Self.check(rate: rate)
        case .closed(let depth): try Self.check("requests outstanding on a connection", depth, Self.depths)
        case .findCapacity(let rate):
            try Self.check(rate: rate)
            guard mix.hashedShare > 0 else {
                throw LoadPlanError("a capacity is that of hashing, and nothing in the mix \(mix) is hashed.")
            }
            guard ramp == .zero else {
                throw LoadPlanError("finding the capacity has steps of its own; leave out the ramp.")
            }
        }
    }

    private static func check(rate: Double) throws(LoadPlanError) {
        guard rates.contains(rate) else {
            throw LoadPlanError(
                "a rate of \(Figures.plain(rate)) requests a second makes no sense; give 0.1 to 100000.")
        }
    }

    private static func check(_ name: String, _ value: Int, _ range: ClosedRange<Int>) throws(LoadPlanError) {
        guard range.contains(value) else {
            throw LoadPlanError("\(value) \(name) make no sense; give \(range.lowerBound) to \(range.upperBound).")
        }
    }

    private static func check(
        _ name: String, _ value: Duration, _ range: ClosedRange<Duration>
    ) throws(LoadPlanError) {
        guard range.contains(value) else {
            throw LoadPlanError(
                "\(name) of \(value.text) makes no sense; give \(range.lowerBound.text) to \(range.upperBound.text).")
        }
    }

    /// How the mailboxes are shared out: what is locked stays locked, so a few do; the rest by their parts of the mix.
    public var shares: MailboxShares {
        let parts = mix.percent(of: .right) + mix.percent(of: .wrong)
        let lockedPart = mix.percent(of: .locked)
        guard parts > 0 else {
            return MailboxShares(right: 0, wrong: 0, locked: lockedPart > 0 ? min(mailboxes, 4) : 0)
        }
        let reserved = [TrafficKind.right, .wrong].count { mix.percent(of: $0) > 0 }
        let locked = lockedPart > 0 ? min(4, mailboxes - reserved) : 0
        let rest = mailboxes - locked
        guard mix.percent(of: .right) > 0 else { return MailboxShares(right: 0, wrong: rest, locked: locked) }
        guard mix.percent(of: .wrong) > 0 else { return MailboxShares(right: rest, wrong: 0, locked: locked) }
        let wrong = min(max(rest * mix.percent(of: .wrong) / parts, 1), rest - 1)
        return MailboxShares(right: rest - wrong, wrong: wrong, locked: locked)
    }
}

/// How many mailboxes there are for each kind of traffic.
public struct MailboxShares: Hashable, Sendable {
    public let right: Int
    public let wrong: Int
    public let locked: Int

    public var total: Int { right + wrong + locked }
}
