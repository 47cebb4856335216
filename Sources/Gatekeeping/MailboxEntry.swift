import Access
import VoicemailModel

/// One mailbox's name in memory, whether such a mailbox exists or not: what the store said last, and what is going on.
final class MailboxEntry: Forgettable {
    let id: MailboxID
    /// As last committed; nil when there is no such mailbox.
    fileprivate(set) var mailbox: Mailbox? {
        didSet { summary = nil }
    }
    /// As last committed.
    fileprivate(set) var attempts: AttemptRecord
    /// What is said of it, once that was asked for.
    var summary: MailboxSummary?
    /// Whose turn it is here.
    var gate = AttemptGate<Attempt>()
    /// The attempts that have not ended, by their number.
    var underWay: [UInt64: Attempt] = [:]
    /// Attempts that have ended and may still be counted in the store.
    var leftBehind: Set<AttemptID> = []
    /// Transactions about it that have not been told. What they change is known by comparing with this.
    var transactions = 0
    /// Whether nobody knows if the last transaction was committed, so that it is to be read anew.
    var isInDoubt = false
    var wasUsed = false

    init(id: MailboxID, mailbox: Mailbox?, attempts: AttemptRecord) {
        self.id = id
        self.mailbox = mailbox
        self.attempts = attempts
    }

    var isIdle: Bool { gate.isIdle && underWay.isEmpty && leftBehind.isEmpty && transactions == 0 }

    func update(_ mailbox: Mailbox?, _ attempts: AttemptRecord) {
        if self.mailbox != mailbox { self.mailbox = mailbox }
        self.attempts = attempts
        isInDoubt = false
    }
}

/// One source in memory.
final class SourceEntry: Forgettable {
    let source: Source
    /// As last committed; nil when nothing is counted.
    var record: SourceRecord? {
        didSet { isInDoubt = false }
    }
    /// Whether nobody knows if the last transaction was committed, so that it is to be read anew.
    var isInDoubt = false
    /// Whose turn it is here.
    var gate = AttemptGate<Attempt>()
    var wasUsed = false

    init(source: Source, record: SourceRecord?) {
        self.source = source
        self.record = record
    }

    var isIdle: Bool { gate.isIdle }
}
