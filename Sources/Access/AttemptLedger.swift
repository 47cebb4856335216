public import VoicemailModel

/// Names one operation on a ledger: an attempt, or an admin's change.
public typealias OperationID = UInt64

/// The attempts on one mailbox: *reserve, then hash, then settle*.
///
/// An attempt goes this way, and no other:
/// ```
/// waiting    not counted, nothing hashed     ─▶ reserved, locked out, or withdrawn
/// reserved   counted as failed beforehand    ─▶ finished, or withdrawn when nothing was written
/// finished   its outcome is known            ─▶ settling, when it is its turn; reserved again if the PIN has changed
/// settling   its outcome is being committed  ─▶ gone, by `committed()` or `commitFailed()`
/// ```
/// `record` never runs ahead of the disk: it changes in `committed()` only, so whatever is answered from it is durable.
/// One outcome settles at a time, and nothing is reserved meanwhile; so each commit builds on a state that is on disk.
/// An admin's change of the mailbox takes its turn as a finished operation, which is what makes changes of one mailbox
/// happen one after another.
///
/// The runner calls an event's method, then performs `nextAction` until there is none.
public struct AttemptLedger: Sendable {
    /// What became of an operation, as the runner knows it.
    public enum Outcome: Sendable, Equatable {
        /// The PIN was right. `replacesPIN`: this commit stores another PIN.
        case matched(replacesPIN: Bool)
        case mismatched
        /// Nothing was hashed (deadline, disconnect, no memory): nobody is charged.
        case released
        /// An admin's change. `clearsFailures` opens the mailbox and takes the count back to nothing.
        case administered(clearsFailures: Bool, replacesPIN: Bool)
    }

    /// What a settled operation's caller is told.
    public enum Verdict: Sendable, Equatable {
        case matched
        case denied(attemptsLeft: Int)
        case lockedNow(AttemptRecord.Lock)
        case released
        case administered
    }

    public enum Action: Sendable, Equatable {
        /// Write the record, which counts this attempt, and hash.
        case reserve(OperationID, AttemptRecord)
        /// The PIN was replaced while it was hashed: hash again, against the new one. The reservation stands.
        case hashAgain(OperationID)
        /// Answer that the mailbox is locked; nothing was counted.
        case refuse(OperationID, AttemptRecord.Lock)
        /// Write the record together with whatever the operation writes; then call `committed` or `commitFailed`.
        case commit(OperationID, AttemptRecord)
    }

    private struct Finished: Sendable {
        let id: OperationID
        let outcome: Outcome
    }

    private struct Settlement: Sendable {
        let id: OperationID
        let outcome: Outcome
        let verdict: Verdict
        let record: AttemptRecord
    }

    /// The settled attempts, as committed.
    public private(set) var record: AttemptRecord
    /// Whether the disk may count attempts that were never answered, because a commit failed. The next commit mends it.
    public private(set) var isDiskBehind = false

    private let lockout: Lockout
    private var waiting: [OperationID] = []
    /// Attempts counted beforehand, each with the generation of the PIN that it is hashed against.
    private var reserved: [OperationID: Int] = [:]
    private var finished: [Finished] = []
    private var settlement: Settlement?
    private var pinGeneration = 0

    public init(record: AttemptRecord, lockout: Lockout) {
        self.record = record
        self.lockout = lockout
    }

    /// Whether nothing is going on: the ledger may be forgotten and read anew from disk.
    public var isIdle: Bool {
        waiting.isEmpty && reserved.isEmpty && finished.isEmpty && settlement == nil && !isDiskBehind
    }

    public var attemptsLeft: Int {
        lockout.attemptsLeft(afterFailures: record.failures)
    }

    /// What will be told when the commit that is under way is on disk.
    public var settlingVerdict: Verdict? { settlement?.verdict }

    public func lockInForce(now: UnixTime) -> AttemptRecord.Lock? {
        lockout.lockInForce(record, now: now)
    }

    // MARK: Events

    /// A new attempt. False when too many wait already: it is not taken, and nothing is counted.
    public mutating func arrive(_ id: OperationID) -> Bool {
        guard waiting.count < Limits.waitingPerMailbox else { return false }
        waiting.append(id)
        return true
    }

