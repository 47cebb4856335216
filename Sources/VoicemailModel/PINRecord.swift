/// A mailbox's PIN as it is stored: libsodium's own `$argon2id$…` string, plain or sealed, never the PIN.
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

    public package(set) var encodedHash: String
    /// What it costs to compare a PIN with it; nil when that is not known.
    public private(set) var cost: HashCost?
    /// Nil where hashes are not sealed, and of one that was made a moment ago.
    public var seal: StoredSeal?
    /// Set by an admin's reset: the caller must choose a new PIN.
    public var mustChange: Bool
    /// When it became the mailbox's PIN. Hashing it again with other parameters changes nothing about that.
    public var setAt: UnixTime
    public var origin: Origin
    /// Another one for each PIN that the mailbox has had while attempts were out: an attempt that was hashed against a PIN of another
    /// version is hashed again. Never 0.
    public var version: Int64
    /// The hashes of the PINs before it, plain or sealed, the latest first: as many as the policy asks for.
    public var earlierHashes: [String]

    /// - Parameter cost: of a sealed hash, which does not show it.
    public init(
        encodedHash: String, cost: HashCost? = nil, seal: StoredSeal? = nil, mustChange: Bool,
        setAt: UnixTime = UnixTime(milliseconds: 0), origin: Origin = .assigned, version: Int64 = 1,
        earlierHashes: [String] = []
    ) {
        self.encodedHash = encodedHash
        self.cost = cost ?? HashCost(encodedHash: encodedHash)
        self.seal = seal
        self.mustChange = mustChange
        self.setAt = setAt
        self.origin = origin
        self.version = version
        self.earlierHashes = earlierHashes
    }

    /// Takes another hash of the same PIN, which is not sealed.
    public mutating func rehash(as encodedHash: String) {
        self.encodedHash = encodedHash
        cost = HashCost(encodedHash: encodedHash)
        seal = nil
    }

    /// Takes the sealed form of its hash.
    public mutating func seal(as sealedHash: String, _ seal: HashSeal) {
        encodedHash = sealedHash
        self.seal = .found(seal)
    }

    /// This in place of `former`, of which and of those before it `count` are remembered.
    ///
    /// - Parameter formerHash: the hash of `former` as it is remembered; nil when it is not available any more.
    public func following(_ former: PINRecord?, formerHash: String?, remembering count: Int) -> PINRecord {
        var record = self
        record.earlierHashes = Array(
            ([formerHash].compactMap { $0 } + (former?.earlierHashes ?? [])).prefix(max(0, count)))
        return record
    }
}
