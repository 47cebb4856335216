import Access
import Logging
import NIOCore
import VoicemailModel

/// What admins change: each call one mailbox, or one source, all or nothing.
final class MailboxAdministrator {
    private let parts: CoreParts
    private let mailboxes: MailboxDirectory
    private let sources: SourceDirectory
    private let journal: AuditJournal
    private let ledger: Ledger
    private let repeats: Repeats
    private let desk: HashingDesk
    private let speech: Speech
    /// What a new PIN must be like; another blocklist can take the place of its own.
    var policy: PINPolicy

    init(
        _ parts: CoreParts, mailboxes: MailboxDirectory, sources: SourceDirectory, journal: AuditJournal,
        repeats: Repeats, desk: HashingDesk, speech: Speech, policy: PINPolicy
    ) {
        self.parts = parts
        self.mailboxes = mailboxes
        self.sources = sources
        self.journal = journal
        ledger = Ledger(parts, mailboxes: mailboxes, sources: sources, journal: journal)
        self.repeats = repeats
        self.desk = desk
        self.speech = speech
        self.policy = policy
    }

    // MARK: Mailboxes

    func add(
        _ id: MailboxID, _ pin: NewPIN, _ assignments: [SettingAssignment], mustChange: Bool?, _ caller: Caller,
        due: ContinuousClock.Instant
    ) async throws(Refusal) -> GeneratedPIN {
        var settings = MailboxSettings()
        if case .noPIN = pin, mustChange == true { throw Self.noPINToChange }
        try apply(assignments, to: &settings)
        let exists = try await mailboxes.read(id, for: caller, by: due) { $0.mailbox != nil }
        // Before anything is hashed. Where other nodes change mailboxes, the transaction alone can say.
        guard parts.sharesStore || !exists else { throw .exists(id) }
        let made = try await makeRecord(of: pin, for: id, .assigned, caller, due: due)
        var record = made.record
        if let mustChange { record?.mustChange = mustChange }
        let mailbox = Mailbox(settings: settings, pin: record)
        let audit = event(
            .mailboxAdded, caller.subject(id),
            assignments.map { AuditDetail($0) } + [AuditDetail(pin)] + Self.details(mustChange: mustChange))
        try await administer(
            "added", id, caller, due: due,
            Administration(audit: audit, clearsFailures: true, replacesPIN: true) { existing in
                existing == nil ? .put(mailbox) : .refused(.exists)
            })
        return GeneratedPIN(secret: made.generated)
    }

    func set(
        _ id: MailboxID, _ assignments: [SettingAssignment], _ pin: PINAssignment, _ caller: Caller,
        due: ContinuousClock.Instant
    ) async throws(Refusal) {
        var checked = MailboxSettings()
        try apply(assignments, to: &checked)
        if let encodedHash = pin.encodedHash, let objection = parts.hasher.objection(toEncodedHash: encodedHash) {
            throw .badValue(field: "pin_hash", objection)
        }
        let record = pin.encodedHash.map {
            PINRecord(encodedHash: $0, mustChange: false, setAt: parts.clock.now, origin: .assigned)
        }
        let audit = event(
            .settings, caller.subject(id),
            assignments.map { AuditDetail($0) } + (record == nil ? [] : [.encodedHash])
                + Self.details(mustChange: pin.mustChange))
        let pins = parts.keeping(of: id)
        try await administer(
            "updated", id, caller, due: due,
            Administration(audit: audit, clearsFailures: false, replacesPIN: record != nil) { existing in
                guard var mailbox = existing else { return .refused(.noMailbox) }
                for assignment in assignments { mailbox.settings.apply(assignment) }
                if let record { mailbox.pin = pins.following(mailbox.pin, record) }
                if let mustChange = pin.mustChange {
                    guard mailbox.pin != nil || !mustChange else { return .refused(.noPIN) }
                    mailbox.pin?.mustChange = mustChange
                }
                return .put(mailbox)
            })
    }

