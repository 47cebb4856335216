/// Which mailboxes are wanted, and what of each.
public struct MailboxQuery: Hashable, Sendable {
    /// Mailboxes behind this one.
    public var after: MailboxID?
    /// Most mailboxes of the page.
    public var count: Int
    /// The contexts that are seen; nil is all of them.
    public var contexts: Set<String>?
    public var conditions: MailboxConditions
    /// Whether more than the names is wanted.
    public var wantsFields: Bool

    public init(
        after: MailboxID? = nil, count: Int = Limits.listPageDefault, contexts: Set<String>? = nil,
        conditions: MailboxConditions = MailboxConditions(), wantsFields: Bool = false
    ) {
        self.after = after
        self.count = count
        self.contexts = contexts
        self.conditions = conditions
        self.wantsFields = wantsFields
    }

    /// Those of the contexts that are seen in which the wanted mailboxes are; nil is all of them.
    public var soughtContexts: Set<String>? {
        guard let context = conditions.context else { return contexts }
        return contexts.map { $0.intersection([context]) } ?? [context]
    }
}

/// What must be true of a mailbox that is wanted: all of it.
public struct MailboxConditions: Hashable, Sendable {
    /// It is locked now.
    public var isLocked = false
    /// No PIN is set.
    public var hasNoPIN = false
    /// Its caller must choose another PIN.
    public var mustChange = false
    public var context: String?
    /// Its language is this one, or one that begins with these subtags (RFC 4647 §3.3.1, basic filtering). The server's default
    /// language is that of a mailbox that has none of its own.
    public var language: LanguageTag?

    public init() {}

    /// Whether a mailbox has to be looked at to know whether it is wanted: its context is in its name.
    public var judgesEach: Bool { isLocked || hasNoPIN || mustChange || language != nil }
}

/// What mailboxes are judged by when they are looked for: the server's rules, as they are at one moment.
public struct MailboxStandards: Hashable, Sendable {
    public var now: UnixTime
    /// Failures in a row from which on a mailbox is locked, whatever its row says.
    public var permanentAfter: Int
    /// A PIN that was set then or before must be changed for its age; nil when no age is too old.
    public var oldestPIN: UnixTime?
    /// The language of mailboxes that leave it to the server.
    public var defaultLanguage: LanguageTag

    public init(now: UnixTime, permanentAfter: Int, oldestPIN: UnixTime?, defaultLanguage: LanguageTag) {
        self.now = now
        self.permanentAfter = permanentAfter
        self.oldestPIN = oldestPIN
        self.defaultLanguage = defaultLanguage
    }
}
