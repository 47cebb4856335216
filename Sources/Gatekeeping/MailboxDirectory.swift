import Access
import Logging
import NIOCore
import VoicemailModel

/// The mailboxes in memory: a cache of what the store said last, for everything that is said to callers. Nobody is let in by it.
final class MailboxDirectory {
    private let loop: any EventLoop
    private let store: any MailboxStore
    private let rules: AccessRules
    private let clock: any ServerClock
    private let logger: Logger
    private var entries: BoundedCache<MailboxID, MailboxEntry>
    private var quiet = QuietMailboxes()
    private var kinds = MailboxKinds()
    private let loading: Loading<MailboxID>
    /// What it costs to deny a PIN where there is none to compare with.
    private(set) var decoyCosts: DecoyCosts

    init(
        loop: any EventLoop, store: any MailboxStore, reads: StoreReads, rules: AccessRules, clock: any ServerClock,
        logger: Logger, hashCosts: HashCosts? = nil, capacity: Int = Limits.cachedMailboxes
    ) {
        self.loop = loop
        self.store = store
        self.rules = rules
        self.clock = clock
        self.logger = logger
        loading = Loading(reads)
        decoyCosts = DecoyCosts(hashCosts)
        entries = BoundedCache(capacity: capacity)
    }

    /// Mailboxes of which something is in memory.
    var count: Int { quiet.count + entries.count }

    /// The entry, when there is one and what it says is known to be true.
    subscript(id: MailboxID) -> MailboxEntry? {
        guard let entry = entries[id], !entry.isInDoubt else { return nil }
        return entry
    }

    /// The entry, without its being used.
    func peek(_ id: MailboxID) -> MailboxEntry? { entries.peek(id) }

    // MARK: Entries

    /// Has the mailbox in memory, then calls `body`, at once when it is there. The entry is to be used before anything else is waited
    /// for: later it may have been forgotten, unless something is going on with it.
    ///
    /// - Parameter due: when its turn to be read must have come.
    func withEntry(
        _ id: MailboxID, for caller: Caller, by due: ContinuousClock.Instant,
        _ body: @escaping (Result<MailboxEntry, ReadFailure>) -> Void
    ) {
        if let entry = self[id] { return body(.success(entry)) }
        withEntryReread(id, for: caller, by: due, body)
    }

    /// The same with what the store says now, where another node may have changed it.
    func withEntryReread(
        _ id: MailboxID, for caller: Caller, by due: ContinuousClock.Instant,
        _ body: @escaping (Result<MailboxEntry, ReadFailure>) -> Void
    ) {
        loading.wait(for: id, caller, by: due) { result in
            switch result {
            case .success: self.withEntry(id, for: caller, by: due, body)
            case .failure(let failure): body(.failure(failure))
            }
        } read: { done in
            self.store.load(
                id,
                completion: self.loop.receiver { result in
                    self.loaded(id, result, caller)
                    done(result.map { _ in })
                })
        }
    }

    /// The same for who can wait: what `body` makes of the entry. Whoever has waited may find that it is in doubt again, or forgotten.
    func read<Value: Sendable>(
        _ id: MailboxID, for caller: Caller, by due: ContinuousClock.Instant,
        _ body: @escaping (MailboxEntry) -> Value
    ) async throws(Refusal) -> Value {
        let result: Result<Value, Refusal> = await withCheckedContinuation { continuation in
            withEntry(id, for: caller, by: due) { result in
                continuation.resume(returning: result.map(body).mapError(\.refusal))
            }
        }
        return try result.get()
    }

    private func loaded(_ id: MailboxID, _ result: Result<StoredMailbox, StoreError>, _ caller: Caller) {
        switch result {
        case .success(let stored):
            // A transaction that ended meanwhile knows better: then it is read again, if its entry is not there any more.
            guard !loading.isOutdated(id) else { break }
            if let entry = entries.peek(id) {
                replace(entry, stored.mailbox, stored.attempts)
            } else {
                insert(id, stored.mailbox, stored.attempts)
            }
        case .failure(let error):
            // Others may have waited for the same; this is whose turn it was.
            logger.error("a mailbox could not be read", because: error, metadata: caller.metadata([:]))
        }
    }

    /// Takes what a transaction has left in the store.
    func update(_ id: MailboxID, _ rows: LedgerRows) {
        loading.outdate(id)
        guard let entry = entries.peek(id) else {
            // What is not asked for gets no entry. Its settings are kept up to date, also those that a page is about to bring.
            quiet.remove(id)
            let isQuiet = rows.mailbox != nil && rows.attempts == .clear
            return quiet.settle(id, isQuiet ? kinds.summary(of: rows.mailbox) : nil)
        }
        replace(entry, rows.mailbox, rows.attempts)
    }

