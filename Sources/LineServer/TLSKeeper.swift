import Dispatch
public import Logging
import NIOSSL
import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// Keeps what new connections speak TLS with, and rereads it when the files change or when it is told to.
///
/// A connection keeps what it began with, so that none is dropped. Files that do not fit together, as in the moment between
/// the writing of one and of the other, change nothing: the log says so, and the next look may find them right. Files are
/// read on a queue of its own.
public final class TLSKeeper: Sendable {
    /// How often the files are looked at.
    private static let interval = DispatchTimeInterval.seconds(2)

    private struct State {
        var context: NIOSSLContext
        /// The files as they were last looked at.
        var files: [String]
    }

    private let files: TLSFiles
    private let state: Mutex<State>
    private let logger: Logger
    private let queue = DispatchQueue(label: "vmgate.tls")

    /// - Throws: a sentence that names the setting, when TLS cannot be spoken with these files.
    public init(_ files: TLSFiles, logger: Logger) throws(TLSError) {
        self.files = files
        self.logger = logger
        let seen = files.state
        state = Mutex(State(context: try files.makeContext(now: Self.now), files: seen))
        watch()
    }

    /// What a new connection speaks TLS with.
    var context: NIOSSLContext { state.withLock { $0.context } }

    /// Reads the files now, changed or not; returns at once.
    public func reload() {
        queue.async { self.look(always: true) }
    }

    private func watch() {
        queue.asyncAfter(deadline: .now() + Self.interval) { [weak self] in
            guard let self else { return }
            look(always: false)
            watch()
        }
    }

    private func look(always: Bool) {
        let seen = files.state
        guard always || state.withLock({ $0.files != seen }) else { return }
        do {
            let context = try files.makeContext(now: Self.now)
            state.withLock { $0 = State(context: context, files: seen) }
            logger.notice("certificate and key were reloaded", metadata: ["certificate": "\(files.certificate)"])
        } catch {
            // Said once for each state of the files.
            state.withLock { $0.files = seen }
            logger.error("certificate and key stay as they were", metadata: ["error": "\(error)"])
        }
    }

    private static var now: Int64 { Int64(time(nil)) }
}
