import Glibc
import LineServer
import Settings

/// Ports below 1024, which only root may bind: bound before root is given up, and listened on afterwards.
enum PrivilegedPorts {
    /// Binds those of `addresses` that need it.
    ///
    /// - Throws: `CommandFailure`, one sentence.
    static func bind(_ addresses: [HostAndPort]) throws(CommandFailure) -> BoundSockets {
        var bound = BoundSockets()
        for address in addresses where (1..<1024).contains(address.port) {
            bound.add(try socket(boundTo: address), host: address.host, port: Int(address.port))
        }
        return bound
    }

    private static func socket(boundTo address: HostAndPort) throws(CommandFailure) -> Int32 {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(address.host, "\(address.port)", &hints, &found) == 0, let info = found?.pointee else {
            throw CommandFailure("cannot listen on \(address): this machine has no such address")
        }
        defer { freeaddrinfo(found) }
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        let descriptor = Glibc.socket(info.ai_family, type, 0)
        var reuse: Int32 = 1
        guard descriptor >= 0,
            setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &reuse, socklen_t(MemoryLayout<Int32>.size)) == 0,
            Glibc.bind(descriptor, info.ai_addr, info.ai_addrlen) == 0
        else {
            let reason =
                switch errno {
                case EADDRINUSE: "the address is in use; stop the program that has it, or choose another with --listen"
                case EACCES: "ports below 1024 are root's; start as root with --user NAME, or use one above 1023"
                default: String(cString: strerror(errno))
                }
            if descriptor >= 0 { close(descriptor) }
            throw CommandFailure("cannot listen on \(address): \(reason)")
        }
        return descriptor
    }
}
