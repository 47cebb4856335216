import CSodium
import VoicemailModel

/// Bytes of a key: in memory that is not swapped out, not dumped, not written to after it is made, and wiped when the last
/// reference to it goes. No log, error or debugger print shows them.
public final class LockedBytes: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    // Written in `init` and wiped in `deinit` only; in between the pages are read-only.
    private nonisolated(unsafe) let start: UnsafeMutablePointer<UInt8>
    public let count: Int
    /// Whether the system has promised not to swap them out. It refuses where its limit of locked memory is used up.
    public let isLocked: Bool

    /// - Parameter fill: writes all of the bytes.
    public init<Failure: Error>(
        count: Int, filledBy fill: (UnsafeMutablePointer<UInt8>) throws(Failure) -> Void
    ) throws {
        guard sodium_init() >= 0 else { throw SealingError("libsodium could not be started") }
        guard let memory = sodium_malloc(count) else { throw SealingError("there is no memory for a key") }
        start = memory.assumingMemoryBound(to: UInt8.self)
        self.count = count
        // `sodium_malloc` has asked for this too, but does not say what came of it.
        isLocked = sodium_mlock(start, count) == 0
        do {
            try fill(start)
        } catch {
            sodium_free(start)
            throw error
        }
        sodium_mprotect_readonly(start)
    }

    deinit {
        sodium_free(start)
    }

    /// Lends the bytes for the time of the call; `body` must not keep the pointer.
    public func withUnsafeBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafeRawBufferPointer(start: start, count: count))
    }

    /// The same as libsodium takes a key.
    func withOctets<Result>(_ body: (UnsafePointer<UInt8>) -> Result) -> Result {
        body(UnsafePointer(start))
    }

    public var description: String { "<key>" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
