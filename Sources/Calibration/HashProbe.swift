import PINHashing
import VoicemailModel

/// Measures hashing as the server does it: by its own pool, with threads of a low priority and memory they keep.
struct HashProbe: Sendable {
    /// Windows in which one cost is measured. The best of them counts: whatever else the machine does only ever makes a
    /// hash slower, and does it for a moment here and there.
    private static let windows = 8
    /// How long a window is, at least.
    private static let windowTime = Duration.milliseconds(100)
    /// With hashes that take this long, fewer windows must do.
    private static let longestTime = Duration.seconds(2)
    /// Hashes of one batch, for each worker; at least one batch is measured.
    private static let hashesPerWorker = 2

    struct Measurement: Sendable {
        /// How long one hash takes while as many as there are workers run.
        var timePerHash: Duration
        var hashesPerSecond: Double
        var keepsMemory: Bool
    }

    /// - Throws: when the memory is not available.
    static func measure(_ cost: CandidateCost, _ workers: Int) async throws(CalibrationError) -> Measurement {
        let pool: HashingPool
        do {
            pool = try HashingPool(
                parameters: Argon2Parameters(memory: cost.bytes, operations: cost.operations), workers: workers,
                capacity: workers)
        } catch {
            throw CalibrationError("hashing could not be measured: \(error).")
        }
        defer { pool.shutdown() }
        // The first hash of each thread pays for its memory; those after it are what a server runs.
        await run(pool, count: workers, inParallel: workers)
        let clock = ContinuousClock()
        let begun = clock.now
        var best = await measureWindow(pool, workers)
        for _ in 1..<windows where clock.now - begun < longestTime {
            best = min(best, await measureWindow(pool, workers))
        }
        return Measurement(
            timePerHash: best * workers, hashesPerSecond: .seconds(1) / best,
            keepsMemory: pool.status.memory == .kept)
    }

    /// From one hash to the next, while all workers hash.
    private static func measureWindow(_ pool: HashingPool, _ workers: Int) async -> Duration {
        let clock = ContinuousClock()
        let begun = clock.now
        var count = 0
        while clock.now - begun < windowTime {
            let batch = workers * hashesPerWorker
            await run(pool, count: batch, inParallel: workers)
            count += batch
        }
        return (clock.now - begun) / count
    }

    private static func run(_ pool: HashingPool, count: Int, inParallel: Int) async {
        await withTaskGroup(of: Void.self) { group in
            for id in 0..<count {
                if id >= inParallel { await group.next() }
                group.addTask { await hash(pool, id: UInt64(id)) }
            }
        }
    }

    private static func hash(_ pool: HashingPool, id: UInt64) async {
        guard let pin = PIN(SecretBytes(copying: "135790".utf8)) else { return }
        let _: Void = await withCheckedContinuation { continuation in
            let admission = pool.submit(.hash(pin), id: id, flow: 0, deadline: .now + .seconds(3600)) { _ in
                continuation.resume()
            }
            // There is a place for each that runs, so this does not happen; if it did, the measurement would be too
            // fast.
            if admission != .accepted { continuation.resume() }
        }
    }
}
