/// Many seeds, and what came of them.
final class SimulationRun {
    private let plan: Plan
    private(set) var failures: [String] = []
    private var count = 0
    private var steps = 0
    private var requests = 0
    private var faults: [Fault: Int] = [:]
    private var checks: [Witness.Rule: Int] = [:]
    private var excused: [Witness.Excuse: Int] = [:]
    private let began = ContinuousClock.now

    /// Which seeds.
    private enum Plan {
        case first(UInt64)
        /// All that happens with it is told.
        case one(UInt64)
        /// New ones each time.
        case seconds(Int)
    }

    init(_ environment: [String: String]) {
        plan =
            if let seed = environment["SIMULATION_SEED"].flatMap({ UInt64($0) }) {
                .one(seed)
            } else if let seconds = environment["SIMULATION_SECONDS"].flatMap({ Int($0) }) {
                .seconds(seconds)
            } else {
                .first(environment["SIMULATION_SEEDS"].flatMap { UInt64($0) } ?? 1000)
            }
    }

    /// Ends with the third seed that fails.
    func run() {
        switch plan {
        case .one(let seed): run(seed, tells: true)
        case .first(let count):
            for seed in 1...count where failures.count < 3 { run(seed) }
        case .seconds(let seconds):
            var generator = SystemRandomNumberGenerator()
            while failures.count < 3, ContinuousClock.now - began < .seconds(seconds) {
                run(UInt64.random(in: 1...999_999_999_999, using: &generator))
            }
        }
    }

    private func run(_ seed: UInt64, tells: Bool = false) {
        let world = World(seed: seed, World.Options(tells: tells))
        let violation = world.run()
        for line in world.witness.story { print(line) }
        if let violation { failures.append("seed \(seed): \(violation); again: make simulate SEED=\(seed)") }
        count += 1
        steps += world.agenda.steps
        requests += world.witness.requests.count
        faults.merge(world.faults.counts) { $0 + $1 }
        checks.merge(world.witness.checks) { $0 + $1 }
        excused.merge(world.witness.excused) { $0 + $1 }
    }

    var report: String { failures.joined(separator: "\n") }

    var summary: String {
        let seconds = (ContinuousClock.now - began).components.seconds
        var lines = ["\(count) seeds, \(steps) steps, \(requests) requests in \(seconds) s"]
        lines += Fault.allCases.map { "  \(faults[$0] ?? 0) \($0.rawValue)" }
        lines += Witness.Rule.allCases.map { "  rule \($0.rawValue) checked \(checks[$0] ?? 0) times" }
        lines += Witness.Excuse.allCases.map {
            "  \(excused[$0] ?? 0) charged who were told BUSY or UNAVAILABLE, as \($0.rawValue)"
        }
        return lines.joined(separator: "\n")
    }
}
