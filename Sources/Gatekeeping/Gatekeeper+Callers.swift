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

    /// Has a mailbox in memory, and answers what is asked of it before that can be in doubt again.
    ///
    /// - Parameters:
    ///   - body: makes the answer of what is in memory.
    ///   - completion: is called once, on the event loop, and not before this returns.
    public func answer<Value: Sendable>(
        about id: MailboxID, for operation: Operation, from caller: Caller, _ body: @escaping () -> Value?,
        completion: @escaping @Sendable (Result<Value, Refusal>) -> Void
    ) {
        let answer = owed(completion)
        if let refusal = refusal(of: operation, to: caller) { return answer.give(.failure(refusal)) }
        mailboxes.withEntry(caller.seen(id), for: caller, by: due) { result in
            switch result {
            case .success: answer.give(body().map { .success($0) } ?? .failure(.unavailable))
            case .failure(let failure): answer.give(.failure(failure.refusal))
            }
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
    /// - Parameters:
    ///   - isTrusted: whether the front end says that the caller's device is authenticated.
    ///   - completion: is called once, on the event loop, and not before this returns.
    public func access(
        to id: MailboxID, source: Source?, isTrusted: Bool, from caller: Caller,
        completion: @escaping @Sendable (Result<AccessOutcome, Refusal>) -> Void
    ) {
        let answer = owed(completion)
        if let refusal = refusal(of: .access, to: caller) { return answer.give(.failure(refusal)) }
        let (id, due) = (caller.seen(id), due)
        mailboxes.withEntry(id, for: caller, by: due) { result in
            do throws(Refusal) {
                if case .failure(let failure) = result { throw failure.refusal }
                if let outcome = try self.accessInMemory(to: id, isTrusted: isTrusted, from: caller) {
                    return answer.give(.success(outcome))
                }
                self.decideAccess(
                    id, caller.subject(id, source: caller.authorization.own(source)),
                    isTrusted: caller.authorization.isTrusted(claiming: isTrusted),
                    self.parts.terms(for: caller, by: due)
                ) { answer.give($0) }
            } catch {
                answer.give(.failure(error))
            }
        }
    }

    private func decideAccess(
        _ id: MailboxID, _ subject: AuditSubject, isTrusted: Bool, _ terms: TransactionTerms,
        _ told: @escaping (Result<AccessOutcome, Refusal>) -> Void
    ) {
        let rules = rules.access
        runner.ledger.transact(id, source: subject.source, terms) {
            $0.access(subject, isTrusted: isTrusted, by: rules)
        } completion: { result in
            guard case .success(let ruling) = result else { return told(.failure(.unavailable)) }
            let outcome = self.outcome(ruling.decision, self.language(of: id))
            guard let event = ruling.audit else { return told(.success(outcome)) }
            self.journal.tally(event, by: terms.deadline) { isOnDisk in
                told(isOnDisk ? .success(outcome) : .failure(.unavailable))
            }
        }
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
