/// What a `BoundedCache` may forget.
protocol Forgettable: AnyObject {
    /// Whether nothing is going on with it, so that it can be read anew when it is wanted again.
    var isIdle: Bool { get }
    /// Set by the cache at each use.
    var wasUsed: Bool { get set }
}

/// Entries by key, at most `capacity` of them but for those that are busy. What was not used lately goes first (the
/// "second chance" of page replacement: constant work per use, no list to keep in order).
struct BoundedCache<Key: Hashable, Entry: Forgettable> {
    private let capacity: Int
    private var entries: [Key: Entry] = [:]
    /// The keys in a ring, and where the next search for one to forget begins.
    private var ring: [Key] = []
    private var hand = 0

    init(capacity: Int) {
        self.capacity = capacity
    }

    var count: Int { entries.count }

    subscript(key: Key) -> Entry? {
        guard let entry = entries[key] else { return nil }
        entry.wasUsed = true
        return entry
    }

    /// Whether there is an entry; that is no use of it.
    func contains(_ key: Key) -> Bool { entries[key] != nil }

    /// Returns the entry that was forgotten to make room, if one was.
    @discardableResult
    mutating func insert(_ entry: Entry, for key: Key) -> Entry? {
        entries[key] = entry
        guard ring.count >= capacity, let index = indexToForget() else {
            ring.append(key)
            return nil
        }
        defer { ring[index] = key }
        return entries.removeValue(forKey: ring[index])
    }

    /// Nil when every entry is busy; then the cache grows by one for the time being.
    private mutating func indexToForget() -> Int? {
        for _ in 0..<(2 * ring.count) {
            let index = hand
            hand = (hand + 1) % ring.count
            guard let entry = entries[ring[index]] else { return index }
            if entry.wasUsed {
                entry.wasUsed = false
            } else if entry.isIdle {
                return index
            }
        }
        return nil
    }
}
