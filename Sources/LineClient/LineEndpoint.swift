/// Where a vmgate server listens.
public enum LineEndpoint: Hashable, Sendable, CustomStringConvertible {
    /// A Unix socket, by its path.
    case unix(path: String)
    /// A TCP address, by name or number.
    case tcp(host: String, port: UInt16)

    /// The path, or `host:port` with an IPv6 address in brackets (RFC 3986 §3.2.2).
    public var description: String {
        switch self {
        case .unix(let path): path
        case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        }
    }
}
