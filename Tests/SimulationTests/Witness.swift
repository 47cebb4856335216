import Access
import VoicemailModel
import VoicemailTestKit

/// Sees everything that happens in a simulation, and holds it against the four rules. It counts for itself, and looks at what
/// the store keeps only where a rule is about that.
final class Witness {
    enum Rule: Int, CaseIterable {
        /// No more guesses are hashed and used than there are attempts.
        case bounded = 1
        /// What was answered is in the store, and has its audit row.
        case durable
        /// Nobody is charged who was told BUSY or UNAVAILABLE.
        case unchargedIfUntold
        /// Right PINs get in, nobody waits for ever, unknown mailboxes are like known ones.
        case alive
    }

    /// Why somebody may be charged who was told that nothing was changed.
    enum Excuse: String, CaseIterable {
        case crashed = "the node died"
        case unknown = "the store did not know the outcome"
        case late = "the hash or the commit ended after the answer was due"
        case unreachable = "the store could not be written until the attempt's time was over"
    }

    struct Violation: Error, CustomStringConvertible {
        let rule: Rule
        let step: Int
        let sentence: String

        var description: String { "rule \(rule.rawValue) broken in step \(step): \(sentence)" }
    }

    /// An attempt that is out, by the life of the node that made it.
    struct Owner {
        let node: NodeLife
        let request: Request?
    }

    let database: Database
    let scenario: Scenario
    private(set) var violation: Violation?
    private(set) var checks: [Rule: Int] = [:]
    /// What happened, where that is asked for.
    private(set) var story: [String] = []
    private let tells: Bool

    private(set) var requests: [Request] = []
    var nodes: [NodeLife: Node.Running] = [:]
    private var attempts: [NodeLife: [UInt64: Request]] = [:]
    var owners: [MailboxID: [AttemptID: Owner]] = [:]
    var guesses: [MailboxID: Guesses] = [:]
    var sourceGuesses: [Source: [UnixTime]] = [:]
    /// The rows about a request's guess, and when it was committed.
    var rows: [UInt64: [(event: AuditEvent, time: Duration)]] = [:]
    /// Attempts that were counted as failed as they were past their time.
    var charged: [(request: Request, owner: NodeLife, until: Duration)] = []
    /// When its PIN was replaced the last time.
    var replacements: [MailboxID: Duration] = [:]
    /// Answers that something was locked, or that no PIN is required, as the audit's rows stand for them.
    var repeatsInAudit = 0
    /// The rows of those who were let in without a PIN.
    var grants: [(node: NodeLife, event: AuditEvent, time: Duration)] = []
    /// Requests that are charged and were told BUSY or UNAVAILABLE, by why that may be.
    var excused: [Excuse: Int] = [:]
    /// Which locks there were, and since when.
    var locks: [MailboxID: [(time: Duration, record: AttemptRecord)]] = [:]
    var sourceLocks: [Source: [(time: Duration, record: SourceRecord?)]] = [:]

    init(_ database: Database, _ scenario: Scenario, tells: Bool) {
        self.database = database
        self.scenario = scenario
        self.tells = tells
    }

    var now: Duration { database.agenda.now }

    func tell(_ sentence: @autoclosure () -> String) {
        guard tells else { return }
        let milliseconds = Int(now / .milliseconds(1))
        story.append("\(database.agenda.steps)\t\(milliseconds) ms\t\(sentence())")
    }

    /// Notes that `rule` was looked at, and what is wrong if it does not hold.
    func check(_ rule: Rule, _ holds: Bool, _ sentence: @autoclosure () -> String) {
        checks[rule, default: 0] += 1
        guard !holds, violation == nil else { return }
        violation = Violation(rule: rule, step: database.agenda.steps, sentence: sentence())
        tell("\(sentence())")
    }

    // MARK: Events

    func started(_ running: Node.Running) {
        nodes[running.node] = running
        tell("\(running.node.name) starts")
    }

    func began(_ request: Request) {
        requests.append(request)
        if let node = request.node, let attempt = request.attempt { attempts[node, default: [:]][attempt] = request }
        tell(
            "\(request.node?.name ?? "-") is asked \(request.number): \(request.kind.rawValue) \(request.mailbox) "
                + "\(request.candidate) from \(request.source?.token ?? "-")")
    }

