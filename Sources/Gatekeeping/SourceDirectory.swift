import Access
import NIOCore
import VoicemailModel

/// The sources in memory, as the store said last.
final class SourceDirectory {
    private let loop: any EventLoop
    private let store: any MailboxStore
    private var entries: BoundedCache<Source, SourceEntry>
    private var loading = Loading<Source>()

    init(loop: any EventLoop, store: any MailboxStore, capacity: Int = Limits.sources) {
        self.loop = loop
        self.store = store
        entries = BoundedCache(capacity: capacity)
    }

    subscript(source: Source) -> SourceEntry? { entries[source] }

    /// Has the source in memory, then calls `body`, at once when it is there. The entry is to be used before anything else is waited
    /// for: later it may have been forgotten, unless something is going on with it.
    func withEntry(_ source: Source, _ body: @escaping (Result<SourceEntry, StoreError>) -> Void) {
        if let entry = entries[source], !entry.isInDoubt { return body(.success(entry)) }
        withEntryReread(source, body)
    }

    /// The same with what the store says now, where another node may have changed it.
    func withEntryReread(_ source: Source, _ body: @escaping (Result<SourceEntry, StoreError>) -> Void) {
        guard loading.wait(for: source, { self.finish(source, $0, body) }) else { return }
        store.load(
            source,
            completion: loop.receiver { result in
                let isOutdated = self.loading.isOutdated(source)
                if case .success(let record) = result, !isOutdated {
                    if let entry = self.entries.peek(source) {
                        entry.record = record
                    } else {
                        self.entries.insert(SourceEntry(source: source, record: record), for: source)
                    }
                }
                for waiter in self.loading.finish(source) { waiter(result.map { _ in }) }
            })
    }

    /// Takes what a transaction has left in the store.
    func update(_ rows: LedgerRows) {
        for (source, row) in rows.sources {
            entries.peek(source)?.record = row.record
            loading.outdate(source)
        }
    }

    /// Nobody knows whether a transaction about `sources` was committed: they are read anew.
    func doubt(_ sources: [Source]) {
        for source in sources {
            loading.outdate(source)
            entries.peek(source)?.isInDoubt = true
        }
    }

    private func finish(
        _ source: Source, _ result: Result<Void, StoreError>,
        _ body: @escaping (Result<SourceEntry, StoreError>) -> Void
    ) {
        switch result {
        case .success: withEntry(source, body)
        case .failure(let error): body(.failure(error))
        }
    }
}

/// Who waits for what is being read, so that everything is read once.
struct Loading<Key: Hashable> {
    typealias Waiter = (Result<Void, StoreError>) -> Void

    private var waiters: [Key: [Waiter]] = [:]
    /// What is being read and has changed since.
    private var outdated: Set<Key> = []

    /// True when the caller is to read it, and to tell those who wait when it has.
    mutating func wait(for key: Key, _ waiter: @escaping Waiter) -> Bool {
        defer { waiters[key, default: []].append(waiter) }
        return waiters[key] == nil
    }

    /// What is read of `key` may be older than what is known.
    mutating func outdate(_ key: Key) {
        if waiters[key] != nil { outdated.insert(key) }
    }

    /// Whether what was read is older than what was known meanwhile; then it is to be read again.
    mutating func isOutdated(_ key: Key) -> Bool { outdated.remove(key) != nil }

    /// Who waited for it, to be told: each may ask for the same at once.
    mutating func finish(_ key: Key) -> [Waiter] { waiters.removeValue(forKey: key) ?? [] }
}
