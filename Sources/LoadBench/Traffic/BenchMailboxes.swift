import VoicemailModel

/// The names of a run's own mailboxes, all in a context that nobody else has.
public struct BenchMailboxes: Sendable {
    /// What every context of a run begins with.
    public static let contextPrefix = "bench-"

    public let context: String
    public let shares: MailboxShares

    /// - Parameter context: `bench-` and something random.
    public init(context: String, shares: MailboxShares) {
        self.context = context
        self.shares = shares
    }

    func right(_ index: Int) -> String { "right\(index)@\(context)" }
    func wrong(_ index: Int) -> String { "wrong\(index)@\(context)" }
    func locked(_ index: Int) -> String { "locked\(index)@\(context)" }
    func unknown(_ index: Int) -> String { "unknown\(index)@\(context)" }

    /// All that are made.
    var all: [String] {
        (0..<shares.right).map(right) + (0..<shares.wrong).map(wrong) + (0..<shares.locked).map(locked)
    }
}
