public import VoicemailModel

/// Decides which grants and denials that cost no hash are worth an audit row of their own.
///
/// Whoever is let in without a PIN, or tries what is locked, can ask thousands of times a second. The first of what is the same has
/// its row before it is answered. Its repeats are counted and answered at once, and when the window ends one row says how many
/// there were. Something goes this way:
/// ```
/// unknown ── the first ─▶ writing ── written ─▶ counting ── the window ends ─▶ unknown, and a row for all repeats, if there are some
///    ▲                      │  ▲                   │
///    └───── not written ────┘  └─ may not count ───┘
/// ```
/// A count whose row could not be written is kept, and the next of the same has a row first.
///
/// A client that has used up its rows has one for each kind of answer, which names no mailbox and no source.
public struct RepeatTally: Sendable {
    /// What is the same in repeats.
    public struct Subject: Hashable, Sendable {
        fileprivate let kind: AuditEvent.Kind
        fileprivate let outcome: AuditEvent.Outcome
        fileprivate let reason: AuditEvent.Reason?
        fileprivate let client: String?
        fileprivate var mailbox: MailboxID?
        fileprivate var source: Source?

        public init(_ event: AuditEvent) {
            kind = event.kind
            outcome = event.outcome
            reason = event.reason
            client = event.client
            mailbox = event.mailbox
            source = event.source
        }

        /// What all such answers to the client share.
        fileprivate var shared: Subject {
            var subject = self
            subject.mailbox = nil
            subject.source = nil
            return subject
        }
    }

    /// What is true of some answers, how many there were, and when.
    public struct Repeats: Sendable, Equatable {
        fileprivate var event: AuditEvent
        fileprivate var first: UnixTime
        fileprivate var last: UnixTime

        fileprivate init(_ event: AuditEvent) {
            self.event = event
            (first, last) = (event.time, event.time)
        }

        fileprivate mutating func add(_ later: Repeats) {
            event = event.common(with: later.event)
            first = min(first, later.first)
            last = max(last, later.last)
        }

        /// The row that stands for them, as it is written: rows are in the order in which they are.
        public func row(at time: UnixTime) -> AuditEvent {
            var row = event
            row.time = time
            row.details += [.moment("first", first), .moment("last", last)]
            return row
        }
    }

    public enum Action: Sendable, Equatable {
        /// Write this row, then call `written`; answer when it is on disk.
        case write(Subject, AuditEvent)
        /// Its row is being written: answer when that is on disk.
        case wait(Subject)
        /// Answer.
        case answer
    }

    private struct State: Sendable {
        /// When its window began: the row was on disk, or that of repeats was not. Nil while a row is being written.
        var since: UnixTime?
        /// Whether there is a row in this window.
        var hasRow = false
        /// Who was answered, and is in no row yet.
        var answered: Repeats?
        /// Who is answered when the row is on disk that is being written.
        var waiting: Repeats?
    }

    /// Milliseconds from a row to that of its repeats.
    public static let window = Limits.auditRepeatSeconds * 1000

    private let capacity: Int
    private var states: [Subject: State] = [:]
    /// When windows began, in that order.
    private var windows: [(subject: Subject, since: UnixTime)] = []
    /// The rows of each client: it may have another one when an earlier one is forgotten.
    private var rows = FailureMeter<String>(Limits.auditRowsOfClient)

    /// - Parameter capacity: of how much the repeats are counted apart.
    public init(capacity: Int = Limits.talliedRepeats) {
        self.capacity = capacity
    }

    /// Whether nothing is being counted: `due` need not be asked.
    public var isEmpty: Bool { states.isEmpty }

    // MARK: Events

    /// An answer is to be given that costs no hash.
    ///
    /// - Parameter mayCount: whether what is counted could be written; otherwise its own row must be first.
    public mutating func note(_ event: AuditEvent, mayCount: Bool = true, now: UnixTime) -> Action {
        let subject = subject(of: event, now: now)
        guard var state = states[subject] else {
            spend(subject, now: now)
            states[subject] = State()
            return .write(subject, event)
        }
        defer { states[subject] = state }
        if state.since == nil {
            state.waiting.add(Repeats(event))
            return .wait(subject)
        }
        guard mayCount, state.hasRow else {
            state.since = nil
            return .write(subject, event)
        }
        state.answered.add(Repeats(event))
        return .answer
    }

    private func subject(of event: AuditEvent, now: UnixTime) -> Subject {
        let subject = Subject(event)
        guard states[subject] == nil else { return subject }
        let isApart = states.count < capacity && rows.wait(for: subject.client ?? "", pending: 0, now: now) == 0
        return isApart ? subject : subject.shared
    }

    private mutating func spend(_ subject: Subject, now: UnixTime) {
        rows.fail(subject.client ?? "", now: now)
    }

    /// The row is on disk, or could not be written: then nobody who waits for it is told, and they are not counted.
    public mutating func written(_ subject: Subject, isOnDisk: Bool, now: UnixTime) {
        guard var state = states[subject], state.since == nil else { return }
        if isOnDisk, let waiting = state.waiting { state.answered.add(waiting) }
        state.waiting = nil
        guard isOnDisk || state.answered != nil else {
            states[subject] = nil
            return
        }
        state.since = now
        state.hasRow = isOnDisk
        states[subject] = state
        windows.append((subject, now))
    }

    /// What was answered in windows that have ended, a row for each; with a time in the distant future, all of it.
    public mutating func due(now: UnixTime) -> [(subject: Subject, repeats: Repeats)] {
        let ended = Array(windows.prefix { now.milliseconds(since: $0.since) >= Self.window })
        windows.removeFirst(ended.count)
        var rows: [(Subject, Repeats)] = []
        for (subject, since) in ended {
            // Where its row was written again, a later window has begun.
            guard let state = states[subject], state.since == since else { continue }
            states[subject] = nil
            guard let answered = state.answered else { continue }
            spend(subject, now: since.adding(milliseconds: Self.window))
            rows.append((subject, answered))
        }
        return rows
    }

    /// A row of `due` could not be written: it is due again a window later, with what comes meanwhile.
    public mutating func returned(_ subject: Subject, _ repeats: Repeats, now: UnixTime) {
        if states[subject] == nil {
            states[subject] = State(since: now)
            windows.append((subject, now))
        }
        states[subject]?.answered.add(repeats)
    }
}

extension RepeatTally.Repeats? {
    fileprivate mutating func add(_ later: RepeatTally.Repeats) {
        if self == nil { self = later } else { self?.add(later) }
    }
}

extension AuditEvent {
    /// What is true of this and of `later`: one row may stand for both.
    fileprivate func common(with later: AuditEvent) -> AuditEvent {
        var event = later
        if mailbox != later.mailbox || isMailboxUnknown != later.isMailboxUnknown {
            event.mailbox = nil
            event.isMailboxUnknown = false
        }
        if source != later.source { event.source = nil }
        if connection != later.connection { event.connection = nil }
        event.request = nil
        event.repeats = repeats + later.repeats
        return event
    }
}
