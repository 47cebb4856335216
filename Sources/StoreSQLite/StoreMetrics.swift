public import CoreMetrics

/// What the writer records of each transaction.
public struct StoreMetrics: Sendable {
    private let duration: Timer
    private let changes: Recorder
    private let failures: Counter
    private let auditRows: Counter
    private let auditBytes: Meter
    private let auditMaxBytes: Meter

    public init(factory: any MetricsFactory) {
        duration = Timer(label: "vmgate_commit_duration_seconds", factory: factory)
        changes = Recorder(label: "vmgate_commit_changes", factory: factory)
        failures = Counter(label: "vmgate_commit_failures_total", factory: factory)
        auditRows = Counter(label: "vmgate_audit_rows_total", factory: factory)
        auditBytes = Meter(label: "vmgate_audit_bytes", factory: factory)
        auditMaxBytes = Meter(label: "vmgate_audit_max_bytes", factory: factory)
    }

    /// Recorded nowhere.
    public static var none: StoreMetrics { StoreMetrics(factory: NOOPMetricsHandler.instance) }

    /// - Parameter failed: of the changes, those that are not on disk.
    func record(changes count: Int, failed: Int, took time: Duration) {
        let (seconds, attoseconds) = time.components
        duration.recordNanoseconds(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
        changes.record(count)
        if failed > 0 { failures.increment(by: failed) }
    }

    /// Changes that could not begin to be written in time.
    func record(givenUp count: Int) {
        if count > 0 { failures.increment(by: count) }
    }

    func record(auditRows count: Int) {
        if count > 0 { auditRows.increment(by: count) }
    }

    func record(_ room: AuditRoom) {
        auditBytes.set(room.bytes)
        auditMaxBytes.set(room.limit)
    }
}
