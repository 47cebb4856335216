/// Where metrics are served over HTTP: nowhere, or at an IP address and a port. That it is no loopback address has to be
/// allowed by another setting.
enum MetricsAddress: Hashable, Sendable, CustomStringConvertible {
    case off
    case at(host: String, port: UInt16)

    /// Nil when `text` is neither `off` nor `HOST:PORT` with an IP address or `localhost`; an IPv6 address is in
    /// brackets.
    init?(_ text: String) {
        if text == "off" {
            self = .off
            return
        }
        guard let (host, port) = ListenAddress.parts(text), ListenAddress.isHost(host) else { return nil }
        self = .at(host: host, port: port)
    }

    var description: String {
        switch self {
        case .off: "off"
        case .at(let host, let port): ListenAddress(host: host, port: port).description
        }
    }

    /// Whether other machines can reach it.
    var isRemote: Bool {
        switch self {
        case .off: false
        case .at(let host, _): !ListenAddress.isLoopback(host)
        }
    }
}
