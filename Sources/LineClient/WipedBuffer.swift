import CSodium
public import VoicemailModel

/// A buffer of fixed capacity that is wiped when it goes out of use.
///
/// It never grows: growing would leave the bytes behind in memory that was given back.
public struct WipedBuffer: ~Copyable {
    private let storage: UnsafeMutableRawBufferPointer
    public private(set) var count = 0

    public init(capacity: Int) {
        storage = .allocate(byteCount: capacity, alignment: 1)
    }

    deinit {
        sodium_memzero(storage.baseAddress, storage.count)
        storage.deallocate()
    }

    /// False, with nothing appended, when the bytes do not fit any more.
    public mutating func append(_ bytes: some Collection<UInt8>) -> Bool {
        let added = bytes.count
        guard added <= storage.count - count else { return false }
        UnsafeMutableRawBufferPointer(rebasing: storage[count...]).copyBytes(from: bytes)
        count += added
        return true
    }

    public var last: UInt8? {
        count > 0 ? storage[count - 1] : nil
    }

    public mutating func removeLast() {
        guard count > 0 else { return }
        count -= 1
        storage[count] = 0
    }

    /// The bytes so far, to be kept.
    public func secret() -> SecretBytes {
        SecretBytes(copying: UnsafeRawBufferPointer(rebasing: storage[..<count]))
    }

    /// Lends the bytes so far for the time of the call.
    public func withUnsafeBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafeRawBufferPointer(rebasing: storage[..<count]))
    }
}
