import VoicemailModel

/// Failures per key, each of which is forgotten after a while: a bucket of tokens for each key.
///
/// A bucket is one moment, the one at which it is full again. What was not used lately is forgotten when there are too
/// many keys: of two generations the older one goes as a whole.
struct FailureMeter<Key: Hashable & Sendable>: Sendable {
    /// Failures that may come at once.
    let burst: Int64
    /// Milliseconds after which one failure is forgotten.
    let period: Int64

    private let capacity: Int
    private var recent: [Key: UnixTime] = [:]
    private var older: [Key: UnixTime] = [:]

    init(burst: Int64, period: Int64, capacity: Int = Limits.authenticationMeters) {
        self.burst = burst
        self.period = period
        self.capacity = capacity
    }

    /// Milliseconds until one more failure may happen; zero when it may now.
    ///
    /// - Parameter pending: attempts that are out, each of which may fail.
    func wait(for key: Key, pending: Int, now: UnixTime) -> Int64 {
        max(0, level(of: key, now: now) + Int64(pending) * period - (burst - 1) * period)
    }

    /// Whether a failure of this key is remembered.
    func remembers(_ key: Key, now: UnixTime) -> Bool {
        level(of: key, now: now) > 0
    }

    mutating func fail(_ key: Key, now: UnixTime) {
        if recent.count >= capacity / 2, recent[key] == nil { (older, recent) = (recent, [:]) }
        recent[key] = now.adding(milliseconds: level(of: key, now: now) + period)
    }

    private func level(of key: Key, now: UnixTime) -> Int64 {
        max(0, (recent[key] ?? older[key])?.milliseconds(since: now) ?? 0)
    }
}