    /// Nobody knows whether a transaction about `id` was committed: it is read anew before anything is said of it.
    func doubt(_ id: MailboxID) {
        loading.outdate(id)
        quiet.remove(id)
        entries.peek(id)?.isInDoubt = true
    }

    private func replace(_ entry: MailboxEntry, _ mailbox: Mailbox?, _ attempts: AttemptRecord) {
        let cost = entry.mailbox?.pin?.cost
        let (mailbox, attempts) = bounded(mailbox, attempts)
        entry.update(mailbox, attempts)
        decoyCosts.replace(cost, with: entry.mailbox?.pin?.cost)
    }

    private func insert(_ id: MailboxID, _ mailbox: Mailbox?, _ attempts: AttemptRecord) {
        let (mailbox, attempts) = bounded(mailbox, attempts)
        quiet.remove(id)
        let entry = MailboxEntry(id: id, mailbox: mailbox, attempts: attempts)
        // What is in doubt is to be compared with what the store says: the cost of its hash is counted.
        for forgotten in entries.insert(entry, for: id, sparing: { $0.isInDoubt || lock(of: $0) != nil }) {
            let isQuiet = forgotten.mailbox != nil && forgotten.attempts == .clear
            quiet.settle(forgotten.id, isQuiet ? summary(of: forgotten) : nil)
        }
    }

    /// What the store said, as it may hold now: some of it may have been written under a clock that was ahead.
    private func bounded(_ mailbox: Mailbox?, _ attempts: AttemptRecord) -> (Mailbox?, AttemptRecord) {
        var mailbox = mailbox
        if let pin = mailbox?.pin { mailbox?.pin = rules.ages.bounded(pin, now: clock.now) }
        return (mailbox, rules.lockout.bounded(attempts, now: clock.now))
    }

    // MARK: What is said of mailboxes

    /// What SETTINGS says, when it is in memory.
    func settings(of id: MailboxID) -> (summary: MailboxSummary, isLocked: Bool)? {
        if let summary = quiet[id] { return (summary, false) }
        guard let entry = self[id] else { return nil }
        // Without a failure there is no lock, whatever the time.
        let isLocked = entry.attempts != .clear && lock(of: entry) != nil
        return (summary(of: entry), isLocked)
    }

    /// What its caller's voice is made of, when it is in memory.
    func kind(of id: MailboxID) -> MailboxKind? {
        if let summary = quiet[id] { return summary.kind }
        return self[id].map { summary(of: $0).kind }
    }

    func lock(of entry: MailboxEntry) -> AttemptRecord.Lock? {
        rules.lockout.lockInForce(entry.attempts, now: clock.now)
    }

    func summary(of entry: MailboxEntry) -> MailboxSummary {
        if let summary = entry.summary { return summary }
        let summary = kinds.summary(of: entry.mailbox)
        entry.summary = summary
        return summary
    }

    // MARK: Filling

    /// Reads the settings of all mailboxes into memory. What is asked for meanwhile and is not there yet is read when it is asked
    /// for.
    func readSettings(expecting count: Int) async {
        // A quarter more, for those that are added: to grow, when there are a million, takes a fifth of a second.
        quiet.reserve(count + count / 4)
        var after: MailboxID?
        var reserved: [MailboxID] = []
        defer { warn(ofReserved: reserved) }
        repeat {
            quiet.expectPage()
            let start = after
            let page = await withCheckedContinuation { continuation in
                store.quietMailboxes(after: start, count: Self.settingsPage) { continuation.resume(returning: $0) }
            }
            switch page {
            case .success(let page):
                take(page)
                reserved += page.mailboxes.lazy.map(\.id).filter(\.isReserved).prefix(Self.shownNames - reserved.count)
                after = page.next
            case .failure(let error):
                quiet.pageIsTaken()
                guard !Task.isCancelled else { return }
                // Nothing is lost but speed.
                return logger.warning("the settings were not all read into memory", metadata: ["error": "\(error)"])
            }
        } while after != nil && !quiet.isFull && !Task.isCancelled
    }

    /// Whoever has such a mailbox finds out here why its callers get errors.
    private func warn(ofReserved mailboxes: [MailboxID]) {
        guard !mailboxes.isEmpty else { return }
        logger.warning(
            "mailboxes have names that are words of replies: add them under other names, and remove these",
            metadata: ["mailboxes": "\(mailboxes.map(\.description).joined(separator: ","))"])
    }

    private func take(_ page: QuietMailboxPage) {
        for mailbox in page.mailboxes where !entries.contains(mailbox.id) {
            quiet.take(mailbox.id, kinds.summary(of: mailbox.settings, isPINSet: mailbox.isPINSet))
        }
        quiet.pageIsTaken()
    }

    /// Names that one line of the log has room for.
    private static let shownNames = 10

    /// Mailboxes that are looked at in one read, a millisecond's worth: what is asked for meanwhile waits no longer.
    private static let settingsPage = 256
}
