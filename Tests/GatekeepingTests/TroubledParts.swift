import Synchronization
import Testing
import VoicemailModel
import VoicemailTestKit

/// A real store whose transactions fail while they are told to, as on a full disk. Or they wait, and so do reads.
final class TroubledStore: MailboxStore {
    private let store: any MailboxStore
    private let isFailing = Mutex(false)
    /// Nil while commits go through.
    private let held = Mutex<[@Sendable () -> Void]?>(nil)
    /// Pages of settings that were read and are not told; nil while they are.
    private let pages = Mutex<[@Sendable () -> Void]?>(nil)

    init(_ store: any MailboxStore) {
        self.store = store
    }

    func failCommits(_ failing: Bool) {
        isFailing.withLock { $0 = failing }
    }

    func holdCommits() {
        held.withLock { $0 = [] }
    }

    func letCommitsThrough() {
        let commits = held.withLock { held in
            defer { held = nil }
            return held ?? []
        }
        for commit in commits { commit() }
    }

    /// Lets so many through, and goes on to hold the others.
    func letCommitsThrough(_ count: Int) {
        let commits = held.withLock { held in
            defer { held?.removeFirst(count) }
            return Array(held?.prefix(count) ?? [])
        }
        for commit in commits { commit() }
    }

    /// How many commits are held.
    var heldCount: Int { held.withLock { $0?.count ?? 0 } }

    /// Returns when so many commits are held.
    func holds(_ count: Int) async {
        do {
            try await yieldUntil("\(count) commits are held") { heldCount >= count }
        } catch {
            Issue.record(error)
        }
    }

    func transact<Decision: Sendable>(
        _ scope: LedgerScope, _ terms: TransactionTerms, decide: @escaping @Sendable (inout LedgerRows) -> Decision,
        completion: @escaping @Sendable (Result<Decided<Decision>, StoreError>) -> Void
    ) {
        let isHeld = held.withLock { held in
            held?.append { [self] in pass(scope, terms, decide: decide, completion: completion) }
            return held != nil
        }
        if !isHeld { pass(scope, terms, decide: decide, completion: completion) }
    }

    private func pass<Decision: Sendable>(
        _ scope: LedgerScope, _ terms: TransactionTerms, decide: @escaping @Sendable (inout LedgerRows) -> Decision,
        completion: @escaping @Sendable (Result<Decided<Decision>, StoreError>) -> Void
    ) {
        if isFailing.withLock({ $0 }) { return completion(.failure(.full("the disk is full"))) }
        store.transact(scope, terms, decide: decide, completion: completion)
    }

    func overdueReservations(completion: @escaping @Sendable (Result<[MailboxID], StoreError>) -> Void) {
        store.overdueReservations(completion: completion)
    }

    // MARK: Reads

    private struct Reads {
        /// What was asked for, in order.
        var asked: [String] = []
        /// Nil while reads go through.
        var held: [@Sendable () -> Void]?
    }

    private let reads = Mutex(Reads())

    /// What was asked for since reads are held: mailboxes by their names, and `list`, `audit` and `count`.
    var asked: [String] { reads.withLock { $0.asked } }

    func holdReads() {
        reads.withLock { $0 = Reads(held: []) }
    }

    /// Lets so many through, and goes on to hold the others.
    func letReadsThrough(_ count: Int = 1) {
        let read = reads.withLock { reads in
            defer { reads.held?.removeFirst(count) }
            return Array(reads.held?.prefix(count) ?? [])
        }
        for body in read { body() }
    }

    /// Lets all through, and holds none any more.
    func letAllReadsThrough() {
        let read = reads.withLock { reads in
            defer { reads.held = nil }
            return reads.held ?? []
        }
        for body in read { body() }
    }

    private func read(_ what: String, _ body: @escaping @Sendable () -> Void) {
        let isHeld = reads.withLock { reads in
            reads.asked.append(what)
            reads.held?.append(body)
            return reads.held != nil
        }
        if !isHeld { body() }
    }

