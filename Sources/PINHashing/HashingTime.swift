/// How long a hash takes: a mean, and how far hashes stray from it.
///
/// Smoothed like a round trip time (RFC 6298 §2): cheap, it follows the machine's load within a few hashes, and it gives a
/// time that nearly every hash keeps as well as the mean.
struct HashingTime: Hashable, Sendable {
    private(set) var mean: Duration
    private(set) var deviation: Duration

    /// - Parameter first: how long a hash took on the idle machine.
    init(first: Duration) {
        // A duration of nothing would make every queue look empty.
        mean = max(first, .microseconds(1))
        deviation = mean / 8
    }

    /// The time within which nearly every hash is done.
    var nearlyAlways: Duration { mean + deviation * 4 }

    mutating func observe(_ duration: Duration) {
        // A hash may take twice as long because it was two (a rehash, a change). What takes longer was a machine that stood
        // still; taken at its word, one such moment would have everything refused for a while.
        let duration = min(duration, mean * 4)
        let difference = duration > mean ? duration - mean : mean - duration
        deviation += (difference - deviation) / 4
        mean += (duration - mean) / 8
        mean = max(mean, .microseconds(1))
    }
}
