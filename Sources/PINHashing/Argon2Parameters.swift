/// What one new hash costs.
public struct Argon2Parameters: Hashable, Sendable {
    /// Bytes that may be asked for: libsodium's least (`crypto_pwhash_MEMLIMIT_MIN`), and as much as a login can sensibly
    /// take. What is beyond is a typing mistake that would otherwise show as a machine out of memory.
    public static let memoryRange = 8192...(4 << 30)
    /// Passes that may be asked for. At a thousand a login takes minutes.
    public static let operationsRange = 1...1000

    /// libsodium's parameters for interactive use: 64 MiB, 2 passes.
    public static let interactive = Argon2Parameters(uncheckedMemory: 64 << 20, operations: 2)

    /// Bytes of working memory, a multiple of 1024.
    public let memory: Int
    /// Passes over the memory.
    public let operations: Int

    /// - Throws: a sentence that names the bound, when a value lies outside of it.
    public init(memory: Int, operations: Int) throws(HashingError) {
        guard Self.memoryRange.contains(memory), memory % 1024 == 0 else {
            throw HashingError(
                "the hash memory must be a multiple of 1024 bytes from \(Self.memoryRange.lowerBound) to "
                    + "\(Self.memoryRange.upperBound) bytes, and is \(memory)")
        }
        guard Self.operationsRange.contains(operations) else {
            throw HashingError(
                "the hash operations must be from \(Self.operationsRange.lowerBound) to "
                    + "\(Self.operationsRange.upperBound), and are \(operations)")
        }
        self.init(uncheckedMemory: memory, operations: operations)
    }

    private init(uncheckedMemory memory: Int, operations: Int) {
        self.memory = memory
        self.operations = operations
    }
}
