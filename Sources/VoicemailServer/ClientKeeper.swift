public import Access
import Dispatch
public import Logging
import Synchronization

/// Takes the clients anew when it is told to. What cannot be used changes nothing, and the log says why.
///
/// The file is read on a queue of its own.
public final class ClientKeeper: Sendable {
    private let read: @Sendable () throws -> ClientList
    private let logger: Logger
    private let queue = DispatchQueue(label: "vmgate.clients")
    /// Nil until somebody serves.
    private let apply = Mutex<(@Sendable (ClientList) -> Void)?>(nil)

    /// - Parameter read: reads the clients; throws a sentence for the log.
    public init(logger: Logger, read: @escaping @Sendable () throws -> ClientList) {
        self.logger = logger
        self.read = read
    }

    /// From now on `apply` is told of what was read.
    func serve(_ apply: @escaping @Sendable (ClientList) -> Void) {
        self.apply.withLock { $0 = apply }
    }

    /// Reads the clients now; returns at once.
    public func reload() {
        queue.async { self.look() }
    }

    private func look() {
        guard let apply = apply.withLock({ $0 }) else { return }
        do {
            apply(try read())
        } catch {
            logger.error("clients stay as they were", metadata: ["error": "\(error)"])
        }
    }
}
