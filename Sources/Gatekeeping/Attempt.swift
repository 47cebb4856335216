import Access
import NIOCore
import VoicemailModel

/// One VERIFY or CHANGE under way: what its machine decides about, and who waits for it.
final class Attempt {
    /// Where it has gone in, and has to leave when it ends.
    enum Station {
        case outside
        case waitingAtSource(SourceEntry)
        case insideSource(SourceEntry)
        case waitingAtMailbox(SourceEntry?)
        case insideMailbox(SourceEntry?)
    }

    /// - Parameter isGone: whether whoever waited for it is gone.
    typealias Completion = (_ result: AttemptResult, _ isGone: Bool) -> Void

    let number: UInt64
    let request: AttemptRequest
    /// What a right PIN is replaced by, in CHANGE; nil also when it breaks the policy.
    let replacement: PIN?
    let facts: AttemptFacts
    /// When its hashes have ended at the latest.
    let deadline: ContinuousClock.Instant
    let entry: MailboxEntry
    var machine: AttemptMachine
    var station = Station.outside
    /// Whether it was answered.
    var isEnded = false
    /// Whether it has a place in the queue that no hash has been given for.
    var hasPlace = false
    /// Takes the result, once.
    var completion: Completion?
    /// What ends it when its hash has not begun in time.
    var expiry: Scheduled<Void>?
    /// Tries to be counted that found all attempts out.
    var retries = 0

    /// Whether its client went away.
    var isAbandoned = false
    /// Whether a repeat of the request may take it over.
    var isAdoptable = true
    /// Those who have asked the same since, by a number of their own.
    var adopters: [UInt64: (connection: UInt64, completion: Completion)] = [:]

    init(
        _ number: UInt64, _ request: AttemptRequest, replacement: PIN?, facts: AttemptFacts, machine: AttemptMachine,
        deadline: ContinuousClock.Instant, on entry: MailboxEntry, completion: @escaping Completion
    ) {
        self.number = number
        self.request = request
        self.replacement = replacement
        self.facts = facts
        self.machine = machine
        self.deadline = deadline
        self.entry = entry
        self.completion = completion
    }

    /// The source whose gate it has come through.
    var source: SourceEntry? {
        switch station {
        case .outside, .waitingAtSource: nil
        case .insideSource(let source): source
        case .waitingAtMailbox(let source), .insideMailbox(let source): source
        }
    }

    /// Whether nobody waits for it.
    var isUnwanted: Bool { isAbandoned && adopters.isEmpty }
}

extension Attempt: Equatable {
    static func == (one: Attempt, other: Attempt) -> Bool { one === other }
}
