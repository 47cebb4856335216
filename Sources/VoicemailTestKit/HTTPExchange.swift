import Glibc

/// A connection to 127.0.0.1 on which a test writes whatever it likes, and reads until it ends.
public final class RawConnection {
    private let descriptor: Int32

    public init(port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var patience = timeval(tv_sec: 600, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port)).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw ServerProcess.Failure(description: "cannot connect to port \(port): \(errno)") }
    }

    deinit {
        close(descriptor)
    }

    public func send(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            // Whoever closed on us is found out when reading.
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    public func finishSending() {
        shutdown(descriptor, Int32(SHUT_WR))
    }

    /// All that comes until the other side ends; a reset is an error.
    public func receiveAll() throws -> [UInt8] {
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = recv(descriptor, &part, part.count, 0)
            guard count >= 0 else { throw ServerProcess.Failure(description: "receiving failed: \(errno)") }
            if count == 0 { return bytes }
            bytes += part.prefix(count)
        }
    }
}

/// What came back over HTTP.
public struct HTTPReply: Sendable {
    public var status: Int
    /// By their names in lower case.
    public var headers: [String: String]
    public var body: String

    public init?(_ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        guard let end = text.firstRange(of: "\r\n\r\n") else { return nil }
        var lines = text[..<end.lowerBound].split(separator: "\r\n")
        let start = lines.removeFirst().split(separator: " ")
        guard start.count > 1, start[0] == "HTTP/1.1", let status = Int(start[1]) else { return nil }
        self.status = status
        headers = [:]
        for line in lines {
            let parts = line.split(separator: ": ", maxSplits: 1)
            if parts.count == 2 { headers[parts[0].lowercased()] = String(parts[1]) }
        }
        body = String(text[end.upperBound...])
    }

    /// Asks a server on 127.0.0.1.
    public static func ask(port: Int, _ path: String) throws -> HTTPReply {
        try ask(port: port, "GET", path)
    }

    public static func ask(port: Int, _ method: String, _ path: String) throws -> HTTPReply {
        let connection = try RawConnection(port: port)
        connection.send(Array("\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".utf8))
        guard let reply = HTTPReply(try connection.receiveAll()) else {
            throw ServerProcess.Failure(description: "\(method) \(path): no HTTP came back")
        }
        return reply
    }
}

extension ServerProcess {
    public func get(_ path: String) throws -> HTTPReply {
        try HTTPReply.ask(port: metricsPort, path)
    }

    /// The number behind a series, `vmgate_attempts_total{outcome="denied"}`.
    public func metric(_ series: String) throws -> Double? {
        try get("/metrics").body.split(separator: "\n").first { $0.hasPrefix(series + " ") }
            .flatMap { Double($0.dropFirst(series.count + 1)) }
    }
}
