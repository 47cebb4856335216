import DequeModule
import VoicemailModel
import Wire

/// The answer to one request, which is given once: by whoever works on it, or in its place when its time is up.
final class OwedAnswer {
    let command: Command
    private var respond: ((Reply) -> Void)?

    init(_ command: Command, respond: @escaping (Reply) -> Void) {
        self.command = command
        self.respond = respond
    }

    var isGiven: Bool { respond == nil }

    /// Gives `reply`; false when another was given before.
    func give(_ reply: Reply) -> Bool {
        guard let respond else { return false }
        self.respond = nil
        respond(reply)
        return true
    }
}

/// The answers that are owed, in the order in which they are due: whatever a request waits for, be it a disk that does not come
/// back, somebody is told in time.
struct OwedAnswers {
    private var line: Deque<(answer: OwedAnswer, due: ContinuousClock.Instant)> = []

    var isEmpty: Bool { line.isEmpty }

    /// Adds an answer that is due no earlier than those that were added before.
    mutating func add(_ answer: OwedAnswer, due: ContinuousClock.Instant) {
        line.append((answer, due))
    }

    /// Takes out those that are overdue at `now`; those that were given meanwhile go without a word.
    mutating func takeOverdue(at now: ContinuousClock.Instant) -> [OwedAnswer] {
        var overdue: [OwedAnswer] = []
        while let (answer, due) = line.first, answer.isGiven || due <= now {
            if !answer.isGiven { overdue.append(answer) }
            line.removeFirst()
        }
        return overdue
    }
}
