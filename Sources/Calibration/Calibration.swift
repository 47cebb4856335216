/// A cost for this machine, with what it means.
public struct Calibration: Sendable {
    /// PINs of six digits that the PIN policy accepts: what a thief of the database has to try at most.
    public static let sixDigitPINs = 904_728
    /// Hash memory that can be asked for.
    public static let memoryLimits = (CostSearch.leastMebibytes * HashCost.mebibyte)...(1 << 40)
    /// Times that can be asked for.
    public static let targets = Duration.milliseconds(5)...Duration.seconds(10)
    /// One hash never takes more than this: libsodium's interface ends near it, and so does a caller's patience.
    private static let mostMebibytes = 2048

    public let cost: HashCost
    public let workers: Int
    /// One hash, with nothing else to do.
    public let timeAlone: Duration
    /// One hash, while every worker hashes.
    public let timeBusy: Duration
    /// With every worker busy.
    public let loginsPerSecond: Double
    /// Whether the hashing threads can keep their memory between hashes.
    public let keepsMemory: Bool

    /// Guesses a second and core that a thief of the database can make on a machine like this one.
    public var guessesPerSecondAndCore: Double { 1 / (timeAlone / .seconds(1)) }

    /// Time in which one such core tries every PIN of six digits.
    public var timeForAllPINs: Duration { timeAlone * Self.sixDigitPINs }

    /// Finds the cost whose hash takes `target` while all workers are busy.
    ///
    /// - Parameters:
    ///   - memoryLimit: bytes that all workers together may take.
    ///   - progress: told of each cost that is measured and the time it took.
    public static func find(
        target: Duration, memoryLimit: Int, workers: Int, progress: (HashCost, Duration) -> Void
    ) async throws(CalibrationError) -> Calibration {
        try await find(
            target: target, memoryLimit: memoryLimit, workers: workers, measure: HashProbe.measure, progress: progress)
    }

    /// - Parameter measure: measures a cost with as many workers as it is told.
    static func find(
        target: Duration, memoryLimit: Int, workers: Int,
        measure: (HashCost, Int) async throws(CalibrationError) -> HashProbe.Measurement,
        progress: (HashCost, Duration) -> Void
    ) async throws(CalibrationError) -> Calibration {
        try check(target: target, memoryLimit: memoryLimit, workers: workers)
        let most = min(memoryLimit / HashCost.mebibyte / workers, mostMebibytes)
        var search = CostSearch(target: target, mostMebibytes: most)
        while let cost = search.next {
            let measured = try await measure(cost, workers)
            progress(cost, measured.timePerHash)
            search.observe(measured.timePerHash)
        }
        guard let cost = search.best else {
            let least = search.leastTime.map { "\(Int($0 / .milliseconds(1)) + 1) ms" } ?? "longer"
            throw CalibrationError(
                "this machine needs \(least) for the least that is worth storing"
                    + " (\(CostSearch.leastMebibytes) MiB, 1 pass): give a longer --target.")
        }
        let alone = try await measure(cost, 1)
        let busy = try await measure(cost, workers)
        // Company never makes a hash faster: where it seems so, the machine was disturbed, and an attacker's would not
        // be.
        return Calibration(
            cost: cost, workers: workers, timeAlone: min(alone.timePerHash, busy.timePerHash),
            timeBusy: busy.timePerHash,
            loginsPerSecond: busy.hashesPerSecond, keepsMemory: busy.keepsMemory)
    }

    private static func check(target: Duration, memoryLimit: Int, workers: Int) throws(CalibrationError) {
        guard targets.contains(target) else {
            throw CalibrationError("a login cannot sensibly take that long or that short; give --target 5ms to 10s.")
        }
        guard (1...1024).contains(workers) else {
            throw CalibrationError("\(workers) workers make no sense; give 1 to 1024.")
        }
        guard memoryLimit / workers >= memoryLimits.lowerBound else {
            throw CalibrationError(
                "\(workers) workers need at least \(workers * CostSearch.leastMebibytes) MiB;"
                    + " raise --memory-limit, or lower --workers.")
        }
    }
}
