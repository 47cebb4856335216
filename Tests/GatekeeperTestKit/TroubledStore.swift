import Synchronization
package import VoicemailModel

/// A real store whose transactions fail while they are told to, as on a full disk. Or they wait, and so do reads.
package final class TroubledStore: MailboxStore {
    private let store: any MailboxStore
    private let trouble = Mutex<StoreError?>(nil)
    private let losesOutcomes = Mutex(false)
    /// Nil while commits go through.
    private let held = Mutex<[@Sendable () -> Void]?>(nil)
    /// Pages of settings that were read and are not told; nil while they are.
    private let pages = Mutex<[@Sendable () -> Void]?>(nil)

    package init(_ store: any MailboxStore) {
        self.store = store
    }

    package func failCommits(_ failing: Bool) {
        trouble.withLock { $0 = failing ? .full("the disk is full") : nil }
    }

    /// From now on nobody knows whether they are written, and it is said at once.
    package func leaveCommitsInDoubt() {
        trouble.withLock { $0 = .outcomeUnknown("the disk is gone") }
    }

    /// Whether commits take place, and nobody is told.
    package func loseOutcomes(_ losing: Bool) {
        losesOutcomes.withLock { $0 = losing }
    }

    package func holdCommits() {
        held.withLock { $0 = [] }
    }

    package func letCommitsThrough() {
        let commits = held.withLock { held in
            defer { held = nil }
            return held ?? []
        }
        for commit in commits { commit() }
    }

    /// Lets so many through, and goes on to hold the others.
    package func letCommitsThrough(_ count: Int) {
        let commits = held.withLock { held in
            defer { held?.removeFirst(count) }
            return Array(held?.prefix(count) ?? [])
        }
        for commit in commits { commit() }
    }

    /// How many commits are held.
    package var heldCount: Int { held.withLock { $0?.count ?? 0 } }

    package func transact<Decision: Sendable>(
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
        if let trouble = trouble.withLock({ $0 }) { return completion(.failure(trouble)) }
        let isLost = losesOutcomes.withLock { $0 }
        store.transact(scope, terms, decide: decide) { result in
            completion(isLost ? result.flatMap { _ in .failure(.outcomeUnknown("lost on the way")) } : result)
        }
    }

    package func overdueReservations(completion: @escaping @Sendable (Result<[MailboxID], StoreError>) -> Void) {
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
    package var asked: [String] { reads.withLock { $0.asked } }

    package func holdReads() {
        reads.withLock { $0 = Reads(held: []) }
    }

    /// Lets so many through, and goes on to hold the others.
    package func letReadsThrough(_ count: Int = 1) {
        let read = reads.withLock { reads in
            defer { reads.held?.removeFirst(count) }
            return Array(reads.held?.prefix(count) ?? [])
        }
        for body in read { body() }
    }

    /// Lets all through, and holds none any more.
    package func letAllReadsThrough() {
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

    package func audit(_ query: AuditQuery, completion: @escaping @Sendable (Result<AuditPage, StoreError>) -> Void) {
        read("audit") { [store] in store.audit(query, completion: completion) }
    }

    package func load(_ id: MailboxID, completion: @escaping @Sendable (Result<StoredMailbox, StoreError>) -> Void) {
        read("\(id)") { [self] in
            store.load(id) { [self] result in
                let isHeld = mailboxes.withLock { mailboxes in
                    mailboxes?.append { completion(result) }
                    return mailboxes != nil
                }
                if !isHeld { completion(result) }
            }
        }
    }

    /// Mailboxes that were read and are not told; nil while they are.
    private let mailboxes = Mutex<[@Sendable () -> Void]?>(nil)

    /// From now on mailboxes are read and kept back.
    package func holdMailboxes() {
        mailboxes.withLock { $0 = [] }
    }

    package var heldMailboxes: Int { mailboxes.withLock { $0?.count ?? 0 } }

    package func letMailboxesThrough() {
        let held = mailboxes.withLock { mailboxes in
            defer { mailboxes = nil }
            return mailboxes ?? []
        }
        for tell in held { tell() }
    }

    package func load(_ source: Source, completion: @escaping @Sendable (Result<SourceRecord?, StoreError>) -> Void) {
        store.load(source, completion: completion)
    }

    package func list(
        _ query: MailboxQuery, by standards: MailboxStandards,
        completion: @escaping @Sendable (Result<MailboxPage, StoreError>) -> Void
    ) {
        read("list") { [store] in store.list(query, by: standards, completion: completion) }
    }

    package func quietMailboxes(
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
    package func holdPages() {
        pages.withLock { $0 = [] }
    }

    package var holdsPage: Bool { pages.withLock { $0?.isEmpty == false } }

    package func letPagesThrough() {
        let held = pages.withLock { pages in
            defer { pages = nil }
            return pages ?? []
        }
        for page in held { page() }
    }

    package func count(completion: @escaping @Sendable (Result<Int, StoreError>) -> Void) {
        read("count") { [store] in store.count(completion: completion) }
    }
}
