import DequeModule
import HeapModule
import VoicemailModel

/// The attempts that wait of one pair of address and name, in the order in which they came.
struct AuthenticationLine: Sendable {
    /// What the line waits for.
    enum Place: Equatable {
        /// For being looked at, in the turn of its first attempt.
        case ready(UInt64)
        /// For those of its own that are out.
        case waitingForPair
        /// For those of its address that are out.
        case waitingForOrigin
    }

    var place: Place?
    private var attempts: Deque<(sequence: UInt64, id: AuthenticationLimiter.ID)> = []
    /// How many of them have not been withdrawn.
    private var count = 0

    var isEmpty: Bool { count == 0 }

    /// When its first attempt came, among all attempts.
    var first: UInt64? { attempts.first?.sequence }

    /// True when it is the only one.
    mutating func append(_ id: AuthenticationLimiter.ID, _ sequence: UInt64) -> Bool {
        attempts.append((sequence, id))
        count += 1
        return count == 1
    }

    mutating func takeFirst() -> AuthenticationLimiter.ID? {
        guard let first = attempts.popFirst() else { return nil }
        count -= 1
        return first.id
    }

    /// One of them has been withdrawn.
    mutating func withdraw(isWaiting: (AuthenticationLimiter.ID) -> Bool) {
        count -= 1
        dropWithdrawn(isWaiting: isWaiting)
    }

    /// Those that are not the first are dropped when there are many, so that each is moved but once or twice.
    mutating func dropWithdrawn(isWaiting: (AuthenticationLimiter.ID) -> Bool) {
        while let first = attempts.first, !isWaiting(first.id) { attempts.removeFirst() }
        if attempts.count > 2 * count + 8 { attempts.removeAll { !isWaiting($0.id) } }
    }
}

/// Something and its place in an order.
struct Ticket<Rank: Comparable & Sendable, Subject: Sendable>: Comparable, Sendable {
    let rank: Rank
    let subject: Subject

    static func < (left: Ticket, right: Ticket) -> Bool { left.rank < right.rank }
    static func == (left: Ticket, right: Ticket) -> Bool { left.rank == right.rank }
}

/// What is to be looked at again at some moment, each subject once.
struct DueTimes<Subject: Hashable & Sendable>: Sendable {
    private var tickets: Heap<Ticket<UnixTime, Subject>> = []
    private var earliest: [Subject: UnixTime] = [:]

    /// The earliest moment counts, and is to be added again if it was too early.
    mutating func add(_ subject: Subject, at time: UnixTime) {
        if let known = earliest[subject], known <= time { return }
        earliest[subject] = time
        tickets.insert(Ticket(rank: time, subject: subject))
    }

    mutating func popDue(_ now: UnixTime) -> Subject? {
        while let ticket = tickets.min, ticket.rank <= now {
            tickets.removeMin()
            guard earliest[ticket.subject] == ticket.rank else { continue }
            earliest[ticket.subject] = nil
            return ticket.subject
        }
        return nil
    }
}