    func remove(_ id: MailboxID, _ caller: Caller, due: ContinuousClock.Instant) async throws(Refusal) {
        let audit = event(.mailboxRemoved, caller.subject(id))
        try await administer(
            "removed", id, caller, due: due,
            Administration(audit: audit, clearsFailures: true, replacesPIN: true) { existing in
                existing == nil ? .refused(.noMailbox) : .remove
            })
    }

    func reset(
        _ id: MailboxID, _ pin: NewPIN, _ caller: Caller, due: ContinuousClock.Instant
    ) async throws(Refusal) -> GeneratedPIN {
        let exists = try await mailboxes.read(id, for: caller, by: due) { $0.mailbox != nil }
        guard parts.sharesStore || exists else { throw .noMailbox(id) }
        let made = try await makeRecord(of: pin, for: id, .reset, caller, due: due)
        let audit = event(.reset, caller.subject(id), [AuditDetail(pin)])
        let (record, pins) = (made.record, parts.keeping(of: id))
        try await administer(
            "reset", id, caller, due: due,
            Administration(audit: audit, clearsFailures: true, replacesPIN: true) { existing in
                guard var mailbox = existing else { return .refused(.noMailbox) }
                mailbox.pin = record.map { pins.following(mailbox.pin, $0) }
                return .put(mailbox)
            })
        return GeneratedPIN(secret: made.generated)
    }

    func unlock(_ id: MailboxID, _ caller: Caller, due: ContinuousClock.Instant) async throws(Refusal) {
        let audit = event(.unlock, caller.subject(id))
        try await administer(
            "unlocked", id, caller, due: due,
            Administration(audit: audit, clearsFailures: true, replacesPIN: false) { existing in
                existing == nil ? .refused(.noMailbox) : .unchanged
            })
    }

    /// Makes a change, and returns when it is in the store.
    private func administer(
        _ what: String, _ id: MailboxID, _ caller: Caller, due: ContinuousClock.Instant,
        _ administration: Administration
    ) async throws(Refusal) {
        // What is in memory is changed with it: the entry stays there from here until the change has been told.
        typealias Answer = Result<AdministeredMailbox.Objection?, ReadFailure>
        let answer: Answer = await withCheckedContinuation { continuation in
            mailboxes.withEntry(id, for: caller, by: due) { entry in
                if case .failure(let failure) = entry { return continuation.resume(returning: .failure(failure)) }
                self.perform(administration, on: id, self.parts.terms(for: caller, by: due)) { result in
                    continuation.resume(returning: result.mapError { .store($0) })
                }
            }
        }
        switch answer {
        case .success(nil):
            parts.logger.info(
                "mailbox administered", metadata: caller.metadata(["mailbox": "\(id)", "what": "\(what)"]))
        case .success(.noMailbox): throw .noMailbox(id)
        case .success(.exists): throw .exists(id)
        case .success(.noPIN): throw Self.noPINToChange
        case .success(.done): throw .unavailable
        case .failure(let failure):
            parts.logger.debug("a change could not be committed", metadata: caller.metadata(["error": "\(failure)"]))
            throw failure.refusal
        }
    }

    /// Makes a change of `id`: nil when it was made, else why it does not apply.
    func perform(
        _ administration: Administration, on id: MailboxID, _ terms: TransactionTerms
    ) async -> Result<AdministeredMailbox.Objection?, StoreError> {
        await withCheckedContinuation { continuation in
            perform(administration, on: id, terms) { continuation.resume(returning: $0) }
        }
    }

    func perform(
        _ administration: Administration, on id: MailboxID, _ terms: TransactionTerms,
        _ completion: @escaping (Result<AdministeredMailbox.Objection?, StoreError>) -> Void
    ) {
        let (rules, pins) = (parts.rules.access, parts.keeping(of: id))
        ledger.transact(id, terms) {
            $0.administer(administration, by: rules, keeping: pins)
        } completion: { result in
            switch result {
            // What nobody asked for changes no answer.
            case .success(nil) where administration.audit != nil: self.repeats.forget(id)
            case .failure(let error) where error.leavesDoubt: self.repeats.forget(id)
            case .success, .failure: break
            }
            completion(result)
        }
    }

