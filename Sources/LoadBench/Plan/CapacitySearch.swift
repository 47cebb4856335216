/// Finds the highest rate that a server carries: doubles the offered rate until the server does not follow, then halves
/// the distance between what it carried and what it did not.
struct CapacitySearch: Sendable {
    /// A rate counts as carried when this share of it was verified while it was offered.
    static let followingShare = 0.97
    /// The search ends when the two ends are this close.
    static let precision = 1.04
    /// Requests by which a count may be off at the ends of a window.
    private static let slack = 2.0

    private(set) var steps: [CapacityStep] = []
    /// The rate to offer next; nil when the search is over.
    private(set) var nextRate: Double?
    private let deadline: Duration
    private var carried: Double?
    private var refused: Double?
    /// Whether `nextRate` has failed once. It is offered again then: a hiccup of a shared machine must not halve its
    /// capacity.
    private var hasFailedOnce = false

    init(from first: Double, deadline: Duration) {
        nextRate = first
        self.deadline = deadline
    }

    /// Takes in what came of offering `nextRate`.
    mutating func observe(_ observation: CapacityObservation) {
        let step = CapacityStep(observation, verdict: verdict(on: observation))
        steps.append(step)
        // Whoever says nothing at all is not asked again, neither for more nor for less.
        if step.verdict == .silent { return nextRate = nil }
        if step.verdict == .carried {
            carried = observation.offered
        } else if hasFailedOnce {
            refused = observation.offered
        } else {
            hasFailedOnce = true
            return
        }
        hasFailedOnce = false
        nextRate = rateToTryNext()
    }

    private func rateToTryNext() -> Double? {
        let rates = LoadPlan.rates
        switch (carried, refused) {
        case (nil, nil): return nextRate
        case (let carried?, nil): return carried < rates.upperBound ? min(carried * 2, rates.upperBound) : nil
        case (nil, let refused?): return refused / 2 >= rates.lowerBound ? refused / 2 : nil
        case (let carried?, let refused?):
            return refused / carried > Self.precision ? (carried * refused).squareRoot() : nil
        }
    }

    /// The most that was verified a second at a rate that was carried; nil when none was.
    var capacity: Double? {
        steps.filter { $0.verdict == .carried }.map(\.goodput).max()
    }

    private func verdict(on observation: CapacityObservation) -> CapacityStep.Verdict {
        if observation.answered == 0 { return .silent }
        let wanted = observation.due * Self.followingShare - Self.slack
        if Double(observation.verified) < wanted { return .behind }
        if observation.p99 > deadline { return .late }
        return .carried
    }

    /// Whether the server has stopped answering, which ended the search before its time.
    var hasMetSilence: Bool { steps.last?.verdict == .silent }
}

/// What was measured while one rate was offered.
struct CapacityObservation: Equatable {
    /// Requests a second.
    var offered: Double
    /// Requests that cost a hash and were due in the measured part of the step.
    var due: Double
    /// Requests that were granted or denied in it.
    var verified: Int
    /// Answers of any kind to what was sent in the whole step.
    var answered: Int
    /// The length of the measured part.
    var window: Duration
    var p99: Duration
    var busy: Int
}

/// One step of the search, as it is reported.
public struct CapacityStep: Hashable, Sendable, Codable {
    public enum Verdict: String, Sendable, Codable {
        case carried
        /// Less was verified than was offered.
        case behind
        /// The p99 was over the deadline.
        case late
        /// Nothing was answered.
        case silent
    }

    /// Requests offered a second.
    public let offered: Double
    /// Requests granted or denied a second.
    public let goodput: Double
    public let p99Microseconds: UInt64
    public let busy: Int
    public let verdict: Verdict

    init(_ observation: CapacityObservation, verdict: Verdict) {
        offered = observation.offered
        // What a server catches up from before the window is not carried at this rate.
        goodput = min(Double(observation.verified), observation.due) / observation.window.seconds
        p99Microseconds = observation.p99.microseconds
        busy = observation.busy
        self.verdict = verdict
    }
}
