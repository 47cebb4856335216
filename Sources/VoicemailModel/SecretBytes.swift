import CSodium

/// Bytes that are wiped when the last reference to them goes, and that no log, error or debugger print shows.
///
/// A class, so that handing a secret on copies a reference and never the bytes.
public final class SecretBytes: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    // Written in `init` and wiped in `deinit` only; in between it is constant, so it may be shared between threads.
    private nonisolated(unsafe) let storage: UnsafeMutableRawBufferPointer

    public init(copying bytes: some Collection<UInt8>) {
        storage = .allocate(byteCount: bytes.count, alignment: 1)
        storage.copyBytes(from: bytes)
    }

    deinit {
        Self.wipe(storage)
        storage.deallocate()
    }

    public var count: Int { storage.count }

    /// Lends the bytes for the time of the call; `body` must not keep the pointer.
    public func withUnsafeBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafeRawBufferPointer(storage))
    }

    /// Overwrites memory that held a secret, in a way that the compiler does not leave out.
    public static func wipe(_ memory: UnsafeMutableRawBufferPointer) {
        guard let start = memory.baseAddress else { return }
        sodium_memzero(start, memory.count)
    }

    public var description: String { "<secret>" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
