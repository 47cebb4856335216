import Dispatch
public import Logging
import Synchronization

/// Rereads a file when it is told to. What cannot be used changes nothing, and the log says why.
///
/// The file is read on a queue of its own.
public final class FileKeeper<Content: Sendable>: Sendable {
    private let read: @Sendable () throws -> Content
    private let complaint: Logger.Message
    private let logger: Logger
    private let queue = DispatchQueue(label: "vmgate.files")
    /// Nil until somebody serves.
    private let apply = Mutex<(@Sendable (Content) -> Void)?>(nil)

    /// - Parameters:
    ///   - complaint: what the log says when the file cannot be used: what stays as it was.
    ///   - read: reads the file; throws a sentence for the log.
    public init(logger: Logger, complaint: Logger.Message, read: @escaping @Sendable () throws -> Content) {
        self.logger = logger
        self.complaint = complaint
        self.read = read
    }

    /// From now on `apply` is told of what was read.
    func serve(_ apply: @escaping @Sendable (Content) -> Void) {
        self.apply.withLock { $0 = apply }
    }

    /// Reads the file now; returns at once.
    public func reload() {
        queue.async { self.look() }
    }

    private func look() {
        guard let apply = apply.withLock({ $0 }) else { return }
        do {
            apply(try read())
        } catch {
            logger.error(complaint, metadata: ["error": "\(error)"])
        }
    }
}