    func audit(_ query: AuditQuery, completion: @escaping @Sendable (Result<AuditPage, StoreError>) -> Void) {
        read("audit") { [store] in store.audit(query, completion: completion) }
    }

    func load(_ id: MailboxID, completion: @escaping @Sendable (Result<StoredMailbox, StoreError>) -> Void) {
        read("\(id)") { [store] in store.load(id, completion: completion) }
    }

    func load(_ source: Source, completion: @escaping @Sendable (Result<SourceRecord?, StoreError>) -> Void) {
        store.load(source, completion: completion)
    }

    func list(
        _ query: MailboxQuery, by standards: MailboxStandards,
        completion: @escaping @Sendable (Result<MailboxPage, StoreError>) -> Void
    ) {
        read("list") { [store] in store.list(query, by: standards, completion: completion) }
    }

    func quietMailboxes(
        after mailbox: MailboxID?, count: Int,
        completion: @escaping @Sendable (Result<QuietMailboxPage, StoreError>) -> Void
    ) {
        store.quietMailboxes(after: mailbox, count: count) { [self] page in
            let isHeld = pages.withLock { pages in
                pages?.append { completion(page) }
                return pages != nil
            }
            if !isHeld { completion(page) }
        }
    }

    /// From now on pages of settings are read and kept back.
    func holdPages() {
        pages.withLock { $0 = [] }
    }

    var holdsPage: Bool { pages.withLock { $0?.isEmpty == false } }

    func letPagesThrough() {
        let held = pages.withLock { pages in
            defer { pages = nil }
            return pages ?? []
        }
        for page in held { page() }
    }

    func count(completion: @escaping @Sendable (Result<Int, StoreError>) -> Void) {
        read("count") { [store] in store.count(completion: completion) }
    }
}

/// A real hasher that notes the work it is given.
final class CountingHasher: PINHasher {
    private let hasher: any PINHasher
    private let performed = Mutex(0)
    private let flowsOfPlaces = Mutex<[UInt64]>([])
    private let costs = Mutex<[HashCost?]>([])

    init(_ hasher: any PINHasher) {
        self.hasher = hasher
    }

    var submitted: Int { performed.withLock { $0 } }
    /// Whose turn each place took.
    var flows: [UInt64] { flowsOfPlaces.withLock { $0 } }

    /// What the comparisons since the last time have cost; nil is what this server's own hashes cost.
    func takeCosts() -> [HashCost?] {
        costs.withLock { costs in
            defer { costs = [] }
            return costs
        }
    }

    func takePlace(id: UInt64, flow: UInt64, deadline: ContinuousClock.Instant) -> HashingAdmission {
        flowsOfPlaces.withLock { $0.append(flow) }
        return hasher.takePlace(id: id, flow: flow, deadline: deadline)
    }

    func perform(
        _ work: HashingWork, at id: UInt64, completion: @escaping @Sendable (HashingResult) -> Void
    ) -> Bool {
        performed.withLock { $0 += 1 }
        if case .verify(_, let encodedHash, let decoyCost, _) = work {
            let cost = (encodedHash as? String).flatMap { HashCost(encodedHash: $0) } ?? decoyCost
            costs.withLock { $0.append(cost) }
        }
        return hasher.perform(work, at: id, completion: completion)
    }

    func admission(deadline: ContinuousClock.Instant) -> HashingAdmission { hasher.admission(deadline: deadline) }
    func cancel(_ id: UInt64) -> Bool { hasher.cancel(id) }
    func latestStart(for deadline: ContinuousClock.Instant) -> ContinuousClock.Instant {
        hasher.latestStart(for: deadline)
    }
    var retryAfterMilliseconds: Int64 { hasher.retryAfterMilliseconds }
    var status: HashingStatus { hasher.status }
    func objection(toEncodedHash text: String) -> String? { hasher.objection(toEncodedHash: text) }
}
