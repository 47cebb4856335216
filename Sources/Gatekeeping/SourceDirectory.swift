import Access
import Logging
import NIOCore
import VoicemailModel

/// The sources in memory, as the store said last.
final class SourceDirectory {
    private let loop: any EventLoop
    private let store: any MailboxStore
    private let limit: SourceLimit
    private let clock: any ServerClock
    private var entries: BoundedCache<Source, SourceEntry>
    private let loading: Loading<Source>
    private let logger: Logger

    init(
        loop: any EventLoop, store: any MailboxStore, reads: StoreReads, limit: SourceLimit, clock: any ServerClock,
        logger: Logger, capacity: Int = Limits.sources
    ) {
        self.loop = loop
        self.store = store
        self.limit = limit
        self.clock = clock
        self.logger = logger
        loading = Loading(reads)
        entries = BoundedCache(capacity: capacity)
    }

    subscript(source: Source) -> SourceEntry? { entries[source] }

    /// Has the source in memory, then calls `body`, at once when it is there. The entry is to be used before anything else is waited
    /// for: later it may have been forgotten, unless something is going on with it.
    ///
    /// - Parameter due: when its turn to be read must have come.
    func withEntry(
        _ source: Source, for caller: Caller, by due: ContinuousClock.Instant,
        _ body: @escaping (Result<SourceEntry, ReadFailure>) -> Void
    ) {
        if let entry = entries[source], !entry.isInDoubt { return body(.success(entry)) }
        withEntryReread(source, for: caller, by: due, body)
    }

    /// The same with what the store says now, where another node may have changed it.
    func withEntryReread(
        _ source: Source, for caller: Caller, by due: ContinuousClock.Instant,
        _ body: @escaping (Result<SourceEntry, ReadFailure>) -> Void
    ) {
        loading.wait(for: source, caller, by: due) { result in
            switch result {
            case .success: self.withEntry(source, for: caller, by: due, body)
            case .failure(let failure): body(.failure(failure))
            }
        } read: { done in
            self.store.load(
                source,
                completion: self.loop.receiver { result in
                    self.loaded(source, result, caller)
                    done(result.map { _ in })
                })
        }
    }

    private func loaded(_ source: Source, _ result: Result<SourceRecord?, StoreError>, _ caller: Caller) {
        switch result {
        case .success(let record):
            guard !loading.isOutdated(source) else { break }
            if let entry = entries.peek(source) {
                entry.record = record
            } else {
                let now = clock.now
                entries.insert(SourceEntry(source: source, record: record), for: source) {
                    self.limit.lockInForce($0.record, now: now) != nil
                }
            }
        case .failure(let error):
            // Others may have waited for the same; this is whose turn it was.
            logger.error("a source could not be read", because: error, metadata: caller.metadata([:]))
        }
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
}
