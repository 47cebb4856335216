public import VoicemailModel

/// What mailboxes with the same settings have in common. Many are alike, so that few are kept.
public final class MailboxKind {
    struct Key: Hashable {
        /// Without the address, which is each mailbox's own; nil where there is no mailbox.
        let settings: MailboxSettings?
        let isPINSet: Bool
        let hasEmail: Bool

        init(_ settings: MailboxSettings?, isPINSet: Bool) {
            hasEmail = settings?.email != nil
            var settings = settings
            settings?.email = nil
            self.settings = settings
            self.isPINSet = isPINSet
        }
    }

    let key: Key
    /// Whether there are mailboxes of this kind: asked at each request, and a Boolean is cheaper to look at than settings.
    let exists: Bool
    /// Counts the kinds, so that whoever prepares something for each can find it in an array.
    public let number: Int
    /// Once it was asked for.
    var voice: Voice?

    /// Without the address; nil where there is no mailbox.
    public var settings: MailboxSettings? { key.settings }
    public var isPINSet: Bool { key.isPINSet }

    init(_ key: Key, number: Int) {
        self.key = key
        self.number = number
        exists = key.settings != nil
    }
}

/// What is said of one mailbox.
struct MailboxSummary {
    let kind: MailboxKind
    let email: EmailAddress?
}

/// The kinds of mailboxes that were met, each once.
struct MailboxKinds {
    private var kinds: [MailboxKind.Key: MailboxKind] = [:]
    private var lastNumber = 0

    mutating func summary(of mailbox: Mailbox?) -> MailboxSummary {
        summary(of: mailbox?.settings, isPINSet: mailbox?.pin != nil)
    }

    mutating func summary(of settings: MailboxSettings?, isPINSet: Bool) -> MailboxSummary {
        MailboxSummary(kind: kind(settings, isPINSet: isPINSet), email: settings?.email)
    }

    private mutating func kind(_ settings: MailboxSettings?, isPINSet: Bool) -> MailboxKind {
        let key = MailboxKind.Key(settings, isPINSet: isPINSet)
        if let kind = kinds[key] { return kind }
        if kinds.count >= Limits.rememberedKinds { kinds.removeAll(keepingCapacity: true) }
        lastNumber += 1
        let kind = MailboxKind(key, number: lastNumber)
        kinds[key] = kind
        return kind
    }
}
