public import VoicemailModel

/// One reply: always one line. See `docs/protocol.md` for each.
///
/// It is handed on some times on its way, so that cases with much in them are `indirect`.
public enum Reply: Sendable {
    case pong
    case text(String)
    case ok
    /// The list of commands, or one of them explained.
    case help(Command?)
    /// Keys and values in the order in which they are written.
    case info([(key: String, value: String)])
    case whoAmI(name: String, role: Role)
    indirect case hello(HelloReply)

    case granted(MailboxID, GrantReason, language: LanguageTag, mustChange: Bool)
    case pinRequired(MailboxID, attemptsLeft: Int, language: LanguageTag)
    case denied(MailboxID, attemptsLeft: Int, language: LanguageTag)
    case locked(MailboxID, LockScope, RetryAfter, language: LanguageTag)
    case changed(MailboxID)
    case acceptable
    case rejected(PINPolicyViolation)
    case settings(MailboxID, PreparedSettings, email: EmailAddress?, isLocked: Bool)
    case prompts(languages: [LanguageTag], ids: [String])
    indirect case prompt(SpokenPrompt)
    case announcement(SpokenDateTime)
    case messages(SpokenCounts)
    /// The mailbox's `voicemail_play_datetime` is DISABLE: nothing is to be said.
    case silent(language: LanguageTag)

    /// `generatedPIN` is shown this once.
    case added(MailboxID, generatedPIN: SecretBytes?)
    case updated(MailboxID)
    case removed(MailboxID)
    case reset(MailboxID, generatedPIN: SecretBytes?)
    case unlocked(MailboxID)
    /// A source that is no longer locked.
    case unlockedSource(Source)
    indirect case mailbox(MailboxReport)
    case list(MailboxListing)
    case audit(AuditPage)
    /// What PINs are sealed with: keys and values in the order in which they are written.
    case key([(key: String, value: String)])

    case failure(ReplyError)
    /// A reply that was encoded before.
    case prepared(PreparedReply)
}

/// The line of a reply that is given often, encoded once.
public struct PreparedReply: Sendable, Hashable {
    /// The line without its sign, tag and line end.
    let body: [UInt8]
}

/// An error line. The codes are a fixed vocabulary, each with what the client is to do.
public enum ReplyError: Error, Sendable, Hashable {
    /// `ERR`: malformed framing; the connection closes after it.
    case framing(String)
    /// `ERR`: the line looks like another protocol; the connection closes after it.
    case foreign(ForeignProtocol)
    /// `ERR`: the first line of a connection is not a command; the connection closes after it. Holds no text of the client.
    case noCommandFirst
    /// `UNKNOWN`: no such command. Holds no text of the client.
    case unknownCommand
    /// `SYNTAX usage: …`
    case syntax(usage: String)
    /// `BADVALUE field=… …`
    case badValue(field: String, String)
    case notAuthenticated(String)
    case notPermitted(String)
    case noMailbox(MailboxID)
    case exists(MailboxID)
    case policy(PINPolicyViolation)
    case busy(WaitingBound, retryAfterMilliseconds: Int64)
    /// `BUSY`: an AUTH was not checked, as too many with a wrong name or secret came before it.
    case tooManyFailures(retryAfterMilliseconds: Int64)
    case unavailable
    /// `UNAVAILABLE`: the audit may not grow.
    case auditFull
    /// `INTERNAL`: a defect, logged under this id.
    case internalDefect(id: String)
    /// `NOPROTO`: Redis's own answer to a HELLO for another version than 2 and 3.
    case noSuchProtocol
}
