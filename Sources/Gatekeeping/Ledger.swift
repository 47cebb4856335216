import Access
import Logging
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
        let entry = mailboxes.peek(id)
        let leftBehind = entry?.leftBehind ?? []
        entry?.transactions += 1
        let scope = LedgerScope(id, sources: source.map { [$0] } ?? [])
        parts.store.transact(
            scope, terms,
            decide: { rows in
                rows.release(leftBehind)
                return decide(&rows)
            },
            completion: parts.loop.receiver { result in
                journal.note(result, terms)
                entry?.transactions -= 1
                switch result {
                case .success(let decided):
                    mailboxes.peek(id)?.leftBehind.subtract(leftBehind)
                    mailboxes.update(id, decided.rows)
                    sources.update(decided.rows)
                    tellOfLockouts(in: decided.rows)
                case .failure(let error) where error.leavesDoubt:
                    mailboxes.doubt(id)
                    sources.doubt(scope.sources)
                case .failure: break
                }
                completion(result.map(\.decision))
            })
    }

    /// Lockouts that attempts past their time have begun: whoever made those does not live to tell of them, and their rows in the
    /// audit name no request.
    private func tellOfLockouts(in rows: LedgerRows) {
        for event in rows.audit where event.kind == .lockout && event.request == nil {
            var metadata: Logger.Metadata = ["by": "an attempt that nobody has ended"]
            metadata["source"] = event.source?.metadata
            for detail in event.details { metadata[detail.key] = detail.value.map { "\($0)" } }
            if let mailbox = event.mailbox {
                parts.metrics.lockoutBegan(.mailbox)
                // What is no mailbox's name may be a PIN in the wrong place.
                metadata["mailbox"] = "\(rows.mailbox == nil ? AuditRow.unknown : mailbox.description)"
                metadata["failures"] = "\(rows.attempts.failures)"
                metadata["known"] = "\(rows.mailbox != nil)"
                parts.logger.notice("mailbox locked", metadata: metadata)
            } else {
                parts.metrics.lockoutBegan(.source)
                parts.logger.notice("source locked", metadata: metadata)
            }
        }
    }
}
