/// A mailbox's PIN as it is stored: libsodium's own `$argon2id$…` string, never the PIN.
public struct PINRecord: Hashable, Sendable {
    /// How a mailbox came by its PIN.
    public enum Origin: String, Hashable, Sendable, CaseIterable {
        /// By an admin's ADD, or SET with `pin_hash`.
        case assigned
        /// By an admin's RESET: it is good for a while only.
        case reset
        /// By its caller's CHANGE.
        case chosen
    }

    public var encodedHash: String
    /// Set by an admin's reset: the caller must choose a new PIN.
    public var mustChange: Bool
    /// When it became the mailbox's PIN. Hashing it anew with other parameters changes nothing about that.
    public var setAt: UnixTime
    public var origin: Origin
    /// The hashes of the PINs before it, the latest first: as many as the policy asks for.
    public var earlierHashes: [String]

    public init(
        encodedHash: String, mustChange: Bool, setAt: UnixTime = UnixTime(milliseconds: 0), origin: Origin = .assigned,
        earlierHashes: [String] = []
    ) {
        self.encodedHash = encodedHash
        self.mustChange = mustChange
        self.setAt = setAt
        self.origin = origin
        self.earlierHashes = earlierHashes
    }

    /// This in place of `former`, of which and of those before it `count` are remembered.
    public func following(_ former: PINRecord?, remembering count: Int) -> PINRecord {
        var record = self
        record.earlierHashes = former.map { Array(([$0.encodedHash] + $0.earlierHashes).prefix(max(0, count))) } ?? []
        return record
    }
}
