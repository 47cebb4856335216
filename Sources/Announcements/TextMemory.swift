/// The memory of a text that is being put together. It is as long as the longest text there can be; to write beyond it is a
/// defect of ours and stops the process.
struct TextMemory {
    private let memory: UnsafeMutableRawBufferPointer
    private(set) var count = 0

    private init(_ memory: UnsafeMutableRawBufferPointer) {
        self.memory = memory
    }

    /// The text that `write` puts together, of UTF-8 pieces that are whole in themselves.
    static func text(capacity: Int, _ write: (inout TextMemory) -> Void) -> String {
        String(unsafeUninitializedCapacity: capacity) { memory in
            var text = TextMemory(UnsafeMutableRawBufferPointer(memory))
            write(&text)
            return text.count
        }
    }

    @inline(__always)
    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        let end = count + bytes.count
        precondition(end <= memory.count)
        if let source = bytes.baseAddress, let target = memory.baseAddress {
            target.advanced(by: count).copyMemory(from: source, byteCount: bytes.count)
        }
        count = end
    }

    @inline(__always)
    mutating func append(_ byte: UInt8) {
        precondition(count < memory.count)
        memory[count] = byte
        count += 1
    }

    /// Takes the last byte back, if there is one.
    mutating func removeLast() {
        if count > 0 { count -= 1 }
    }
}
