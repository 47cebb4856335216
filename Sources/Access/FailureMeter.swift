import VoicemailModel

/// Failures per key, each of which is forgotten after a while: a bucket of tokens for each key.
///
/// A bucket is one moment, the one at which it is full again. It holds no more failures than may come at once, so that one more
/// may happen after a single period, however many there were. What was not used lately is forgotten when there are too many
/// keys: of two generations the older one goes as a whole.
struct FailureMeter<Key: Hashable & Sendable>: Sendable {
    private let allowance: Limits.FailureAllowance
    private let capacity: Int
    private var recent: [Key: UnixTime] = [:]
    private var older: [Key: UnixTime] = [:]

    init(_ allowance: Limits.FailureAllowance, capacity: Int = Limits.authenticationMeters) {
        self.allowance = allowance
        self.capacity = capacity
    }

    /// Milliseconds until one more failure may happen; zero when it may now.
    ///
    /// - Parameter pending: attempts that are out, each of which may fail.
    func wait(for key: Key, pending: Int, now: UnixTime) -> Int64 {
        let period = allowance.milliseconds
        return max(0, level(of: key, now: now) + Int64(pending) * period - (allowance.burst - 1) * period)
    }

    /// Whether a failure of this key is remembered.
    func remembers(_ key: Key, now: UnixTime) -> Bool {
        level(of: key, now: now) > 0
    }

    mutating func fail(_ key: Key, now: UnixTime) {
        if recent.count >= capacity / 2, recent[key] == nil { (older, recent) = (recent, [:]) }
        let level = level(of: key, now: now) + allowance.milliseconds
        recent[key] = now.adding(milliseconds: min(level, allowance.burst * allowance.milliseconds))
    }

    private func level(of key: Key, now: UnixTime) -> Int64 {
        max(0, (recent[key] ?? older[key])?.milliseconds(since: now) ?? 0)
    }
}
