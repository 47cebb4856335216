/// Where too much waits for one more to have its turn in time. Whoever is told BUSY is told which, and what raises it.
public enum WaitingBound: Hashable, Sendable, CaseIterable {
    /// For a hashing thread.
    case hashes
    /// For the attempts at one mailbox.
    case mailbox
    /// For the attempts from one source.
    case source
    /// For single rows of the store.
    case rows
    /// For pages of LIST and AUDIT.
    case pages
    /// For what is answered by a task of its own.
    case tasks
    /// For the AUTHs before it.
    case authentications

    public var sentence: String {
        switch self {
        case .hashes: "too much waits to be hashed: hash.workers, hash.queue and hash.deadline_ms say how much may"
        case .mailbox: "too much waits for this mailbox: at most \(Limits.waitingPerMailbox), whatever is set"
        case .source: "too much waits for this source: at most \(Limits.waitingPerSource), whatever is set"
        case .rows: "too many mailboxes of this client wait to be read: at most \(Limits.waitingRows), whatever is set"
        case .pages: "too many pages of this client wait to be read: at most \(Limits.waitingPages), whatever is set"
        case .tasks: "too many requests of this client wait: \(Limits.tasksAtOnce) at once, whatever is set"
        case .authentications:
            "too many AUTHs wait: at most \(Limits.waitingAuthentications), whatever is set; or hash.workers are too few"
        }
    }
}
