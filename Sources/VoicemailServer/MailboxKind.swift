import VoicemailModel
import Wire

/// What mailboxes with the same settings have in common: what SETTINGS says of them, and how their callers are spoken to.
/// Many are alike, so that few are prepared.
final class MailboxKind {
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
    /// Nil where there is no mailbox.
    let settings: PreparedSettings?
    /// Once it was asked for.
    var voice: Voice?

    init(_ key: Key, defaults: SettingsDefaults) {
        self.key = key
        settings = key.settings.map { PreparedSettings($0, defaults: defaults, isPINSet: key.isPINSet) }
    }
}

/// What is said of one mailbox.
struct MailboxSummary {
    let kind: MailboxKind
    let email: EmailAddress?
}

/// The kinds of mailboxes that were met, each once.
struct MailboxKinds {
    private let defaults: SettingsDefaults
    private var kinds: [MailboxKind.Key: MailboxKind] = [:]

    init(defaults: SettingsDefaults) {
        self.defaults = defaults
    }

    mutating func summary(of settings: MailboxSettings?, isPINSet: Bool) -> MailboxSummary {
        MailboxSummary(kind: kind(settings, isPINSet: isPINSet), email: settings?.email)
    }

    private mutating func kind(_ settings: MailboxSettings?, isPINSet: Bool) -> MailboxKind {
        let key = MailboxKind.Key(settings, isPINSet: isPINSet)
        if let kind = kinds[key] { return kind }
        if kinds.count >= Limits.rememberedKinds { kinds.removeAll(keepingCapacity: true) }
        let kind = MailboxKind(key, defaults: defaults)
        kinds[key] = kind
        return kind
    }
}
