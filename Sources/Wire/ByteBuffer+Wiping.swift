public import NIOCore
import VoicemailModel

extension ByteBuffer {
    /// Overwrites the readable bytes with zeros, in the memory where they are.
    ///
    /// Writing through the buffer would not do: while NIO's pool of receive buffers or a pending write holds the same
    /// storage, copy on write would leave the secret where it is and wipe a copy. So this writes through the storage's
    /// address, and every buffer that shares the storage sees the zeros. For buffers that held a secret and are done with.
    public func wipeReadableBytes() {
        wipe(at: readerIndex, count: readableBytes)
    }

    func wipe(at index: Int, count: Int) {
        withMemory(at: index, count: count, SecretBytes.wipe)
    }

    /// Lends `count` bytes of the storage from `index` on, for writing too, without copying them first.
    @inline(__always)
    func withMemory<Result>(
        at index: Int, count: Int, _ body: (UnsafeMutableRawBufferPointer) -> Result
    ) -> Result {
        withVeryUnsafeBytes { storage in
            precondition(index >= 0 && count >= 0 && index + count <= storage.count)
            return body(
                UnsafeMutableRawBufferPointer(
                    mutating: UnsafeRawBufferPointer(rebasing: storage[index..<index + count])))
        }
    }
}
