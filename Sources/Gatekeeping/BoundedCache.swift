/// What a `BoundedCache` may forget.
protocol Forgettable: AnyObject {
    /// Whether nothing is going on with it, so that it can be reread when it is wanted again.
    var isIdle: Bool { get }
    /// Set by the cache at each use.
    var wasUsed: Bool { get set }
}

/// Entries by key, at most `capacity` of them except for those that are busy. What was not used recently goes first (the
/// "second chance" of page replacement: constant work per use, no list to keep in order), and what is to be spared last.
struct BoundedCache<Key: Hashable, Entry: Forgettable> {
    /// Entries that are looked at for one that is put in: two or so find one to forget. Where many are busy or were used, the
    /// cache is larger for the time being, as to look at all of them for each would stop everything else.
    private static var looks: Int { 16 }

    private let capacity: Int
    private var entries: [Key: Entry] = [:]
    /// The keys in a ring, and where the next search for one to forget begins. An `OrderedDictionary` would be ring and entries
    /// in one, but each look-up in it takes a quarter more instructions.
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

    /// The entry, without its being used.
    func peek(_ key: Key) -> Entry? { entries[key] }

    /// Whether there is an entry; that is no use of it.
    func contains(_ key: Key) -> Bool { entries[key] != nil }

    /// Returns the entries that were forgotten to make room.
    ///
    /// - Parameter isSpared: whether an entry is forgotten only where no other is found.
    @discardableResult
    mutating func insert(
        _ entry: Entry, for key: Key, sparing isSpared: (Entry) -> Bool = { _ in false }
    ) -> [Entry] {
        // Whoever asked for it does not have it yet.
        entry.wasUsed = true
        if entries.updateValue(entry, forKey: key) == nil { ring.append(key) }
        var forgotten: [Entry] = []
        var spared: [Int] = []
        var hasFoundUsed = false
        for _ in 0..<Self.looks where ring.count > capacity {
            if hand >= ring.count { hand = 0 }
            guard let entry = entries[ring[hand]], !entry.wasUsed, entry.isIdle, ring[hand] != key else {
                // The next look at it may find it unused.
                if ring[hand] != key, entries[ring[hand]]?.wasUsed == true { hasFoundUsed = true }
                entries[ring[hand]]?.wasUsed = false
                hand += 1
                continue
            }
            if isSpared(entry) {
                spared.append(hand)
                hand += 1
            } else {
                forget(at: hand)
                forgotten.append(entry)
            }
        }
        guard forgotten.isEmpty, !hasFoundUsed else { return forgotten }
        // Nothing has left its place since then. From behind, so that what takes the place of one is none of the others.
        for place in Set(spared).sorted(by: >) where ring.count > capacity {
            if let entry = entries[ring[place]] { forgotten.append(entry) }
            forget(at: place)
        }
        return forgotten
    }

    private mutating func forget(at place: Int) {
        // The last one takes the place of the one that goes.
        ring.swapAt(place, ring.count - 1)
        entries[ring.removeLast()] = nil
    }
}
