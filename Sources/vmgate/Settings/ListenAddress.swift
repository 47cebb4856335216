import VoicemailModel

/// A TCP address to listen on. That others than this machine reach it has to be safe: `ListenSettings`.
struct ListenAddress: Hashable, Sendable, CustomStringConvertible {
    static let standard = ListenAddress(host: "127.0.0.1", port: 8746)

    /// An IPv4 or IPv6 address, or `localhost`.
    var host: String
    /// Zero lets the system choose a free port.
    var port: UInt16

    init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    /// Nil when `text` is not `HOST:PORT` with an IP address or `localhost`; an IPv6 address is in brackets (RFC 3986 §3.2.2).
    init?(_ text: String) {
        guard let (host, port) = Self.parts(text), Self.isHost(host) else { return nil }
        self.init(host: host, port: port)
    }

    /// The two parts of `HOST:PORT`, without the brackets of an IPv6 address.
    static func parts(_ text: String) -> (host: String, port: UInt16)? {
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

    var description: String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }

    /// An IP address or `localhost`. Any other name could stand for an address that nobody expects.
    static func isHost(_ host: String) -> Bool {
        host == "localhost" || IPAddress(host) != nil
    }

    var isLoopback: Bool { Self.isLoopback(host) }

    /// `127.0.0.0/8` (RFC 1122 §3.2.1.3), `::1` (RFC 4291 §2.5.3) and `localhost`.
    static func isLoopback(_ host: String) -> Bool {
        host == "localhost" || IPAddress(host)?.isLoopback == true
    }
}

extension FixedWidthInteger {
    /// The number that `digits` spells in ASCII digits alone, without a sign or a leading zero.
    init?(digits: some StringProtocol) {
        guard digits == "0" || !digits.hasPrefix("0"),
            digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        self.init(digits, radix: 10)
    }
}
