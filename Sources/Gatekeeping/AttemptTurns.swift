import Access
import Logging
import NIOCore
import VoicemailModel

/// Whose turn it is on this machine: attempts come through the gate of their source, then through that of their mailbox.
///
/// Who waits at a gate that is locked meanwhile is refused. Nobody is refused by what another node may have changed since: that is
/// read again first.
final class AttemptTurns {
    private let parts: CoreParts
    private let mailboxes: MailboxDirectory
    private let sources: SourceDirectory
    /// It is the attempt's turn.
    private let come: (Attempt) -> Void
    /// It ends like this, and nothing was counted.
    private let refuse: (Attempt, AttemptResult) -> Void

    init(
        _ parts: CoreParts, mailboxes: MailboxDirectory, sources: SourceDirectory, come: @escaping (Attempt) -> Void,
        refuse: @escaping (Attempt, AttemptResult) -> Void
    ) {
        self.parts = parts
        self.mailboxes = mailboxes
        self.sources = sources
        self.come = come
        self.refuse = refuse
    }

    private var rules: AccessRules { parts.rules.access }
    private var now: UnixTime { parts.clock.now }

    // MARK: Coming

    func enter(_ attempt: Attempt) {
        guard let source = attempt.request.source else { return enterMailbox(attempt, through: nil) }
        sources.withEntry(source, for: attempt.request.caller, by: attempt.deadline) { result in
            // Its time may have run out while the source was read.
            guard !attempt.isEnded else { return }
            switch result {
            case .success(let entry): self.enterSource(attempt, entry)
            case .failure(let failure): self.refuse(attempt, AttemptResult(failure))
            }
        }
    }

    private func enterSource(_ attempt: Attempt, _ source: SourceEntry, isReread: Bool = false) {
        if let end = rules.sourceLimit.lockInForce(source.record, now: now) {
            guard parts.sharesStore, !isReread else { return refuse(attempt, .sourceLocked(until: end)) }
            return sources.withEntryReread(source.source, for: attempt.request.caller, by: attempt.deadline) { result in
                guard !attempt.isEnded else { return }
                switch result {
                case .success(let source): self.enterSource(attempt, source, isReread: true)
                case .failure(let failure): self.refuse(attempt, AttemptResult(failure))
                }
            }
        }
        guard source.gate.waitingCount < Limits.waitingPerSource else {
            return refuse(attempt, .crowded(.source))
        }
        attempt.station = .waitingAtSource(source)
        source.gate.arrive(attempt)
        drive(source)
    }

    private func enterMailbox(_ attempt: Attempt, through source: SourceEntry?, isReread: Bool = false) {
        attempt.station = source.map { .insideSource($0) } ?? .outside
        let entry = attempt.entry
        if let lock = mailboxes.lock(of: entry) {
            guard parts.sharesStore, !isReread else { return refuse(attempt, .alreadyLocked(lock)) }
            return mailboxes.withEntryReread(entry.id, for: attempt.request.caller, by: attempt.deadline) { result in
                guard !attempt.isEnded else { return }
                switch result {
                case .success: self.enterMailbox(attempt, through: source, isReread: true)
                case .failure(let failure): self.refuse(attempt, AttemptResult(failure))
                }
            }
        }
        guard parts.hasher.admission(deadline: attempt.deadline) == .accepted else { return refuse(attempt, .busy) }
        guard entry.gate.waitingCount < Limits.waitingPerMailbox else { return refuse(attempt, .crowded(.mailbox)) }
        attempt.station = .waitingAtMailbox(source)
        entry.gate.arrive(attempt)
        drive(entry)
    }

    // MARK: Turns

    private func drive(_ source: SourceEntry) {
        if let end = rules.sourceLimit.lockInForce(source.record, now: now) {
            for attempt in source.gate.turnAway() {
                attempt.station = .outside
                refuse(attempt, .sourceLocked(until: end))
            }
        }
        while let attempt = source.gate.next(room: rules.sourceLimit.room(source.record, now: now)) {
            enterMailbox(attempt, through: source)
        }
    }

    private func drive(_ entry: MailboxEntry) {
        if let lock = mailboxes.lock(of: entry) {
            for attempt in entry.gate.turnAway() {
                attempt.station = attempt.source.map { .insideSource($0) } ?? .outside
                refuse(attempt, .alreadyLocked(lock))
            }
        }
        while let attempt = entry.gate.next(room: rules.room(entry.attempts, now: now)) {
            attempt.station = .insideMailbox(attempt.source)
            come(attempt)
        }
    }

    // MARK: Going

    /// An attempt has ended: others may come.
    func leave(_ attempt: Attempt) {
        let station = attempt.station
        attempt.station = .outside
        switch station {
        case .outside: break
        case .waitingAtSource(let source): _ = source.gate.withdraw(attempt)
        case .insideSource(let source):
            source.gate.leave()
            drive(source)
        case .waitingAtMailbox(let source):
            _ = attempt.entry.gate.withdraw(attempt)
            source?.gate.leave()
            source.map(drive)
        case .insideMailbox(let source):
            attempt.entry.gate.leave()
            source?.gate.leave()
            drive(attempt.entry)
            source.map(drive)
        }
    }
}

extension AttemptResult {
    /// What ends an attempt whose mailbox, or source, could not be read.
    init(_ failure: ReadFailure) {
        self =
            switch failure {
            case .busy(let bound): .crowded(bound)
            case .store: .unavailable
            }
    }
}
