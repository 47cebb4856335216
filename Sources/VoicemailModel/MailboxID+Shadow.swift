/// What stands in a mailbox's place for a client that may not see it.
///
/// A shadow is a mailbox that never exists, with a ledger of its own, so that everything about it is as for an unknown one:
/// replies, lockout, time, and what is written. It prints the name that was asked for. No request can name it, as its
/// context begins with a character that no context has.
extension MailboxID {
    private static let mark = "/"

    /// This mailbox's shadow.
    public var shadow: MailboxID {
        isShadow ? self : MailboxID(number: number, context: Self.mark + context)
    }

    public var isShadow: Bool {
        context.utf8.first == UInt8(ascii: "/")
    }

    /// The mailbox that this stands for: itself, unless it is a shadow.
    public var named: MailboxID {
        isShadow ? MailboxID(number: number, context: String(context.dropFirst(Self.mark.count))) : self
    }
}
