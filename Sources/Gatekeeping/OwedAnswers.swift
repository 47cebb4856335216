import DequeModule
import VoicemailModel

/// The answer to one request, which is given once: by whoever works on it, or in its place when its time is up.
final class OwedAnswer<Value: Sendable>: OwedAnswers.Debt {
    private var complete: ((_ result: Result<Value, Refusal>, _ isGone: Bool) -> Void)?

    init(_ complete: @escaping (_ result: Result<Value, Refusal>, _ isGone: Bool) -> Void) {
        self.complete = complete
    }

    var isGiven: Bool { complete == nil }

    /// Gives the answer, unless another was given before.
    ///
    /// - Parameter isGone: whether whoever waited for it is gone.
    func give(_ result: Result<Value, Refusal>, isGone: Bool = false) {
        let complete = complete
        self.complete = nil
        complete?(result, isGone)
    }

    func giveUp() { give(.failure(.unavailable)) }
}

/// The answers that are owed, in the order in which they are due: whatever a request waits for, be it a disk that does not come
/// back, somebody is told in time.
struct OwedAnswers {
    protocol Debt: AnyObject {
        var isGiven: Bool { get }
        /// Says that it is unavailable.
        func giveUp()
    }

    private var line: Deque<(answer: any Debt, due: ContinuousClock.Instant)> = []

    var isEmpty: Bool { line.isEmpty }

    /// Adds an answer that is due no earlier than those that were added before.
    mutating func add(_ answer: any Debt, due: ContinuousClock.Instant) {
        line.append((answer, due))
    }

    /// Takes out those that are overdue at `now`; those that were given meanwhile go without a word.
    mutating func takeOverdue(at now: ContinuousClock.Instant) -> [any Debt] {
        var overdue: [any Debt] = []
        while let (answer, due) = line.first, answer.isGiven || due <= now {
            if !answer.isGiven { overdue.append(answer) }
            line.removeFirst()
        }
        return overdue
    }
}
