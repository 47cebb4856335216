/// A cost for this machine, with what it means.
public struct Calibration: Sendable {
    /// PINs of six digits that the PIN policy accepts: what a thief of the database has to try at most.
    public static let sixDigitPINs = 904_728
    /// Hash memory that can be asked for.
    public static let memoryLimits = (CostSearch.leastMebibytes * CandidateCost.mebibyte)...(1 << 40)
    /// Times that can be asked for.
    public static let targets = Duration.milliseconds(5)...Duration.seconds(10)
    /// One hash never takes more than this: libsodium's interface ends near it, and so does a caller's patience.
    private static let mostMebibytes = 2048
    /// The share by which the last check may be off before the machine counts as disturbed.
    private static let tolerance = 0.25

    public let cost: CandidateCost
    public let workers: Int
    /// One hash, with nothing else to do.
    public let timeAlone: Duration
    /// One hash, while every worker hashes.
    public let timeBusy: Duration
    /// With every worker busy.
    public let loginsPerSecond: Double
    /// Whether what was measured contradicts itself, so that others must have used the machine.
    public private(set) var isDisturbed: Bool
    /// Whether the hashing threads can keep their memory between hashes.
    public let keepsMemory: Bool

    /// Guesses a second and core that a thief of the database can make on a machine like this one.
    public var guessesPerSecondAndCore: Double { 1 / (timeAlone / .seconds(1)) }

    /// Time in which one such core tries every PIN of six digits.
    public var timeForAllPINs: Duration { timeAlone * Self.sixDigitPINs }

    /// Finds the cost whose hash takes `target` while all workers are busy. When that is missed, it searches once more.
    ///
    /// - Parameters:
    ///   - memoryLimit: bytes that all workers together may take.
    ///   - progress: told of each cost that is measured and the time it took.
    public static func find(
        target: Duration, memoryLimit: Int, workers: Int, progress: (CandidateCost, Duration) -> Void
    ) async throws(CalibrationError) -> Calibration {
        try await find(
            target: target, memoryLimit: memoryLimit, workers: workers, measure: HashProbe.measure, progress: progress)
    }

    /// - Parameter measure: measures a cost with as many workers as it is told.
    static func find(
        target: Duration, memoryLimit: Int, workers: Int,
        measure: (CandidateCost, Int) async throws(CalibrationError) -> HashProbe.Measurement,
        progress: (CandidateCost, Duration) -> Void
    ) async throws(CalibrationError) -> Calibration {
        try check(target: target, memoryLimit: memoryLimit, workers: workers)
        let most = min(memoryLimit / CandidateCost.mebibyte / workers, mostMebibytes)
        func search() async throws(CalibrationError) -> Calibration {
            var search = CostSearch(target: target, mostMebibytes: most)
            while let cost = search.next {
                let measured = try await measure(cost, workers)
                progress(cost, measured.timePerHash)
                search.observe(measured.timePerHash)
            }
            guard let cost = search.best, let found = search.bestTime else { throw tooSlow(search.leastTime) }
            let alone = try await measure(cost, 1)
            let busy = try await measure(cost, workers)
            return Calibration(cost, workers: workers, alone: alone, busy: busy, found: found, target: target)
        }
        let first = try await search()
        guard first.misses(target), let second = try? await search() else { return first }
        guard second.misses(target) else { return second }
        var closer = second.distance(from: target) < first.distance(from: target) ? second : first
        // A calm machine misses too when there is nothing between a cost that is too much and one that is far from it; but
        // it misses with the same cost each time.
        if first.cost != second.cost { closer.isDisturbed = true }
        return closer
    }

    /// - Parameter found: what the search took a hash to take while all workers hash.
    private init(
        _ cost: CandidateCost, workers: Int, alone: HashProbe.Measurement, busy: HashProbe.Measurement, found: Duration,
        target: Duration
    ) {
        self.cost = cost
        self.workers = workers
        // Company never makes a hash faster: where it seems so, the machine was disturbed, and an attacker's would not
        // be.
        timeAlone = min(alone.timePerHash, busy.timePerHash)
        timeBusy = busy.timePerHash
        loginsPerSecond = busy.hashesPerSecond
        keepsMemory = busy.keepsMemory
        isDisturbed = timeBusy > target * (1 + Self.tolerance) || timeBusy < found * (1 - Self.tolerance)
    }

    private func misses(_ target: Duration) -> Bool {
        distance(from: target) > target * Self.tolerance
    }

    private func distance(from target: Duration) -> Duration {
        timeBusy > target ? timeBusy - target : target - timeBusy
    }

    private static func tooSlow(_ leastTime: Duration?) -> CalibrationError {
        let least = leastTime.map { "\(Int($0 / .milliseconds(1)) + 1) ms" } ?? "longer"
        return CalibrationError(
            "this machine needs \(least) for the lowest cost that is worth storing"
                + " (\(CostSearch.leastMebibytes) MiB, 1 pass): give a longer --target.")
    }

    private static func check(target: Duration, memoryLimit: Int, workers: Int) throws(CalibrationError) {
        guard targets.contains(target) else {
            throw CalibrationError(
                "that is too long or too short for a login; give --target 5ms to 10s.", isMisuse: true)
        }
        guard (1...1024).contains(workers) else {
            throw CalibrationError("\(workers) workers make no sense; give 1 to 1024.", isMisuse: true)
        }
        guard memoryLimit / workers >= memoryLimits.lowerBound else {
            throw CalibrationError(
                "\(workers) workers need at least \(workers * CostSearch.leastMebibytes) MiB;"
                    + " raise --memory-limit, or lower --workers.", isMisuse: true)
        }
    }
}
