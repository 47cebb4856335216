/// What hashing one PIN may cost: one of those that the search tries.
public struct CandidateCost: Hashable, Sendable {
    public static let mebibyte = 1 << 20

    /// Mebibytes of working memory.
    public var mebibytes: Int
    /// Passes over the memory.
    public var operations: Int

    public init(mebibytes: Int, operations: Int) {
        self.mebibytes = mebibytes
        self.operations = operations
    }

    /// Whether OWASP's Password Storage Cheat Sheet calls this too little for a password: less than 19 MiB with 2 passes,
    /// or than what it holds to be worth as much.
    public var isBelowMinimum: Bool {
        switch operations {
        case ...1: mebibytes < 46
        case 2: mebibytes < 19
        case 3: mebibytes < 12
        case 4: mebibytes < 9
        default: mebibytes < 7
        }
    }

    public var bytes: Int { mebibytes * Self.mebibyte }
}
