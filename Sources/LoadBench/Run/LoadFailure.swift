import NIOCore
import NIOPosix

#if canImport(Glibc)
    import Glibc
#endif

/// Why a run could not begin, or ended early: one sentence that says what to do.
public struct LoadFailure: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String

    init(_ description: String) {
        self.description = description
    }

    /// Connecting has failed.
    init(_ error: any Error, connectingTo address: LoadAddress) {
        if case .unix(let path) = address, path.utf8.count > 107 {
            self.init("the path \(path) is too long for a Unix socket, which has 107 bytes at most.")
            return
        }
        switch Self.errorNumber(error) {
        case ECONNREFUSED, ENOENT, ENOTDIR:
            let option = if case .tcp = address { "--target" } else { "--admin-socket" }
            self.init(
                "no server answers at \(address): is `vmgate serve` running, and is this its address (\(option))?")
        case EACCES, EPERM:
            self.init("permission denied for \(address): run this as the user that runs `vmgate serve`, or as root.")
        case EMFILE, ENFILE:
            self.init("too many files are open: raise the limit with `ulimit -n`, or lower --connections.")
        case let number?:
            self.init("\(address) cannot be connected to: \(String(cString: strerror(number)).lowercased()).")
        case nil:
            self.init("\(address) cannot be connected to: does this host exist, and is it up?")
        }
    }

    /// What the server says when it does not serve this program at all; nil when `reply` is something else.
    init?(refusal reply: String, by address: LoadAddress) {
        switch ReplyText.word(of: reply) {
        case "-NOAUTH":
            self.init(
                "this server asks for AUTH, which vmgate bench does not speak yet: measure one with the same settings"
                    + " and without clients.")
        case "-ERR" where reply.contains("speaks TLS"):
            self.init(
                "\(address) speaks TLS, which vmgate bench does not speak yet: name one of the server's addresses"
                    + " without it with --target.")
        case "-ERR" where reply.contains("too many connections"):
            self.init(
                "the server at \(address) takes no more connections: close some, or raise its limits.connections.")
        default: return nil
        }
    }

    static func closed(_ address: LoadAddress) -> LoadFailure {
        LoadFailure("the server at \(address) closed the connection: see its log, then try again.")
    }

    /// The server has closed `count` of the run's `all` connections at once.
    static func refused(_ address: LoadAddress, _ count: Int, of all: Int) -> LoadFailure {
        LoadFailure(
            "the server at \(address) refused \(Figures.grouped(count)) of \(Figures.grouped(all)) connections:"
                + " lower --connections to \(Figures.grouped(max(all - count, 1))), or raise its limits.connections.")
    }

    /// - Parameter time: since when, or in which part of the run.
    static func silent(_ address: LoadAddress, _ time: String) -> LoadFailure {
        LoadFailure(
            "the server at \(address) has answered nothing \(time): is it stopped, or stuck? What was measured until"
                + " then is shown.")
    }

    private static func errorNumber(_ error: any Error) -> CInt? {
        if let error = error as? IOError { return error.errnoCode }
        let attempts = (error as? NIOConnectionError)?.connectionErrors ?? []
        return attempts.lazy.compactMap { ($0.error as? IOError)?.errnoCode }.first
    }
}

/// Where a server is.
public enum LoadAddress: Hashable, Sendable, CustomStringConvertible {
    case tcp(host: String, port: Int)
    case unix(path: String)

    public var description: String {
        switch self {
        case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .unix(let path): path
        }
    }
}
