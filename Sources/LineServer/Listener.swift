import NIOCore
import NIOPosix
import VoicemailModel

#if canImport(Glibc)
    import Glibc
#endif

/// Where the server listens.
public enum ListenAddress: Sendable, Hashable, CustomStringConvertible {
    /// Port 0 is any free one.
    case tcp(host: String, port: Int)
    /// The same, where TLS is spoken.
    case tls(host: String, port: Int)
    /// A socket in the file system, mode 0600: whoever can open it is an admin.
    case unix(path: String)

    public var description: String {
        switch self {
        case .tcp(let host, let port), .tls(let host, let port):
            host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .unix(let path): path
        }
    }
}

/// Why the server could not begin to listen, as one sentence that says what to do.
public struct ListenError: Error, CustomStringConvertible {
    public let description: String
}

/// Binds one listener and says what went wrong in words.
struct Listener {
    let bootstrap: ServerBootstrap
    let group: any EventLoopGroup
    /// Whether users of this machine other than the server's own may open a Unix socket.
    let admitsOthers: Bool
    var bound = BoundSockets()

    func bind(to address: ListenAddress) async throws(ListenError) -> any Channel {
        do {
            switch address {
            case .tcp(let host, let port), .tls(let host, let port):
                if let descriptor = bound.descriptor(host: host, port: port) {
                    return try await bootstrap.withBoundSocket(descriptor).get()
                }
                return try await bootstrap.bind(host: host, port: port).get()
            case .unix(let path):
                try await makeRoom(at: path)
                let channel = try await bootstrap.bind(unixDomainSocketPath: path).get()
                try Self.admit(toSocketAt: path, others: admitsOthers)
                return channel
            }
        } catch let error as ListenError {
            throw error
        } catch {
            throw Self.explain(error, address)
        }
    }

    /// Removes the socket file that a server left behind when it was killed; never one that somebody answers on, and never a
    /// file that is not a socket.
    private func makeRoom(at path: String) async throws {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFSOCK else {
            throw ListenError(
                description: "\(path) is a file, not a socket; name another path with --admin-socket, or move it away")
        }
        if let other = try? await ClientBootstrap(group: group).connect(unixDomainSocketPath: path).get() {
            try? await other.close()
            throw ListenError(
                description: "another server is listening on \(path); stop it, or name another path with --admin-socket"
            )
        }
        unlink(path)
    }

    /// Whoever is listed by uid must reach the socket; the kernel's word decides who may do what, not the file's mode.
    static func admit(toSocketAt path: String, others: Bool) throws(ListenError) {
        let mode: mode_t = others ? 0o666 : 0o600
        guard chmod(path, mode) == 0 else {
            let reason = String(cString: strerror(errno))
            throw ListenError(
                description:
                    "the mode of the socket \(path) cannot be set (\(reason)); it should be 0\(String(mode, radix: 8))")
        }
    }

    static func removeSocket(at path: String) {
        unlink(path)
    }

    private static func explain(_ error: any Error, _ address: ListenAddress) -> ListenError {
        let reason: String
        switch (error as? IOError)?.errnoCode {
        case EADDRINUSE: reason = "the address is in use; stop the program that has it, or choose another with --listen"
        case EACCES, EPERM: reason = "permission denied; use a port above 1023, or a directory you may write to"
        case EADDRNOTAVAIL: reason = "this machine has no such address"
        case ENOENT: reason = "its directory does not exist; make it first"
        case ENAMETOOLONG: reason = "the path is too long for a socket (107 bytes)"
        default:
            if case .unix(let path) = address, path.utf8.count > 107 {
                reason = "the path is too long for a socket (107 bytes)"
            } else {
                reason = "\(error)"
            }
        }
        return ListenError(description: "cannot listen on \(address): \(reason)")
    }
}
