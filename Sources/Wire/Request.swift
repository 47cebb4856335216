public import VoicemailModel

/// One request of a client, taken apart and valid in form.
public enum Request: Sendable {
    case ping(text: String?)
    case quit
    case help(topic: Command?)
    case info
    /// `INFO REPLICATION`: whether this server takes writes, which valkey-glide asks before it connects.
    case replication
    case whoAmI
    /// `AUTH`, or a HELLO with AUTH in it, which is answered like HELLO when the secret is right.
    case authenticate(name: String, secret: SecretBytes, then: Hello?)
    /// What Redis clients send about themselves when they connect; there is nothing to do.
    case acknowledge
    case hello(Hello)

    /// `isTrusted` says that the caller's device is authenticated, if the client's word counts.
    case access(MailboxID, source: Source?, isTrusted: Bool)
    case verify(MailboxID, candidate: SecretBytes, source: Source?)
    case change(MailboxID, old: SecretBytes, new: SecretBytes, source: Source?)
    case checkPIN(SecretBytes, for: MailboxID?)
    case settings(MailboxID)
    case prompts
    case prompt(id: String, PromptAudience)
    /// `caller` is nil where nothing is to be said of whom the message came from.
    case announce(UnixTime, AnnouncementAudience, isRelative: Bool, caller: MessageCaller?)
    case messages(MessageCounts, PromptAudience)

    /// `mustChange` is nil where nothing was said of it.
    case add(MailboxID, NewPIN, [SettingAssignment], mustChange: Bool? = nil)
    case set(MailboxID, [SettingAssignment], PINAssignment)
    case remove(MailboxID)
    case reset(MailboxID, NewPIN)
    case unlock(MailboxID)
    case unlockSource(Source)
    case show(MailboxID)
    case list(MailboxQuery)
    case audit(AuditQuery)
    case key(KeyRequest)

    /// One whose arguments are not valid: whoever may ask it is told this.
    indirect case invalid(Command, ReplyError)
}

/// What is wanted of the keys that PINs are sealed with.
public enum KeyRequest: Sendable, Hashable {
    case status
    case rotate
}

/// Whose language a prompt, or a number of messages, is wanted in.
public enum PromptAudience: Sendable, Hashable {
    case mailbox(MailboxID)
    /// Preferences, best first; never empty.
    case languages([LanguageTag])
}

/// Whose language, clock and zone a message's date and time is wanted in.
public enum AnnouncementAudience: Sendable, Hashable {
    case mailbox(MailboxID)
    /// `zone` nil is the server's default zone. `clock` is never `.disabled`.
    case language(LanguageTag, clock: ClockFormat, zone: TimeZoneName?)
}
