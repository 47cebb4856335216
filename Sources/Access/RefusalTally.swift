public import VoicemailModel

/// Decides which refusals of what is locked are worth an audit row of their own.
///
/// While something is locked nothing is hashed, so that whoever goes on trying can try thousands of times a second. The first
/// refusal has its row before it is answered. What follows is counted and answered at once, and each second one row says how
/// many there were. A mailbox or a source goes this way:
/// ```
/// unknown ── a refusal ─▶ writing ── written ─▶ counting ── a second without one ─▶ unknown
///                            └───── not written ─▶ unknown         └─ a second with some: a row for all of them ─▶ counting
/// ```
public struct RefusalTally: Sendable {
    /// What is locked.
    public enum Subject: Hashable, Sendable {
        case mailbox(MailboxID)
        case source(Source)
        /// Everything beyond the bound of what is counted apart.
        case others
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
        /// When the last row was on disk; nil while the first one is being written.
        var since: UnixTime?
        /// What is true of all refusals since, and how many there were; nil when there were none.
        var event: AuditEvent?
        /// The same of those that were answered before the first row began to be written: their own could not be written.
        var answered: AuditEvent?

        mutating func add(_ later: AuditEvent) {
            event = event?.common(with: later) ?? later
        }
    }

    /// Milliseconds between two rows.
    public static let interval: Int64 = 1000

    private let capacity: Int
    private var states: [Subject: State] = [:]

    /// - Parameter capacity: how many subjects are counted apart.
    public init(capacity: Int = Limits.talliedRefusals) {
        self.capacity = capacity
    }

    /// Whether nothing is being counted: `due` need not be asked.
    public var isEmpty: Bool { states.isEmpty }

    // MARK: Events

    /// A try at `subject` is refused as it is locked.
    public mutating func refuse(_ subject: Subject, _ event: AuditEvent, now: UnixTime) -> Action {
        var (subject, event) = (subject, event)
        if states[subject] == nil, states.count >= capacity {
            subject = .others
            event.mailbox = nil
            event.source = nil
        }
        guard states[subject] != nil else {
            states[subject] = State()
            return .write(subject, event)
        }
        states[subject]?.add(event)
        return states[subject]?.since == nil ? .wait(subject) : .answer
    }

    /// The first row is on disk, or could not be written: then nobody who waits for it is told, and they are not counted.
    public mutating func written(_ subject: Subject, isOnDisk: Bool, now: UnixTime) {
        let answered = states[subject]?.answered
        if isOnDisk {
            states[subject]?.since = now
            states[subject]?.answered = nil
            if let answered { states[subject]?.add(answered) }
        } else {
            states[subject] = answered.map { State(since: now, event: $0) }
        }
    }

    /// The rows that are to be written now, each for all refusals since its subject's last one, in the order of time.
    public mutating func due(now: UnixTime) -> [(subject: Subject, event: AuditEvent)] {
        var rows: [(Subject, AuditEvent)] = []
        for (subject, state) in states {
            guard let since = state.since, now.milliseconds(since: since) >= Self.interval else { continue }
            guard let event = state.event else {
                states[subject] = nil
                continue
            }
            rows.append((subject, event))
            states[subject] = State(since: now)
        }
        return rows.sorted { $0.1.order < $1.1.order }
    }

    /// A row of `due` could not be written: its refusals are counted on.
    public mutating func returned(_ subject: Subject, _ event: AuditEvent, now: UnixTime) {
        if let state = states[subject], state.since == nil {
            states[subject]?.answered = state.answered?.common(with: event) ?? event
        } else {
            states[subject, default: State(since: now)].add(event)
        }
    }
}

extension AuditEvent {
    fileprivate var order: (UnixTime, String, String) { (time, mailbox?.description ?? "", source?.key ?? "") }

    /// What is true of this and of `later`: one row may stand for both.
    fileprivate func common(with later: AuditEvent) -> AuditEvent {
        var event = later
        if mailbox != later.mailbox { event.mailbox = nil }
        if source != later.source { event.source = nil }
        if client != later.client { event.client = nil }
        // A CHANGE verifies too.
        if kind != later.kind { event.kind = .verify }
        if connection != later.connection { event.connection = nil }
        event.request = nil
        event.repeats = repeats + later.repeats
        return event
    }
}
