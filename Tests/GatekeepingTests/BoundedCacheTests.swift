import Testing

@testable import Gatekeeping

@Suite("A bounded cache", .timeLimit(.minutes(5)))
struct BoundedCacheTests {
    private final class Entry: Forgettable {
        private var isIdleNow = true
        /// How often the cache has asked whether it may be forgotten.
        private(set) var looks = 0
        var wasUsed = false
        var isLocked = false

        var isIdle: Bool {
            get {
                looks += 1
                return isIdleNow
            }
            set { isIdleNow = newValue }
        }
    }

    @Test("what was not used lately and is idle makes room, and is handed back")
    func forgets() {
        var cache = BoundedCache<Int, Entry>(capacity: 3)
        let entries = (0..<4).map { _ in Entry() }
        for key in 0..<3 { #expect(cache.insert(entries[key], for: key).isEmpty) }
        for entry in entries { entry.wasUsed = false }
        _ = cache[0]
        entries[1].isIdle = false
        #expect(cache.insert(entries[3], for: 3).map(ObjectIdentifier.init) == [ObjectIdentifier(entries[2])])
        #expect([0, 1, 2, 3].map(cache.contains) == [true, true, false, true])
    }

    @Test("with every entry busy it grows, looks at a few of them only, and shrinks when they are idle again")
    func grows() {
        var cache = BoundedCache<Int, Entry>(capacity: 100)
        let busy = (0..<300).map { _ in Entry() }
        for (key, entry) in busy.enumerated() {
            entry.isIdle = false
            #expect(cache.insert(entry, for: key).isEmpty)
        }
        #expect(cache.count == 300)
        let looks = busy.reduce(0) { $0 + $1.looks }
        #expect(cache.insert(Entry(), for: 1000).isEmpty)
        #expect(busy.reduce(0) { $0 + $1.looks } - looks <= 16)
        for entry in busy { entry.isIdle = true }
        for key in 1001..<1100 { cache.insert(Entry(), for: key) }
        #expect(cache.count <= 100)
    }

    @Test("what was put in last stays, however full it is")
    func newest() {
        var cache = BoundedCache<Int, Entry>(capacity: 1)
        for key in 0..<50 {
            cache.insert(Entry(), for: key)
            #expect(cache.contains(key) && cache.count == 1)
        }
    }

    @Test("what is to be spared stays, however many others come, and the bound holds")
    func spares() {
        var cache = BoundedCache<Int, Entry>(capacity: 100)
        for key in 0..<10_000 {
            let entry = Entry()
            entry.isLocked = key < 10
            cache.insert(entry, for: key) { $0.isLocked }
        }
        #expect(cache.count == 100)
        for key in 0..<10 { #expect(cache.contains(key), "\(key)") }
        #expect(cache.contains(9999))
    }

    @Test("where nothing else is found one of those goes, so that the bound holds all the same")
    func allSpared() {
        var cache = BoundedCache<Int, Entry>(capacity: 100)
        for key in 0..<1000 {
            let entry = Entry()
            entry.isLocked = true
            cache.insert(entry, for: key) { $0.isLocked }
            #expect(cache.contains(key))
            // A round of looks finds each of the first used.
            #expect(cache.count <= 100 + 16)
        }
        #expect(cache.contains(999))
    }
}
