import Access
import VoicemailModel
import Wire

/// One mailbox's name in memory, whether such a mailbox exists or not: what is on disk, and what is going on.
final class MailboxEntry: Forgettable {
    let id: MailboxID
    /// As last committed; nil when there is no such mailbox.
    var mailbox: Mailbox? {
        didSet { summary = nil }
    }
    /// What is said of it, once that was asked for.
    var summary: MailboxSummary?
    var ledger: AttemptLedger
    /// What is going on, by its id in the ledger.
    var operations: [OperationID: Operation] = [:]
    var wasUsed = false

    init(id: MailboxID, mailbox: Mailbox?, ledger: AttemptLedger) {
        self.id = id
        self.mailbox = mailbox
        self.ledger = ledger
    }

    var isIdle: Bool { ledger.isIdle }

    enum Operation {
        case attempt(Attempt)
        case administration(Administration)

        /// Whether what was found out about a PIN before need not hold afterwards.
        var mayChangeAnswers: Bool {
            switch self {
            case .attempt(let attempt): attempt.ending == .matched(replacesPIN: true)
            case .administration: true
            }
        }

        /// The request that it comes from.
        var origin: RequestOrigin {
            switch self {
            case .attempt(let attempt): attempt.origin
            case .administration(let administration): administration.origin
            }
        }
    }
}

/// One source in memory.
final class SourceEntry: Forgettable {
    let source: Source
    var ledger: SourceLedger
    /// The attempts that wait to be admitted.
    var waiting: [OperationID: CheckedContinuation<SourceAdmission, Never>] = [:]
    /// What was last handed to the store about this source, and with which mailbox.
    private(set) var lastChange: (mailbox: MailboxID, record: SourceRecord)?
    var wasUsed = false

    init(source: Source, ledger: SourceLedger) {
        self.source = source
        self.ledger = ledger
    }

    var isIdle: Bool { ledger.isIdle }

    /// What a commit of `mailbox` writes about this source.
    func makeChange(with mailbox: MailboxID) -> (Source, SourceRecord) {
        let record = ledger.recordOnDisk
        lastChange = (mailbox, record)
        return (source, record)
    }

    /// What a commit writes that belongs to no attempt.
    func makeClearing() -> (Source, SourceRecord) {
        let record = ledger.recordOnDisk
        lastChange?.record = record
        return (source, record)
    }
}

enum SourceAdmission {
    case admitted
    case refused(until: UnixTime)
    case expired
}

/// An admin's change of one mailbox, waiting for its turn.
final class Administration {
    let origin: RequestOrigin
    /// What the audit keeps of it.
    let audit: AuditEvent?
    let change: @Sendable (Mailbox?) -> AdministeredMailbox
    /// When it is given up, should it not have begun to be written by then.
    let deadline: ContinuousClock.Instant
    var continuation: CheckedContinuation<AdministrationResult, Never>?

    init(
        origin: RequestOrigin, audit: AuditEvent? = nil, deadline: ContinuousClock.Instant,
        change: @escaping @Sendable (Mailbox?) -> AdministeredMailbox
    ) {
        self.deadline = deadline
        self.origin = origin
        self.audit = audit
        self.change = change
    }

    func resume(_ result: AdministrationResult) {
        continuation?.resume(returning: result)
        continuation = nil
    }
}

/// What an admin's change makes of the mailbox as it is when the change's turn comes.
enum AdministeredMailbox {
    case put(Mailbox)
    case remove
    case unchanged
    /// The change does not apply; nothing is written.
    case refused(Refusal)

    enum Refusal {
        case noMailbox
        case exists
        /// Its caller is to change a PIN that does not exist.
        case noPIN
    }
}

enum AdministrationResult {
    case done
    case refused(AdministeredMailbox.Refusal)
    case unavailable
}
