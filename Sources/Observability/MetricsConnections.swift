/// How many connections the endpoint has. Lives on its event loop.
final class MetricsConnections {
    /// One or two Prometheus servers and a load balancer's checks are a handful.
    static let limit = 32

    private var count = 0

    /// False when there are too many.
    func enter() -> Bool {
        guard count < Self.limit else { return false }
        count += 1
        return true
    }

    func leave() {
        count -= 1
    }
}
