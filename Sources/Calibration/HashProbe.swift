import PINHashing
import VoicemailModel

/// Measures hashing as the server does it: by its own pool, with threads of the lowest priority and memory they keep.
struct HashProbe: Sendable {
    /// How long one cost is measured, at the least.
    private static let time = Duration.milliseconds(400)
    /// Hashes of one batch, for each worker; at least one batch is measured.
    private static let hashesPerWorker = 2

    struct Measurement: Sendable {
        /// How long one hash takes while as many as there are workers run.
        var timePerHash: Duration
        var hashesPerSecond: Double
        var keepsMemory: Bool
    }

    /// - Throws: when the memory is not to be had.
    static func measure(_ cost: HashCost, _ workers: Int) async throws(CalibrationError) -> Measurement {
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
        var count = 0
        while clock.now - begun < time {
            let batch = workers * hashesPerWorker
            await run(pool, count: batch, inParallel: workers)
            count += batch
        }
        let elapsed = clock.now - begun
        return Measurement(
            timePerHash: elapsed * workers / count, hashesPerSecond: Double(count) / (elapsed / .seconds(1)),
            keepsMemory: pool.status.memory == .kept)
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
