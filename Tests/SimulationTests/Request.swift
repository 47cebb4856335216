import Access
import VoicemailModel

/// One VERIFY or CHANGE, and what became of it.
final class Request {
    let number: UInt64
    let kind: AuditEvent.Kind
    let mailbox: MailboxID
    let candidate: String
    let replacement: String?
    let source: Source?
    /// Set when it begins.
    var begun = Duration.zero
    var due = Duration.zero
    var node: NodeLife?
    /// The number that its node has given it.
    var attempt: UInt64?
    var isHungUp = false
    var answer: (result: AttemptResult, time: Duration)?

    init(
        _ number: UInt64, _ kind: AuditEvent.Kind, _ mailbox: MailboxID, _ candidate: String, replacement: String?,
        _ source: Source?
    ) {
        self.number = number
        self.kind = kind
        self.mailbox = mailbox
        self.candidate = candidate
        self.replacement = replacement
        self.source = source
    }

    func asksTheSame(as other: Request) -> Bool {
        (kind, mailbox, candidate, replacement, source)
            == (other.kind, other.mailbox, other.candidate, other.replacement, other.source)
    }
}
