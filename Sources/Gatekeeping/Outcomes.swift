public import VoicemailModel

/// What VERIFY comes to. The language is that of the mailbox's caller.
public enum VerifyOutcome: Sendable, Hashable {
    /// - Parameter mustChange: whether the caller has to choose another PIN.
    case granted(GrantReason, language: LanguageTag, mustChange: Bool)
    case denied(attemptsLeft: Int, language: LanguageTag)
    case locked(LockScope, RetryAfter, language: LanguageTag)
}

/// What CHANGE comes to. A new PIN that is not accepted is a refusal, told to whoever knew the old one.
public enum ChangeOutcome: Sendable, Hashable {
    case changed
    case denied(attemptsLeft: Int, language: LanguageTag)
    case locked(LockScope, RetryAfter, language: LanguageTag)
}

/// What a caller must do to get in.
public enum AccessOutcome: Sendable, Hashable {
    /// Nothing.
    case granted(language: LanguageTag)
    case pinRequired(attemptsLeft: Int, language: LanguageTag)
    /// The mailbox is; or the source, at a mailbox that asks for no PIN.
    case locked(LockScope, RetryAfter, language: LanguageTag)
}

/// What is said of one mailbox.
public struct SettingsOutcome {
    /// The name as whoever asked may see it.
    public let mailbox: MailboxID
    /// What mailboxes with the same settings have in common.
    public let kind: MailboxKind
    public let email: EmailAddress?
    public let isLocked: Bool
}

/// A PIN that was made by the core, to be shown once.
public struct GeneratedPIN: Sendable {
    /// Nil where the PIN was given, or there is none.
    public let secret: SecretBytes?
}

/// What PINs are sealed with.
public struct KeyStatus: Sendable, Hashable {
    /// Whether a new key was made for this request; nil when it did not ask for one.
    public var isRotated: Bool?
    public var activeKey: String
    /// Each key, the active one first, with the hashes that are sealed with it.
    public var keys: [Key]
    /// Hashes that are not sealed.
    public var plain: Int
    /// Hashes that could not be resealed.
    public var failed: Int
    public var isSealing: Bool

    public struct Key: Sendable, Hashable {
        public var id: String
        public var hashes: Int
    }
}
