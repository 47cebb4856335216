import Access
import NIOCore
import VoicemailModel

/// The one way to decide about a mailbox: what was left behind is taken back first, and what is true afterwards goes into memory.
struct Ledger {
    private let parts: CoreParts
    private let mailboxes: MailboxDirectory
    private let sources: SourceDirectory
    private let journal: AuditJournal

    init(_ parts: CoreParts, mailboxes: MailboxDirectory, sources: SourceDirectory, journal: AuditJournal) {
        self.parts = parts
        self.mailboxes = mailboxes
        self.sources = sources
        self.journal = journal
    }

    /// - Parameter completion: is called on the event loop, once.
    func transact<Decision: Sendable>(
        _ id: MailboxID, source: Source? = nil, _ terms: TransactionTerms,
        decide: @escaping @Sendable (inout LedgerRows) -> Decision,
        completion: @escaping (Result<Decision, StoreError>) -> Void
    ) {
        let leftBehind = mailboxes.peek(id)?.leftBehind ?? []
        let scope = LedgerScope(id, sources: source.map { [$0] } ?? [])
        parts.store.transact(
            scope, terms,
            decide: { rows in
                rows.release(leftBehind)
                return decide(&rows)
            },
            completion: parts.loop.receiver { result in
                journal.note(result, terms)
                switch result {
                case .success(let decided):
                    mailboxes.peek(id)?.leftBehind.subtract(leftBehind)
                    mailboxes.update(id, decided.rows)
                    sources.update(decided.rows)
                case .failure(let error) where error.leavesDoubt:
                    mailboxes.doubt(id)
                    sources.doubt(scope.sources)
                case .failure: break
                }
                completion(result.map(\.decision))
            })
    }
}