    /// An attempt goes before anything of it was written. False when it no longer waits: what is under way is finished.
    public mutating func withdrawWaiting(_ id: OperationID) -> Bool {
        guard let index = waiting.firstIndex(of: id) else { return false }
        waiting.remove(at: index)
        return true
    }

    /// The runner could not act on `.reserve`: nothing was written and nothing hashed.
    public mutating func withdrawReservation(_ id: OperationID) {
        reserved[id] = nil
    }

    /// An operation's outcome is known; it settles when it is its turn.
    public mutating func finish(_ id: OperationID, _ outcome: Outcome) {
        finished.append(Finished(id: id, outcome: outcome))
    }

    /// The settling operation is on disk.
    public mutating func committed() -> Verdict? {
        guard let settled = endSettlement() else { return nil }
        record = settled.record
        isDiskBehind = false
        switch settled.outcome {
        case .matched(let replacesPIN), .administered(_, let replacesPIN):
            if replacesPIN { pinGeneration += 1 }
        case .mismatched, .released:
            break
        }
        return settled.verdict
    }

    /// The settling operation could not be written, or was not to be: it is as if it had never been made. Its reservation
    /// may still be on disk, which errs on the safe side until the next commit.
    public mutating func commitFailed() {
        guard let failed = endSettlement() else { return }
        switch failed.outcome {
        case .matched, .mismatched, .released: isDiskBehind = true
        case .administered: break
        }
    }

    // MARK: What to do next

    /// The next thing to do, or nil until the next event.
    public mutating func nextAction(now: UnixTime) -> Action? {
        if settlement == nil, !finished.isEmpty {
            return settle(finished.removeFirst(), now: now)
        }
        if let lock = lockInForce(now: now) {
            return waiting.isEmpty ? nil : .refuse(waiting.removeFirst(), lock)
        }
        if settlement == nil, !waiting.isEmpty, reserved.count < min(attemptsLeft, Limits.reservedPerMailbox) {
            let id = waiting.removeFirst()
            reserved[id] = pinGeneration
            return .reserve(id, recordOnDisk(after: record, now: now))
        }
        return nil
    }

    private mutating func settle(_ operation: Finished, now: UnixTime) -> Action {
        let after: AttemptRecord
        let verdict: Verdict
        switch operation.outcome {
        case .matched, .mismatched:
            if let generation = reserved[operation.id], generation != pinGeneration {
                reserved[operation.id] = pinGeneration
                return .hashAgain(operation.id)
            }
            (after, verdict) = settled(operation.outcome == .mismatched, now: now)
        case .released:
            (after, verdict) = (record, .released)
        case .administered(let clearsFailures, _):
            (after, verdict) = (clearsFailures ? .clear : record, .administered)
        }
        settlement = Settlement(id: operation.id, outcome: operation.outcome, verdict: verdict, record: after)
        return .commit(operation.id, recordOnDisk(after: after, now: now))
    }

    private func settled(_ isFailure: Bool, now: UnixTime) -> (AttemptRecord, Verdict) {
        guard isFailure else { return (.clear, .matched) }
        let after = lockout.record(afterFailures: record.failures + 1, now: now)
        if let lock = lockout.lockInForce(after, now: now) {
            return (after, .lockedNow(lock))
        }
        return (after, .denied(attemptsLeft: lockout.attemptsLeft(afterFailures: after.failures)))
    }

    /// `settled`, with the attempts that are still out counted as if they failed: what a crash at this moment must leave.
    private func recordOnDisk(after settled: AttemptRecord, now: UnixTime) -> AttemptRecord {
        let settling = settlement.map { reserved[$0.id] == nil ? 0 : 1 } ?? 0
        let out = reserved.count - settling
        return out == 0 ? settled : lockout.record(afterFailures: settled.failures + out, now: now)
    }

    private mutating func endSettlement() -> Settlement? {
        guard let ended = settlement else { return nil }
        settlement = nil
        reserved[ended.id] = nil
        return ended
    }
}
