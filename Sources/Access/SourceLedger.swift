public import VoicemailModel

/// How many failures one source may have over all mailboxes, and in which time.
public struct SourceLimit: Sendable, Hashable {
    public let maxFailures: Int
    /// Length of the window in seconds, from its first failure on.
    public let windowSeconds: Int64

    public init(maxFailures: Int = 50, windowSeconds: Int64 = 3600) {
        self.maxFailures = maxFailures
        self.windowSeconds = windowSeconds
    }
}

/// The failures of one source over all mailboxes, with the attempts that are out counted beforehand.
///
/// A right PIN takes nothing back: else whoever owns one mailbox could go on guessing at all others.
public struct SourceLedger: Sendable {
    public enum Action: Sendable, Equatable {
        case admit(OperationID)
        /// Over the limit up to this moment; nothing is hashed, nothing counted.
        case refuse(OperationID, until: UnixTime)
    }

    private let limit: SourceLimit
    /// Failures that were counted here, whether they still count or not.
    private var counted: Int
    /// The first of them, which count no more: their window has ended, or an admin has taken them back.
    private var forgotten = 0
    /// What an admin takes back when it is on disk: for each who does so, how many were counted until then.
    private var clearings: [Int] = []
    private var windowStart: UnixTime
    private var admitted = 0
    private var waiting: [OperationID] = []

    public init(record: SourceRecord?, limit: SourceLimit, now: UnixTime) {
        self.limit = limit
        counted = record?.failures ?? 0
        // A window from the future was written when the clock was wrong. It begins now.
        windowStart = min(record?.windowStart ?? now, now)
    }

    /// Whether nothing is going on: the ledger may be forgotten and read anew from disk.
    public var isIdle: Bool {
        admitted == 0 && waiting.isEmpty && clearings.isEmpty
    }

    /// What is to be on disk: the attempts that are out count as failed, and what is being taken back does not count, so that
    /// no commit of an attempt writes it again.
    public var recordOnDisk: SourceRecord {
        let cleared = max(forgotten, clearings.max() ?? 0)
        return SourceRecord(failures: counted - cleared + admitted, windowStart: windowStart)
    }

    private var failures: Int { counted - forgotten }

    /// A new attempt. False when too many wait already: it is not taken.
    public mutating func arrive(_ id: OperationID) -> Bool {
        guard waiting.count < Limits.waitingPerSource else { return false }
        waiting.append(id)
        return true
    }

    /// Admits a new attempt that need not wait. False when it does, or is to be refused: then it goes by `arrive`.
    public mutating func admitNow(now: UnixTime) -> Bool {
        guard clearings.isEmpty else { return false }
        beginWindowWhenDue(now: now)
        guard waiting.isEmpty, hasRoom else { return false }
        admitted += 1
        return true
    }

    /// True when the attempt still waited.
    public mutating func withdrawWaiting(_ id: OperationID) -> Bool {
        guard let index = waiting.firstIndex(of: id) else { return false }
        waiting.remove(at: index)
        return true
    }

    /// An admitted attempt has not failed: it was right, or nothing was hashed, or its failure could not be recorded.
    public mutating func release() {
        admitted -= 1
    }

    /// An admitted attempt has failed, and its failure is on disk. True when it was the one that reached the limit.
    @discardableResult
    public mutating func fail() -> Bool {
        admitted -= 1
        counted += 1
        return failures == limit.maxFailures
    }

    // MARK: An admin takes the failures back

    /// The failures so far are to be taken back: write `recordOnDisk`, then call `cleared` or `clearingFailed` with what this
    /// returns. Nobody is admitted or refused meanwhile. Attempts that are out are none of these failures; each counts if it fails.
    public mutating func beginClearing() -> Int {
        clearings.append(counted)
        return counted
    }

    /// It is on disk.
    public mutating func cleared(_ count: Int) {
        end(count)
        forgotten = max(forgotten, count)
    }

    /// It could not be written: everything counts as before.
    public mutating func clearingFailed(_ count: Int) {
        end(count)
    }

    private mutating func end(_ count: Int) {
        if let index = clearings.firstIndex(of: count) { clearings.remove(at: index) }
    }

    /// The next thing to do, or nil until the next event.
    public mutating func nextAction(now: UnixTime) -> Action? {
        guard clearings.isEmpty, let id = waiting.first else { return nil }
        beginWindowWhenDue(now: now)
        if failures >= limit.maxFailures {
            waiting.removeFirst()
            return .refuse(id, until: windowEnd)
        }
        guard hasRoom else { return nil }
        waiting.removeFirst()
        admitted += 1
        return .admit(id)
    }

    /// Whether one more may be out: all of them may fail.
    private var hasRoom: Bool { failures + admitted < limit.maxFailures }

    private var windowEnd: UnixTime { windowStart.adding(seconds: limit.windowSeconds) }

    private mutating func beginWindowWhenDue(now: UnixTime) {
        guard windowEnd <= now || failures == 0 else { return }
        forgotten = counted
        windowStart = now
    }
}
