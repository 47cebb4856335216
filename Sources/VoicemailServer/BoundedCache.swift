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

    mutating func insert(_ entry: Entry, for key: Key) {
        entries[key] = entry
        if ring.count >= capacity, let index = indexToForget() {
            entries[ring[index]] = nil
            ring[index] = key
        } else {
            ring.append(key)
        }
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
