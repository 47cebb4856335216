import Access
import NIOCore
public import VoicemailModel

/// What callers are told, and how they are spoken to. Nearly all of it is in memory.
extension Gatekeeper {
    // MARK: Whether a PIN may be chosen

    /// What the policy says against `candidate`; nil when it may be chosen. The number alone is looked at, whether there is such a
    /// mailbox or not.
    public func checkPIN(
        _ candidate: SecretBytes, for mailbox: MailboxID?, from caller: Caller
    ) throws(Refusal) -> PINPolicyViolation? {
        try authorize(.checkPIN, caller)
        return policy.violation(of: candidate, for: mailbox.map(caller.seen))
    }

    // MARK: In memory, on the event loop

    /// Has a mailbox in memory, so that what is asked of it can be answered at once.
    public func load(_ id: MailboxID, for operation: Operation, from caller: Caller) async throws(Refusal) {
        try authorize(operation, caller)
        let id = caller.seen(id)
        try await inTime { gatekeeper, due throws(Refusal) in
            try await gatekeeper.mailboxes.load(id, for: caller, by: due)
        }
    }

    /// What is said of a mailbox; nil when it is not in memory.
    ///
    /// - Throws: `noMailbox`.
    public func settingsInMemory(of id: MailboxID, from caller: Caller) throws(Refusal) -> SettingsOutcome? {
        try authorize(.settings, caller)
        let id = caller.seen(id)
        guard let (summary, isLocked) = mailboxes.settings(of: id) else { return nil }
        guard summary.kind.exists else { throw .noMailbox(id) }
        return SettingsOutcome(mailbox: id, kind: summary.kind, email: summary.email, isLocked: isLocked)
    }

    /// How the caller of a mailbox is spoken to; nil when it is not in memory.
    public func voiceInMemory(
        of id: MailboxID, for operation: Operation, from caller: Caller
    ) throws(Refusal) -> Voice? {
        try authorize(operation, caller)
        return mailboxes.kind(of: caller.seen(id)).map(speech.voice)
    }

    /// How callers are spoken to who prefer these languages, best first.
    public func voice(
        in languages: [LanguageTag], for operation: Operation, from caller: Caller
    ) throws(Refusal) -> Voice {
        try authorize(operation, caller)
        return speech.voice(in: languages)
    }

    /// How a caller is spoken to who wants this.
    public func voice(
        _ language: LanguageTag, clock: ClockFormat, zone: TimeZoneName?, for operation: Operation, from caller: Caller
    ) throws(Refusal) -> Voice {
        try authorize(operation, caller)
        return speech.voice(Voice.Wish(language: language, clock: clock, zone: zone))
    }

    /// Every language there is a catalog of, and every prompt's id.
    public func prompts(from caller: Caller) throws(Refusal) -> (languages: [LanguageTag], ids: [String]) {
        try authorize(.prompts, caller)
        return (speech.languages, speech.promptIDs)
    }

    /// What SETTINGS says where a mailbox leaves a field to the server.
    public var settingsDefaults: SettingsDefaults { speech.defaults }

    /// What "today" means.
    public var calendarNow: UnixTime { clock.calendarNow }

    // MARK: ACCESS

    /// What a caller must do to get in; nil when that is not in memory, or when the caller may be let in, which is decided in the
    /// store.
    public func accessInMemory(
        to id: MailboxID, isTrusted: Bool, from caller: Caller
    ) throws(Refusal) -> AccessOutcome? {
        try authorize(.access, caller)
        guard let entry = mailboxes[caller.seen(id)] else { return nil }
        let settings = entry.mailbox?.settings
        let decision = AccessDecision(
            settings: settings, attempts: entry.attempts, by: rules.access,
            isTrusted: caller.authorization.isTrusted(claiming: isTrusted), now: clock.now)
        switch decision {
        // The store says whether the source may.
        case .granted, .sourceLocked: return nil
        // That a word was not given, or does not count, has its row in the audit.
        case .pinRequired where settings?.requiresPIN == false: return nil
        case .pinRequired, .locked:
            return outcome(decision, speech.voice(of: mailboxes.summary(of: entry).kind).language)
        }
    }

    /// What a caller must do to get in: nothing, type a PIN, or wait.
    ///
    /// - Parameter isTrusted: whether the front end says that the caller's device is authenticated.
    public func access(
        to id: MailboxID, source: Source?, isTrusted: Bool, from caller: Caller
    ) async throws(Refusal) -> AccessOutcome {
        try authorize(.access, caller)
        let id = caller.seen(id)
        let isWordTaken = caller.authorization.isTrusted(claiming: isTrusted)
        let subject = caller.subject(id, source: caller.authorization.own(source))
        return try await inTime { gatekeeper, due throws(Refusal) in
            try await gatekeeper.mailboxes.load(id, for: caller, by: due)
            if let outcome = try gatekeeper.accessInMemory(to: id, isTrusted: isTrusted, from: caller) {
                return outcome
            }
            let ruling = try await gatekeeper.decideAccess(id, subject, isTrusted: isWordTaken, due: due)
            if let event = ruling.audit {
                guard await gatekeeper.journal.tally(event, by: due) else { throw .unavailable }
            }
            return gatekeeper.outcome(ruling.decision, gatekeeper.language(of: id))
        }
    }

    private func decideAccess(
        _ id: MailboxID, _ subject: AuditSubject, isTrusted: Bool, due: ContinuousClock.Instant
    ) async throws(Refusal) -> AccessRuling {
        let rules = rules.access
        let ruling = await withCheckedContinuation { continuation in
            runner.ledger.transact(id, source: subject.source, TransactionTerms(by: due)) {
                $0.access(subject, isTrusted: isTrusted, by: rules)
            } completion: {
                continuation.resume(returning: try? $0.get())
            }
        }
        guard let ruling else { throw .unavailable }
        return ruling
    }

    private func outcome(_ decision: AccessDecision, _ language: LanguageTag) -> AccessOutcome {
        switch decision {
        case .granted: .granted(language: language)
        case .pinRequired(let attemptsLeft): .pinRequired(attemptsLeft: attemptsLeft, language: language)
        case .locked(let lock): .locked(.mailbox, RetryAfter(lock, now: clock.now), language: language)
        case .sourceLocked(let end): .locked(.source, RetryAfter(until: end, now: clock.now), language: language)
        }
    }

    /// The language of a mailbox's callers: the default's when nothing is known of it.
    func language(of id: MailboxID) -> LanguageTag {
        mailboxes.kind(of: id).map { speech.voice(of: $0).language } ?? speech.language(for: nil)
    }
}
