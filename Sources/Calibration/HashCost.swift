/// What hashing one PIN costs, as far as it can be chosen.
public struct HashCost: Hashable, Sendable {
    public static let mebibyte = 1 << 20

    /// Mebibytes of working memory.
    public var mebibytes: Int
    /// Passes over the memory.
    public var operations: Int

    public init(mebibytes: Int, operations: Int) {
        self.mebibytes = mebibytes
        self.operations = operations
    }

    public var bytes: Int { mebibytes * Self.mebibyte }
}
