import Access
import Logging
import NIOCore
import VoicemailModel

/// What the audit keeps of answers that no other transaction is made for, and whether the store can be written.
///
/// Attempts that are hashed and admins' changes bring their rows along in their own transaction. Answers that cost no hash may be
/// many, and share rows.
final class AuditJournal {
    typealias Told = (Bool) -> Void

    private let loop: any EventLoop
    private let store: any MailboxStore
    private let clock: any ServerClock
    private let logger: Logger
    /// When what is made for a request must have begun to be written.
    private let patience: Duration
    /// Of answers that cost no hash, and who waits for a row.
    private var tally = RepeatTally()
    private var waiting: [RepeatTally.Subject: [Told]] = [:]
    private var looksForRepeats = false
    /// Whether the last transactions could not be written. It is said when that turns, not for each: a full disk under load would
    /// otherwise fill with the lines that tell of it.
    private(set) var isFailing = false
    /// The same of the audit, which may not grow. What is owed is written all the same.
    private(set) var isFull = false

    init(
        loop: any EventLoop, store: any MailboxStore, clock: any ServerClock, logger: Logger, patience: Duration
    ) {
        self.loop = loop
        self.store = store
        self.clock = clock
        self.logger = logger
        self.patience = patience
    }

    /// A transaction has ended that was made on these terms.
    func note<Decision>(_ result: Result<Decided<Decision>, StoreError>, _ terms: TransactionTerms) {
        switch result {
        case .success(let decided) where decided.isWritten:
            if isFailing { logger.notice("the database can be written again") }
            isFailing = false
            guard isFull, !terms.isOwed else { return }
            isFull = false
            logger.notice("the audit has room again")
        case .success: break
        // One row is no reason to think the same of others.
        case .failure(.corrupt(let sentence)):
            logger.error("a row of the database cannot be used", metadata: ["error": "\(sentence)"])
        case .failure(.auditFull(let sentence)):
            guard !isFull else { return }
            isFull = true
            logger.error("nothing is done any more that must be audited", metadata: ["error": "\(sentence)"])
        case .failure(let error):
            guard !isFailing else { return }
            isFailing = true
            logger.error("the database cannot be written", because: error)
        }
    }

    // MARK: Single rows

    /// Writes `event`; `told` is false when that failed, and then nobody is to be answered as it says.
    func record(_ event: AuditEvent, by deadline: ContinuousClock.Instant? = nil, _ told: @escaping Told) {
        record([event], terms(by: deadline), told)
    }

    /// The same for who can wait.
    ///
    /// - Parameter isOwed: as in `TransactionTerms`.
    func record(
        _ event: AuditEvent, by deadline: ContinuousClock.Instant? = nil, isOwed: Bool = false
    ) async -> Bool {
        await withCheckedContinuation { continuation in
            record([event], terms(by: deadline, isOwed: isOwed)) { continuation.resume(returning: $0) }
        }
    }

    private func terms(by deadline: ContinuousClock.Instant? = nil, isOwed: Bool = false) -> TransactionTerms {
        TransactionTerms(by: deadline ?? clock.instant.advanced(by: patience), isOwed: isOwed)
    }

    private func record(_ events: [AuditEvent], _ terms: TransactionTerms, _ told: @escaping Told) {
        store.transact(
            LedgerScope(nil), terms, decide: { $0.audit += events },
            completion: loop.receiver { result in
                self.note(result, terms)
                told(result.error == nil)
            })
    }

    // MARK: Answers that cost no hash

    /// Has a row for `event` on disk, of its own or one that stands for it; `told` is false when that is not so, and then nobody is to
    /// be answered as it says.
    func tally(_ event: AuditEvent, by deadline: ContinuousClock.Instant? = nil, _ told: @escaping Told) {
        // What is counted is written soon, unless that is known to fail, or to be refused to others.
        switch tally.note(event, mayCount: !isFailing && !isFull, now: clock.now) {
        case .answer: told(true)
        case .wait(let subject): waiting[subject, default: []].append(told)
        case .write(let subject, let event):
            record(event, by: deadline) { isOnDisk in
                self.tally.written(subject, isOnDisk: isOnDisk, now: self.clock.now)
                told(isOnDisk)
                for told in self.waiting.removeValue(forKey: subject) ?? [] { told(isOnDisk) }
                self.lookForRepeats()
            }
        }
    }

    /// Looks every second, as long as there is something to look at.
    private func lookForRepeats() {
        guard !looksForRepeats, !tally.isEmpty else { return }
        looksForRepeats = true
        loop.schedule(at: clock.instant.advanced(by: Self.lookInterval), by: clock) {
            self.looksForRepeats = false
            self.recordRepeats(now: self.clock.now)
            self.lookForRepeats()
        }
    }

    private static let lookInterval = Duration.seconds(1)

    /// Writes what is counted; with a time in the distant future, all of it.
    func recordRepeats(now: UnixTime) {
        let (due, time) = (tally.due(now: now), clock.calendarNow)
        for start in stride(from: 0, to: due.count, by: Self.rowsInOneDecision) {
            let some = due[start..<min(start + Self.rowsInOneDecision, due.count)]
            record(some.map { $0.repeats.row(at: time) }, terms(isOwed: true)) { isOnDisk in
                guard !isOnDisk else { return }
                for (subject, repeats) in some { self.tally.returned(subject, repeats, now: self.clock.now) }
                self.lookForRepeats()
            }
        }
    }

    /// As few that others' decisions come between them.
    private static let rowsInOneDecision = 32
}

extension Result where Failure == StoreError {
    /// What went wrong, if anything did.
    var error: StoreError? {
        if case .failure(let error) = self { error } else { nil }
    }
}
