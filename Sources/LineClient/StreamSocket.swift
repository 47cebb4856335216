import Glibc

/// A connected, blocking stream socket that is closed when it goes out of use.
struct StreamSocket: ~Copyable {
    private let descriptor: Int32
    private let endpoint: LineEndpoint

    deinit {
        close(descriptor)
    }

    /// Connects, waiting no longer than `deadline` says.
    init(connectingTo endpoint: LineEndpoint, deadline: Deadline) throws(LineClientError) {
        switch endpoint {
        case .unix(let path):
            self = try Self.connectUnix(path: path, endpoint: endpoint, deadline: deadline)
        case .tcp(let host, let port):
            self = try Self.connectTCP(host: host, port: port, endpoint: endpoint, deadline: deadline)
        }
    }

    private init(family: Int32, endpoint: LineEndpoint) throws(LineClientError) {
        let descriptor = socket(family, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw .failed(endpoint, reason: errorText(errno)) }
        self.descriptor = descriptor
        self.endpoint = endpoint
    }

    private static func connectUnix(
        path: String, endpoint: LineEndpoint, deadline: Deadline
    ) throws(LineClientError) -> StreamSocket {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        // One byte stays for the final zero: unix(7).
        let room = MemoryLayout.size(ofValue: address.sun_path) - 1
        guard (1...room).contains(path.utf8.count) else {
            throw .unusableAddress(endpoint, reason: "a Unix socket's path has 1 to \(room) bytes")
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let connection = try StreamSocket(family: AF_UNIX, endpoint: endpoint)
        let result = try withUnsafePointer(to: &address) { (pointer) throws(LineClientError) in
            try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { (pointer) throws(LineClientError) in
                try connection.connect(pointer, socklen_t(MemoryLayout<sockaddr_un>.size), deadline: deadline)
            }
        }
        guard result == 0 else { throw connection.connectError(result, deadline: deadline) }
        return connection
    }

    /// Tries every address of `host` in turn, as `localhost` may have an IPv6 and an IPv4 one.
    private static func connectTCP(
        host: String, port: UInt16, endpoint: LineEndpoint, deadline: Deadline
    ) throws(LineClientError) -> StreamSocket {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(host, String(port), &hints, &found)
        guard status == 0 else {
            throw .unusableAddress(endpoint, reason: String(cString: gai_strerror(status)))
        }
        defer { freeaddrinfo(found) }
        var last = LineClientError.noServer(endpoint)
        var candidate = found
        while let address = candidate?.pointee {
            candidate = address.ai_next
            let connection = try StreamSocket(family: address.ai_family, endpoint: endpoint)
            let result = try connection.connect(address.ai_addr, address.ai_addrlen, deadline: deadline)
            guard result != 0 else { return connection }
            last = connection.connectError(result, deadline: deadline)
        }
        throw last
    }

    /// Zero, or the error number.
    private borrowing func connect(
        _ address: UnsafePointer<sockaddr>?, _ length: socklen_t, deadline: Deadline
    ) throws(LineClientError) -> Int32 {
        // Linux waits for a connection no longer than SO_SNDTIMEO, for TCP and Unix sockets alike: socket(7).
        try limit(SO_SNDTIMEO, to: deadline)
        return Glibc.connect(descriptor, address, length) == 0 ? 0 : errno
    }

    private borrowing func connectError(_ number: Int32, deadline: Deadline) -> LineClientError {
        switch number {
        case ENOENT, ECONNREFUSED, ENOTDIR: .noServer(endpoint)
        case EACCES, EPERM: .permissionDenied(endpoint)
        case EAGAIN, EINPROGRESS, ETIMEDOUT: .timedOut(endpoint, after: deadline.allowed)
        default: .failed(endpoint, reason: errorText(number))
        }
    }

    /// Sends all of `bytes`. A connection that the other side has closed is not an error here: the reply that it sent
    /// before closing is still to be read.
    borrowing func send(_ bytes: UnsafeRawBufferPointer, deadline: Deadline) throws(LineClientError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            try limit(SO_SNDTIMEO, to: deadline)
            let part = UnsafeRawBufferPointer(rebasing: rest)
            let sent = Glibc.send(descriptor, part.baseAddress, part.count, Int32(MSG_NOSIGNAL))
            guard sent < 0 else {
                rest = rest.dropFirst(sent)
                continue
            }
            switch errno {
            case EINTR: continue
            case EPIPE, ECONNRESET: return
            case EAGAIN: throw .timedOut(endpoint, after: deadline.allowed)
            default: throw .failed(endpoint, reason: errorText(errno))
            }
        }
    }

    /// Receives at least one byte into `buffer` and returns how many.
    borrowing func receive(
        into buffer: UnsafeMutableRawBufferPointer, deadline: Deadline
    ) throws(LineClientError) -> Int {
        while true {
            try limit(SO_RCVTIMEO, to: deadline)
            let received = recv(descriptor, buffer.baseAddress, buffer.count, 0)
            if received > 0 { return received }
            if received == 0 { throw .closedByServer(endpoint) }
            switch errno {
            case EINTR: continue
            case ECONNRESET: throw .closedByServer(endpoint)
            case EAGAIN: throw .timedOut(endpoint, after: deadline.allowed)
            default: throw .failed(endpoint, reason: errorText(errno))
            }
        }
    }

    /// Says that nothing more will be sent; replies can still be received.
    borrowing func finishSending() {
        _ = shutdown(descriptor, Int32(SHUT_WR))
    }

    private borrowing func limit(_ option: Int32, to deadline: Deadline) throws(LineClientError) {
        guard let remaining = deadline.remaining else { throw .timedOut(endpoint, after: deadline.allowed) }
        let microseconds = remaining.components.attoseconds / 1_000_000_000_000
        var time = timeval(tv_sec: Int(remaining.components.seconds), tv_usec: Int(microseconds))
        // A time of zero would mean "for ever".
        if time.tv_sec == 0, time.tv_usec == 0 { time.tv_usec = 1 }
        setsockopt(descriptor, SOL_SOCKET, option, &time, socklen_t(MemoryLayout<timeval>.size))
    }
}

/// The moment up to which one call may take.
struct Deadline {
    let allowed: Duration
    private let moment: ContinuousClock.Instant

    init(_ allowed: Duration) {
        self.allowed = allowed
        moment = .now + allowed
    }

    /// Nil when the time is up.
    var remaining: Duration? {
        let remaining = ContinuousClock.now.duration(to: moment)
        return remaining > .zero ? remaining : nil
    }
}

/// What the operating system calls this error, in lower case as part of a sentence.
private func errorText(_ number: Int32) -> String {
    guard let text = strerror(number) else { return "error \(number)" }
    return String(cString: text).lowercased()
}
