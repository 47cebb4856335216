import DequeModule
import VoicemailModel
import Wire

/// The untagged requests of one connection that are not answered yet, in their order.
///
/// Replies leave in this order. A request starts when every earlier one has been answered, with one exception: requests that
/// are about one mailbox each, and hash or write, run side by side when their mailboxes differ. So a pipeline of logins, or of new
/// mailboxes, keeps every core busy.
///
/// To find out in constant time what may start, the queue keeps a mark. Before it are the requests that are *admitted*:
/// finished, running, or waiting for an earlier one of the same mailbox. At it is the first request that must wait for all
/// before it.
struct UntaggedQueue {
    private enum Entry {
        /// Waits for its turn.
        case held(Request)
        /// Runs beside others; `next` is the one of the same mailbox that waits for this.
        case runningBeside(MailboxID, next: UInt64?)
        /// Waits for the one of the same mailbox that links to it.
        case waitingBeside(MailboxID, Request, next: UInt64?)
        case running
        case finished(Reply)
        /// The reply has left.
        case taken
    }

    /// Entries from `head` on are in the queue; those before it are used up, and dropped together now and then. A `Deque` would
    /// not need that, but each access to it takes longer, and each request makes five.
    private var entries: [Entry] = []
    private var head = 0
    /// The position of the entry at `head`. Positions count up by one for the whole life of a connection.
    private var firstPosition: UInt64 = 0
    /// The position of the mark.
    private var firstHeld: UInt64 = 0
    /// The last request before the mark for each mailbox that has an unfinished one.
    private var lastBeside: [MailboxID: UInt64] = [:]
    /// Waiting requests whose predecessors have finished.
    private var released: Deque<UInt64> = []

    var count: Int { entries.count - head }
    var isEmpty: Bool { head == entries.count }

    /// Entries that an idle connection keeps memory for.
    private static let keptCapacity = 16

    private var endPosition: UInt64 { firstPosition + UInt64(count) }

    /// Adds a request that waits for its turn.
    mutating func hold(_ request: Request) {
        entries.append(.held(request))
    }

    /// Adds a reply that waits for its turn.
    mutating func hold(_ reply: Reply) {
        entries.append(.finished(reply))
    }

    /// Adds a request that runs already. Nothing may be in the queue.
    mutating func begin(_ request: Request) -> RequestNumber {
        precondition(isEmpty, "a request that is not first may not run before its turn")
        let position = endPosition
        if let mailbox = request.mailboxBeside {
            entries.append(.runningBeside(mailbox, next: nil))
            lastBeside[mailbox] = position
        } else {
            entries.append(.running)
        }
        firstHeld = position + 1
        return RequestNumber(untagged: position)
    }

    /// Notes the reply of a request that runs. False when no such request runs.
    mutating func finish(_ position: UInt64, _ reply: Reply) -> Bool {
        guard position >= firstPosition, position < endPosition else { return false }
        switch self[position] {
        case .running:
            break
        case .runningBeside(let mailbox, let next):
            if let next {
                released.append(next)
            } else {
                lastBeside[mailbox] = nil
            }
        case .held, .waitingBeside, .finished, .taken:
            return false
        }
        self[position] = .finished(reply)
        return true
    }

    /// The reply that may leave now; it leaves the queue.
    mutating func takeReply() -> Reply? {
        guard !isEmpty, case .finished(let reply) = entries[head] else { return nil }
        entries[head] = .taken
        head += 1
        firstPosition += 1
        if firstHeld < firstPosition { firstHeld = firstPosition }
        if isEmpty {
            entries.removeAll(keepingCapacity: entries.capacity <= Self.keptCapacity)
            head = 0
        } else if head >= Self.keptCapacity, head * 2 >= entries.count {
            entries.removeFirst(head)
            head = 0
        }
        return reply
    }

    /// The request that may start now.
    mutating func takeStart() -> (number: RequestNumber, request: Request)? {
        if let position = released.popFirst() {
            guard case .waitingBeside(let mailbox, let request, let next) = self[position] else {
                preconditionFailure("only a request that waits for another is released")
            }
            self[position] = .runningBeside(mailbox, next: next)
            return (RequestNumber(untagged: position), request)
        }
        while firstHeld < endPosition {
            let position = firstHeld
            switch self[position] {
            case .finished:
                firstHeld += 1
            case .held(let request):
                guard let mailbox = request.mailboxBeside else {
                    guard position == firstPosition else { return nil }
                    firstHeld += 1
                    self[position] = .running
                    return (RequestNumber(untagged: position), request)
                }
                guard !isBlocked(before: position) else { return nil }
                firstHeld += 1
                guard let earlier = lastBeside.updateValue(position, forKey: mailbox) else {
                    self[position] = .runningBeside(mailbox, next: nil)
                    return (RequestNumber(untagged: position), request)
                }
                link(earlier, to: position)
                self[position] = .waitingBeside(mailbox, request, next: nil)
            case .running, .runningBeside, .waitingBeside, .taken:
                preconditionFailure("a request behind the mark runs before its turn")
            }
        }
        return nil
    }

    /// The numbers of the requests that run.
    var running: [RequestNumber] {
        (firstPosition..<endPosition).compactMap { position in
            switch self[position] {
            case .running, .runningBeside: RequestNumber(untagged: position)
            case .held, .waitingBeside, .finished, .taken: nil
            }
        }
    }

    /// Whether a request that runs alone is before `position`. Such a request is always the first, as it waits for all.
    private func isBlocked(before position: UInt64) -> Bool {
        guard position > firstPosition, case .running = self[firstPosition] else { return false }
        return true
    }

    private mutating func link(_ earlier: UInt64, to position: UInt64) {
        switch self[earlier] {
        case .runningBeside(let mailbox, _): self[earlier] = .runningBeside(mailbox, next: position)
        case .waitingBeside(let mailbox, let request, _):
            self[earlier] = .waitingBeside(mailbox, request, next: position)
        case .held, .running, .finished, .taken: preconditionFailure("only an unfinished request is waited for")
        }
    }

    private subscript(position: UInt64) -> Entry {
        get { entries[head + Int(position - firstPosition)] }
        set { entries[head + Int(position - firstPosition)] = newValue }
    }
}
