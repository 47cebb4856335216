public import CoreMetrics

/// What the hashing threads record of each piece of work.
public struct HashingMetrics: Sendable {
    private let wait: Timer
    private let run: Timer

    public init(factory: any MetricsFactory) {
        wait = Timer(label: "vmgate_hash_queue_wait_seconds", factory: factory)
        run = Timer(label: "vmgate_hash_duration_seconds", factory: factory)
    }

    /// Recorded nowhere.
    public static var none: HashingMetrics { HashingMetrics(factory: NOOPMetricsHandler.instance) }

    func record(waited: Duration, ran: Duration) {
        wait.recordNanoseconds(waited.nanoseconds)
        run.recordNanoseconds(ran.nanoseconds)
    }
}

extension Duration {
    /// Rounded down; a duration here is far from the 292 years that fit.
    fileprivate var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }
}
