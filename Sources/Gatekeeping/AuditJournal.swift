import Access
import Logging
import NIOCore
import VoicemailModel

/// What the audit keeps of answers that no other transaction is made for, and whether the store can be written.
///
/// Attempts and admins' changes bring their rows along in their own transaction. Tries at what is locked are many, and share rows.
final class AuditJournal {
    typealias Told = (Bool) -> Void

    private let loop: any EventLoop
    private let store: any MailboxStore
    private let clock: any ServerClock
    private let logger: Logger
    /// When what is made for a request must have begun to be written.
    private let patience: Duration
    /// Of tries at what is locked, and who waits for its row.
    private var refusals = RefusalTally()
    private var waiting: [RefusalTally.Subject: [Told]] = [:]
    private var refusalsAreDue = false
    /// Whether the last transactions could not be written. It is said when that turns, not for each: a full disk under load would
    /// otherwise fill with the lines that tell of it.
    private(set) var isFailing = false
    private var corruptLog = LogThrottle()

    init(
        loop: any EventLoop, store: any MailboxStore, clock: any ServerClock, logger: Logger, patience: Duration
    ) {
        self.loop = loop
        self.store = store
        self.clock = clock
        self.logger = logger
        self.patience = patience
    }

    /// A transaction has ended.
    func note<Decision>(_ result: Result<Decided<Decision>, StoreError>) {
        switch result {
        case .success(let decided) where isFailing && decided.isWritten:
            isFailing = false
            logger.notice("the database can be written again")
        // One row is no reason to think the same of others.
        case .failure(.corrupt(let sentence)):
            guard let count = corruptLog.pass(now: clock.now) else { return }
            logger.error(
                "a row of the database cannot be used", metadata: ["error": "\(sentence)", "count": "\(count)"])
        case .failure(let error) where !isFailing:
            isFailing = true
            logger.error("the database cannot be written", because: error)
        case .success, .failure: break
        }
    }

    // MARK: Single rows

    /// Writes `event`; `told` is false when that failed, and then nobody is to be answered as it says.
    func record(_ event: AuditEvent, by deadline: ContinuousClock.Instant? = nil, _ told: @escaping Told) {
        record([event], by: deadline, told)
    }

    /// The same for who can wait.
    func record(_ event: AuditEvent, by deadline: ContinuousClock.Instant? = nil) async -> Bool {
        await withCheckedContinuation { continuation in
            record(event, by: deadline) { continuation.resume(returning: $0) }
        }
    }

    private func record(_ events: [AuditEvent], by deadline: ContinuousClock.Instant?, _ told: @escaping Told) {
        let terms = TransactionTerms(by: deadline ?? clock.instant.advanced(by: patience))
        store.transact(
            LedgerScope(nil), terms, decide: { $0.audit += events },
            completion: loop.receiver { result in
                self.note(result)
                told(result.error == nil)
            })
    }

    // MARK: Tries at what is locked

    /// Records that a try was refused as `subject` is locked; `told` is false when that could not be written.
    func recordRefusal(
        of subject: RefusalTally.Subject, _ kind: AuditEvent.Kind, _ audit: AuditSubject,
        by deadline: ContinuousClock.Instant, _ told: @escaping Told
    ) {
        let reason: AuditEvent.Reason =
            switch subject {
            case .source: .sourceLocked
            case .mailbox, .others: .mailboxLocked
            }
        let event = audit.event(kind, .locked, reason, at: clock.calendarNow)
        switch refusals.refuse(subject, event, now: clock.now) {
        // What is counted is written within a second, unless the store is known to fail.
        case .answer: told(!isFailing)
        case .wait(let subject): waiting[subject, default: []].append(told)
        case .write(let subject, let event):
            record(event, by: deadline) { isOnDisk in
                self.refusals.written(subject, isOnDisk: isOnDisk, now: self.clock.now)
                told(isOnDisk)
                for told in self.waiting.removeValue(forKey: subject) ?? [] { told(isOnDisk) }
                self.lookForDueRefusals()
            }
        }
    }

    /// Looks every second, as long as there is something to look at.
    private func lookForDueRefusals() {
        guard !refusalsAreDue, !refusals.isEmpty else { return }
        refusalsAreDue = true
        loop.schedule(at: clock.instant.advanced(by: .milliseconds(RefusalTally.interval)), by: clock) {
            self.refusalsAreDue = false
            self.recordDueRefusals(now: self.clock.now)
            self.lookForDueRefusals()
        }
    }

    /// Writes what is counted; with a time in the distant future, all of it.
    func recordDueRefusals(now: UnixTime) {
        let rows = refusals.due(now: now)
        guard !rows.isEmpty else { return }
        record(rows.map(\.event), by: nil) { isOnDisk in
            guard !isOnDisk else { return }
            for row in rows { self.refusals.returned(row.subject, row.event, now: self.clock.now) }
            self.lookForDueRefusals()
        }
    }
}

extension Result where Failure == StoreError {
    /// What went wrong, if anything did.
    var error: StoreError? {
        if case .failure(let error) = self { error } else { nil }
    }
}
