/// What a run came to.
public struct LoadResult: Sendable {
    /// What was measured; nil when nothing could be.
    public internal(set) var report: LoadReport?
    /// Why nothing could be measured; nil when there is a report.
    public internal(set) var failure: LoadFailure?
    /// What the run could not remove; nil when nothing is left of it.
    public internal(set) var left: LeftMailboxes?
}

/// Mailboxes of a run that are still in the server's database.
public struct LeftMailboxes: Hashable, Sendable, CustomStringConvertible {
    /// The context that all of them are in.
    public let context: String
    public let count: Int
    /// Whether that number is certain: a server that went away may or may not have done what it was told last.
    public let isCertain: Bool

    /// As a subject: `20 mailboxes of bench-1`.
    public var description: String {
        "\(isCertain ? "" : "up to ")\(Figures.grouped(count)) \(count == 1 ? "mailbox" : "mailboxes") of \(context)"
    }
}
