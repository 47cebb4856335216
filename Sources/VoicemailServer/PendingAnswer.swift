import Access
import VoicemailModel

/// A request that is being answered, to be taken back when nobody waits for it any more.
enum PendingAnswer {
    case task(Task<Void, Never>)
    /// An attempt that runs without a task.
    case attempt(OperationID, on: MailboxID)
}

extension Gatekeeper {
    /// Takes back what has not begun to be hashed.
    func cancel(_ answer: PendingAnswer) {
        switch answer {
        case .task(let task): task.cancel()
        case .attempt(let id, let mailbox): abandon(id, on: mailbox)
        }
    }
}