    func request(_ node: NodeLife, _ attempt: UInt64) -> Request? { attempts[node]?[attempt] }

    /// Rule 1: who is hashed is counted, or has been.
    func hashBegan(_ attempt: UInt64, on node: NodeLife) {
        guard let request = request(node, attempt) else { return }
        tell("\(node.name) hashes \(request.number)")
        let id = AttemptID(node: node.name, number: attempt)
        let isOut = database.ledger.reservations[request.mailbox]?.contains { $0.id == id } ?? false
        check(
            .bounded, isOut || charged.contains { $0.request === request },
            "request \(request.number) is hashed and not counted")
    }

    func answered(_ request: Request, _ result: AttemptResult) {
        tell("request \(request.number) is told \(result)")
        check(.alive, request.answer == nil, "request \(request.number) is answered twice")
        request.answer = (result, now)
        let latest = request.due + .milliseconds(Limits.answerGraceMilliseconds) + .milliseconds(50)
        check(.alive, now <= latest, "request \(request.number) is answered \(now - latest) too late")
        checkIsDurable(request, result)
    }

    // MARK: Rule 2, for answers

    private func checkIsDurable(_ request: Request, _ result: AttemptResult) {
        // Who asks what was asked by somebody who hung up is told what that one would have been.
        let repeated = requests.filter { $0 === request || $0.isHungUp && $0.asksTheSame(as: request) }
        let events = repeated.flatMap { rows[$0.number] ?? [] }.map(\.event)
        let verdicts = events.filter { $0.kind == request.kind }
        if case .matched = result, !verdicts.isEmpty, let pin = database.ledger.mailboxes[request.mailbox]?.pin,
            (rows[request.number] ?? []).isEmpty
        {
            check(
                .bounded, isStillRight(request, pin), "request \(request.number) was let in by a PIN that was replaced")
        }
        func has(_ outcome: AuditEvent.Outcome, _ reason: AuditEvent.Reason? = nil) -> Bool {
            verdicts.contains { $0.outcome == outcome && (reason == nil || $0.reason == reason) }
        }
        let isWritten: Bool
        switch result {
        case .granted: isWritten = isGrantInAudit(request)
        case .matched: isWritten = has(.granted, .pinVerified)
        case .refused(let violation): isWritten = has(.refused, .policy(rule: violation.rule.rawValue))
        case .denied(let attemptsLeft):
            isWritten = verdicts.contains { $0.outcome == .denied && $0.attemptsLeft == attemptsLeft }
        case .locked: isWritten = has(.locked) && events.contains { $0.kind == .lockout }
        case .alreadyLocked(let lock): isWritten = wasLocked(request, lock)
        case .sourceLocked(let end): isWritten = wasSourceLocked(request, until: end)
        case .busy, .crowded, .unavailable: return
        }
        check(.durable, isWritten, "request \(request.number) was told \(result), and the store does not know it")
    }

    /// Whether what another request was told holds for this one.
    private func isStillRight(_ request: Request, _ pin: PINRecord) -> Bool {
        let now = request.kind == .change ? request.replacement ?? "" : request.candidate
        return ModelHasher.fits(now, pin.encodedHash)
            || (replacements[request.mailbox] ?? .zero) >= request.begun
    }

    /// Whether the mailbox has been locked at any moment since the request came.
    private func wasLocked(_ request: Request, _ lock: AttemptRecord.Lock) -> Bool {
        states(locks[request.mailbox], since: request.begun).contains { $0.lock == lock }
    }

    private func wasSourceLocked(_ request: Request, until end: UnixTime) -> Bool {
        guard let source = request.source else { return false }
        return states(sourceLocks[source], since: request.begun).contains { record in
            record.map { $0.windowStart.adding(seconds: scenario.rules.sourceLimit.windowSeconds) == end } ?? false
        }
    }

    /// What held at `since`, or shortly before, as who has made a change may not have been told yet; or became so later.
    private func states<Record>(_ history: [(time: Duration, record: Record)]?, since: Duration) -> [Record] {
        guard let history else { return [] }
        let first = history.lastIndex { $0.time <= since - .milliseconds(3) } ?? history.startIndex
        return history[first...].map(\.record)
    }
}

extension AuditEvent {
    var attemptsLeft: Int? { details.first { $0.key == "attempts_left" }?.value.flatMap { Int($0) } }
}
