/// How many messages a mailbox has, as far as a caller is told.
public struct MessageCounts: Hashable, Sendable {
    public let new: Int
    /// Nil where only the new ones are spoken of.
    public let saved: Int?

    /// Nil when one is not of `Limits.messageCount`.
    public init?(new: Int, saved: Int?) {
        guard Limits.messageCount.contains(new), saved.map(Limits.messageCount.contains) != false else { return nil }
        self.new = new
        self.saved = saved
    }
}
