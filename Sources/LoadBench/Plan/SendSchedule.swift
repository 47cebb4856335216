import Glibc

/// The times at which the requests of an open loop are sent, counted from the schedule's begin.
///
/// The rate grows in a straight line over the ramp and stays from then on. A request is due where the area under the
/// rate has grown by one (constant) or by a draw of the exponential distribution of mean one (Poisson: this is the time
/// change by which any rate's Poisson process is made from the unit one).
struct SendSchedule {
    private let rate: Double
    private let arrivals: Arrivals
    private let ramp: Double
    private let duration: Double
    private var generator: SeededGenerator
    private var area = 0.0
    private var hasBegun = false

    init(rate: Double, arrivals: Arrivals, duration: Duration, ramp: Duration = .zero, seed: UInt64 = 1) {
        self.rate = rate
        self.arrivals = arrivals
        self.ramp = ramp.seconds
        self.duration = duration.seconds
        generator = SeededGenerator(seed: seed)
    }

    /// When the next request is due; nil when the schedule is over.
    mutating func next() -> Duration? {
        switch arrivals {
        case .constant: area += hasBegun ? 1 : 0
        case .poisson: area += -log(1 - Double.random(in: 0..<1, using: &generator))
        }
        hasBegun = true
        let due = time(whenAreaIs: area)
        return due < duration ? Duration(seconds: due) : nil
    }

    private func time(whenAreaIs area: Double) -> Double {
        let rampArea = rate * ramp / 2
        return area < rampArea ? (2 * area * ramp / rate).squareRoot() : ramp + (area - rampArea) / rate
    }
}

/// SplitMix64 (Steele, Lea, Flood: "Fast Splittable Pseudorandom Number Generators", 2014): the same numbers for a
/// seed, so that a run can be repeated. Never for secrets.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
