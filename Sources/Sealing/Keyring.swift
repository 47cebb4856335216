import Synchronization

/// The keys that are in use: the active one seals, the older ones open what they have sealed until nothing is left of it.
public final class Keyring: Sendable {
    private let keys: Mutex<[SealKey]>

    /// - Parameter keys: the active one first. Nil when there is none.
    public init?(_ keys: [SealKey]) {
        guard !keys.isEmpty else { return nil }
        self.keys = Mutex(keys)
    }

    private init(copying keys: [SealKey]) {
        self.keys = Mutex(keys)
    }

    /// The active one first.
    public var all: [SealKey] { keys.withLock { $0 } }
    public var active: SealKey { keys.withLock { $0[0] } }

    public subscript(id: SealKeyID) -> SealKey? {
        keys.withLock { keys in keys.first { $0.id == id } }
    }

    /// The key that a stored name names.
    public subscript(name name: String) -> SealKey? {
        SealKeyID(name).flatMap { self[$0] }
    }

    /// A ring with the same keys, that does not change with this one.
    public func copy() -> Keyring {
        Keyring(copying: all)
    }

    /// From now on `key` seals.
    public func activate(_ key: SealKey) {
        keys.withLock { $0.insert(key, at: 0) }
    }

    /// Lets go of keys that are not active.
    public func drop(_ ids: Set<SealKeyID>) {
        keys.withLock { keys in
            keys = keys.prefix(1) + keys.dropFirst().filter { !ids.contains($0.id) }
        }
    }
}
