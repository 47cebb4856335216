import CoreMetrics
import Gatekeeping
import Observability

/// Where the whole service records, and what INFO and HTTP show of it.
struct ServiceMetrics: Sendable {
    let registry = MetricRegistry(MetricDefinition.vmgate)
    private let process: ProcessMetrics

    init(version: String) {
        process = ProcessMetrics(factory: registry)
        Meter(label: "vmgate_build_info", dimensions: [("version", version)], factory: registry).set(1)
    }

    /// What INFO says besides what the server says of itself: the same numbers, out of the same registry.
    var figures: [(key: String, value: String)] {
        let counted = Self.counted.map { key, name, labels in
            (key: key, value: "\(Int(registry.value(of: name, labels) ?? 0))")
        }
        let totals = Self.totals.map { key, name in (key: key, value: "\(Int(registry.total(of: name)))") }
        let times = Self.times.map { key, name in
            (key: key, value: "\(Int(((registry.mean(of: name) ?? 0) * 1_000_000).rounded()))")
        }
        let batch = (registry.mean(of: "vmgate_commit_changes") ?? 0) * 10
        let memory = ProcessMetrics.residentMemory.map { [(key: "rss_kib", value: "\($0 / 1024)")] }
        return counted + totals + times + [("commit_changes", "\(batch.rounded() / 10)")] + (memory ?? [])
    }

    /// The same for admins only. A row about an unknown mailbox has another length than one about a known one, so that whoever could see
    /// the audit grow would know which mailboxes there are.
    var adminFigures: [(key: String, value: String)] {
        ["audit_bytes", "audit_max_bytes"].map { key in
            (key: key, value: "\(Int(registry.value(of: "vmgate_\(key)") ?? 0))")
        }
    }

    private static let totals = [
        ("protocol_errors", "vmgate_protocol_errors_total"), ("internal_defects", "vmgate_internal_defects_total"),
    ]

    /// Means since the start, in microseconds.
    private static let times = [
        ("hash_wait_us", "vmgate_hash_queue_wait_seconds"), ("commit_us", "vmgate_commit_duration_seconds"),
    ]

    private static let counted: [(key: String, name: String, labels: [(String, String)])] =
        ["granted", "denied", "locked", "busy", "unavailable", "abandoned"].map { outcome in
            ("attempts_\(outcome)", "vmgate_attempts_total", [("outcome", outcome)])
        } + [
            ("busy_replies", "vmgate_busy_replies_total", []),
            ("lockouts_mailbox", "vmgate_lockouts_total", [("scope", "mailbox")]),
            ("lockouts_source", "vmgate_lockouts_total", [("scope", "source")]),
            ("connections_frontend", "vmgate_connections_open", [("role", "frontend")]),
            ("connections_admin", "vmgate_connections_open", [("role", "admin")]),
            ("connections_refused", "vmgate_connections_refused_total", []),
            ("connections_max", "vmgate_connections_max", []),
            ("requests_unanswered", "vmgate_requests_unanswered", []),
            ("requests_unanswered_max", "vmgate_requests_unanswered_max", []),
            ("held_bytes", "vmgate_held_bytes", []),
            ("held_bytes_max", "vmgate_held_bytes_max", []),
            ("input_waits", "vmgate_input_waits_total", []),
            ("hashes", "vmgate_hash_duration_seconds", []),
            ("commits", "vmgate_commit_duration_seconds", []),
            ("commit_failures", "vmgate_commit_failures_total", []),
            ("audit_rows", "vmgate_audit_rows_total", []),
            ("seal_failures", "vmgate_seal_failures_total", []),
        ]

    /// What is served over HTTP about `gatekeeper`.
    func content(of gatekeeper: Gatekeeper) -> MetricsEndpoint.Content {
        MetricsEndpoint.Content(
            refresh: { await gatekeeper.refreshMetrics() },
            render: { [registry, process] in
                process.refresh()
                return registry.render()
            },
            readiness: { await gatekeeper.objectionToServing() })
    }
}
