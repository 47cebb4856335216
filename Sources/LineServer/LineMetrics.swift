public import CoreMetrics
import VoicemailModel
import Wire

/// What the line server records of its connections and of what it is sent.
public final class LineMetrics: Sendable {
    private enum ProtocolError: String, CaseIterable {
        case framing, unknown, syntax, value
    }

    private let protocolErrors: [ProtocolError: Counter]
    private let defects: Counter
    private let open: [Role: Meter]
    private let accepted: Counter
    private let refused: Counter
    private let unanswered: Meter
    private let heldBytes: Meter
    private let inputWaits: Counter
    private let most: (connections: Meter, requests: Meter, bytes: Meter)

    public init(factory: any MetricsFactory) {
        func counter(_ label: String, _ dimensions: [(String, String)] = []) -> Counter {
            Counter(label: label, dimensions: dimensions, factory: factory)
        }
        // Each is made now, so that it stands at zero before it first happens.
        protocolErrors = Self.each(ProtocolError.allCases) {
            counter("vmgate_protocol_errors_total", [("kind", $0.rawValue)])
        }
        defects = counter("vmgate_internal_defects_total")
        // The roles that a connection can have.
        open = Self.each([Role.frontend, .admin]) { role in
            Meter(label: "vmgate_connections_open", dimensions: [("role", role.rawValue)], factory: factory)
        }
        accepted = counter("vmgate_connections_accepted_total")
        refused = counter("vmgate_connections_refused_total")
        unanswered = Meter(label: "vmgate_requests_unanswered", factory: factory)
        heldBytes = Meter(label: "vmgate_held_bytes", factory: factory)
        inputWaits = counter("vmgate_input_waits_total")
        func meter(_ label: String) -> Meter { Meter(label: label, factory: factory) }
        most = (
            meter("vmgate_connections_max"), meter("vmgate_requests_unanswered_max"), meter("vmgate_held_bytes_max")
        )
    }

    /// Recorded nowhere.
    public static var none: LineMetrics { LineMetrics(factory: NOOPMetricsHandler.instance) }

    private static func each<Key: Hashable, Value>(_ keys: [Key], _ make: (Key) -> Value) -> [Key: Value] {
        Dictionary(uniqueKeysWithValues: keys.map { ($0, make($0)) })
    }

    /// What a client sent was no valid request.
    func refused(_ error: ReplyError) {
        switch error {
        case .framing, .foreign, .noCommandFirst: protocolErrors[.framing]?.increment()
        case .unknownCommand: protocolErrors[.unknown]?.increment()
        case .syntax: protocolErrors[.syntax]?.increment()
        case .badValue: protocolErrors[.value]?.increment()
        default: break
        }
    }

    func defectFound() {
        defects.increment()
    }

    func connectionAccepted() {
        accepted.increment()
    }

    func connectionRefused() {
        refused.increment()
    }

    /// How much of each there may be.
    func areBounded(connections: Int, _ held: Held) {
        most.connections.set(connections)
        most.requests.set(held.requests)
        most.bytes.set(held.bytes)
    }

    /// What all connections have under way now.
    func isHeld(_ held: Held) {
        unanswered.set(held.requests)
        heldBytes.set(held.bytes)
    }

    func inputHasToWait() {
        inputWaits.increment()
    }

    func connectionsAreOpen(_ count: Int, _ role: Role) {
        open[role]?.set(count)
    }
}
