public import VoicemailModel

/// Lets one log line a second through of what a stranger can bring about as often as he likes.
public struct LogThrottle {
    /// Milliseconds between two lines.
    private static let interval: Int64 = 1000

    private var last: UnixTime?
    private var held = 0

    public init() {}

    /// How many lines this one stands for, itself among them; nil when it is not to be written.
    public mutating func pass(now: UnixTime) -> Int? {
        if let last, (0..<Self.interval).contains(now.milliseconds(since: last)) {
            held += 1
            return nil
        }
        defer { (last, held) = (now, 0) }
        return held + 1
    }
}
