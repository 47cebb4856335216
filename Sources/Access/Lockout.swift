public import VoicemailModel

/// How many failures lock a mailbox, and for how long. Arithmetic only; `LedgerRows` counts.
public struct Lockout: Sendable, Hashable {
    /// Failures in a row that lock.
    public let maxAttempts: Int
    /// Length of the first lockout in seconds; each later one is twice as long as the one before.
    public let baseSeconds: Int64
    /// No lockout is longer than this, in seconds, but the last.
    public let maxSeconds: Int64
    /// Failures in a row after which only an admin opens the mailbox (NIST SP 800-63B §5.2.2 allows 100 at most).
    public let permanentAfter: Int

    public init(maxAttempts: Int = 5, baseSeconds: Int64 = 900, maxSeconds: Int64 = 86_400, permanentAfter: Int = 100) {
        self.maxAttempts = maxAttempts
        self.baseSeconds = baseSeconds
        self.maxSeconds = maxSeconds
        self.permanentAfter = permanentAfter
    }

    /// Attempts that a caller still has when the mailbox is not locked.
    public func attemptsLeft(afterFailures failures: Int) -> Int {
        max(0, min(maxAttempts - failures % maxAttempts, permanentAfter - failures))
    }

    /// What stands on disk once the `failures`-th failure in a row has happened `now`: the failure that completes a round
    /// begins a lockout.
    public func record(afterFailures failures: Int, now: UnixTime) -> AttemptRecord {
        if failures >= permanentAfter {
            return AttemptRecord(failures: failures, lock: .forever)
        }
        guard failures > 0, failures.isMultiple(of: maxAttempts) else {
            return AttemptRecord(failures: failures, lock: .open)
        }
        let seconds = lengthInSeconds(ofRound: failures / maxAttempts)
        return AttemptRecord(failures: failures, lock: .until(now.adding(seconds: seconds)))
    }

    /// The lock that holds `now`, or nil when the mailbox is open.
    public func lockInForce(_ record: AttemptRecord, now: UnixTime) -> AttemptRecord.Lock? {
        // Also when the limit was lowered since the failures were counted.
        if record.failures >= permanentAfter { return .forever }
        switch record.lock {
        case .open: return nil
        case .until(let end): return now < end ? record.lock : nil
        case .forever: return .forever
        }
    }

    /// A record from disk, as it may hold `now`. A lockout that ends later than one that began this moment was written under a
    /// clock that was ahead: it is as long as it was meant to be, and no longer.
    public func bounded(_ record: AttemptRecord, now: UnixTime) -> AttemptRecord {
        guard case .until(let end) = record.lock else { return record }
        let latest = now.adding(seconds: lengthInSeconds(ofRound: record.failures / maxAttempts))
        return AttemptRecord(failures: record.failures, lock: .until(min(end, latest)))
    }

    private func lengthInSeconds(ofRound round: Int) -> Int64 {
        var seconds = min(baseSeconds, maxSeconds)
        // As often as it takes to get to the end: a row may count any number of rounds.
        for _ in 1..<max(round, 1) {
            guard seconds < maxSeconds else { break }
            seconds = min(seconds * 2, maxSeconds)
        }
        return seconds
    }
}
