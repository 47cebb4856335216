/// One page of LIST.
public struct MailboxListing: Sendable, Hashable {
    /// Names alone, or all that an admin may know of each.
    public enum Content: Sendable, Hashable {
        case names([MailboxID])
        case reports([MailboxReport])
    }

    public var content: Content
    /// What to put behind AFTER for the next page; nil on the last one.
    public var next: MailboxID?

    public init(_ content: Content, next: MailboxID?) {
        self.content = content
        self.next = next
    }
}
