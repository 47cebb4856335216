import VoicemailModel

/// An IP address or `localhost`, and a TCP port: where to listen. That others than this machine reach it has to be safe, which
/// is checked against the other settings.
package struct HostAndPort: Hashable, Sendable, CustomStringConvertible {
    package static let standard = HostAndPort(host: "127.0.0.1", port: 8746)

    package let host: String
    /// Zero lets the system choose a free port.
    package let port: UInt16

    package init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    /// Nil when `text` is not `HOST:PORT` with an IP address or `localhost`; an IPv6 address is in brackets (RFC 3986 §3.2.2).
    /// Any other name could stand for an address that nobody expects.
    package init?(_ text: String) {
        guard let (host, port) = Self.parts(text), host == "localhost" || IPAddress(host) != nil else { return nil }
        self.init(host: host, port: port)
    }

    /// The two parts of `HOST:PORT`, without the brackets of an IPv6 address.
    package static func parts(_ text: String) -> (host: String, port: UInt16)? {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(digits: text[text.index(after: colon)...]) else {
            return nil
        }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
            guard host.contains(":") else { return nil }
        } else if host.contains(":") {
            return nil
        }
        return (String(host), port)
    }

    package var description: String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }

    package var isLoopback: Bool { Self.isLoopback(host) }

    /// `127.0.0.0/8` (RFC 1122 §3.2.1.3), `::1` (RFC 4291 §2.5.3) and `localhost`.
    package static func isLoopback(_ host: String) -> Bool {
        host == "localhost" || IPAddress(host)?.isLoopback == true
    }
}

extension FixedWidthInteger {
    /// The number that `digits` spells in ASCII digits alone, without a sign or a leading zero.
    package init?(digits: some StringProtocol) {
        guard digits == "0" || !digits.hasPrefix("0"),
            digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        self.init(digits, radix: 10)
    }
}