    // MARK: Sources

    /// Forgets the failures of `source`, as each client counts it whose mailboxes the admin sees: clients that are limited to
    /// contexts have sources of their own.
    func unlock(
        _ source: Source, ownedBy owners: [String], isSeenPlain: Bool, _ caller: Caller, due: ContinuousClock.Instant
    ) async throws(Refusal) {
        let all = (isSeenPlain ? [source] : []) + owners.map { source.owned(by: $0) }
        let audit = event(.unlock, caller.subject(source: source))
        let terms = parts.terms(for: caller, by: due)
        let error = await withCheckedContinuation { continuation in
            parts.store.transact(
                LedgerScope(nil, sources: all), terms, decide: { $0.clearSources(audit) },
                completion: parts.loop.receiver { result in
                    self.journal.note(result, terms)
                    if case .success(let decided) = result { self.sources.update(decided.rows) }
                    if result.error?.leavesDoubt == true { self.sources.doubt(all) }
                    continuation.resume(returning: result.error)
                })
        }
        guard error == nil else { throw .unavailable }
        parts.logger.info("source unlocked", metadata: caller.metadata(["source": source.metadata]))
    }

    // MARK: Steps

    private static let noPINToChange = Refusal.badValue(
        field: "must_change", "the mailbox has no PIN that its caller could change")

    private static func details(mustChange: Bool?) -> [AuditDetail] {
        guard let mustChange else { return [] }
        return [.word("must_change", mustChange ? "true" : "false")]
    }

    private func event(
        _ kind: AuditEvent.Kind, _ subject: AuditSubject, _ details: [AuditDetail] = []
    ) -> AuditEvent {
        subject.event(kind, .done, at: parts.clock.calendarNow, details)
    }

    private func apply(_ assignments: [SettingAssignment], to settings: inout MailboxSettings) throws(Refusal) {
        for assignment in assignments {
            if case .timeZone(let zone?) = assignment, !speech.knows(zone) {
                throw .badValue(field: "time_zone", "not in the IANA time zone database; write it as in Europe/Berlin")
            }
            settings.apply(assignment)
        }
    }

    // MARK: New PINs

    /// - Returns: what is stored, nil where there is to be no PIN; and a PIN that was made here, to be shown once.
    private func makeRecord(
        of pin: NewPIN, for mailbox: MailboxID, _ origin: PINRecord.Origin, _ caller: Caller,
        due: ContinuousClock.Instant
    ) async throws(Refusal) -> (record: PINRecord?, generated: SecretBytes?) {
        let now = parts.clock.now
        let record = { (hash: String) in
            PINRecord(encodedHash: hash, mustChange: origin == .reset, setAt: now, origin: origin)
        }
        switch pin {
        case .noPIN: return (nil, nil)
        case .encoded(let text):
            if let objection = parts.hasher.objection(toEncodedHash: text) {
                throw .badValue(field: "pin_hash", objection)
            }
            return (record(text), nil)
        case .chosen(let secret):
            if let violation = policy.violation(of: secret, for: mailbox) { throw .policy(violation) }
            guard let pin = PIN(secret) else { throw .badValue(field: "pin", "not 6 to 10 digits") }
            return (record(try await hash(pin, caller, due: due)), nil)
        case .generate:
            var generator = SystemRandomNumberGenerator()
            let pin = policy.makePIN(for: mailbox, using: &generator)
            return (record(try await hash(pin, caller, due: due)), pin.secret)
        }
    }

    private func hash(_ pin: PIN, _ caller: Caller, due: ContinuousClock.Instant) async throws(Refusal) -> String {
        let deadline = due.advanced(by: parts.rules.hashDeadline - parts.rules.deadline)
        switch await desk.hash(.hash(pin), flow: parts.flow(of: caller), deadline: deadline) {
        case .hashed(let text): return text
        case .matched, .mismatched, .outOfMemory: throw .unavailable
        case nil: throw .busy(.hashes, retryAfterMilliseconds: parts.hasher.retryAfterMilliseconds)
        }
    }
}
