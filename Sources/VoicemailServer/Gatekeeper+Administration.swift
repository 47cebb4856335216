import Access
import Logging
import NIOCore
import VoicemailModel
import Wire

/// The admin commands: each changes one mailbox, in its turn, all or nothing.
extension Gatekeeper {
    func add(
        _ id: MailboxID, _ pin: NewPIN, _ assignments: [SettingAssignment], mustChange: Bool?,
        from origin: RequestOrigin
    ) async -> Reply {
        var settings = MailboxSettings()
        if case .noPIN = pin, mustChange == true { return .failure(Self.noPINToChange) }
        if let error = apply(assignments, to: &settings) { return .failure(error) }
        guard let entry = try? await entry(for: id, from: origin) else { return .failure(.unavailable) }
        guard entry.mailbox == nil else { return .failure(.exists(id)) }
        let made: NewRecord
        do { made = try await makeRecord(of: pin, for: id, .assigned, from: origin) } catch { return .failure(error) }
        var record = made.record
        if let mustChange { record?.mustChange = mustChange }
        let mailbox = Mailbox(settings: settings, pin: record)
        let audit = auditEvent(
            .mailboxAdded, .done, mailbox: id, from: origin,
            details: assignments.map { AuditDetail($0) } + [AuditDetail(pin)] + Self.details(mustChange: mustChange))
        return await administer("added", id, audit, from: origin, clearsFailures: true, replacesPIN: true) { existing in
            existing == nil ? .put(mailbox) : .refused(.exists)
        } reply: {
            .added(id, generatedPIN: made.generatedPIN)
        }
    }

    func set(_ id: MailboxID, _ assignments: [SettingAssignment], _ pin: PINAssignment, from origin: RequestOrigin)
        async -> Reply
    {
        var checked = MailboxSettings()
        if let error = apply(assignments, to: &checked) { return .failure(error) }
        if let encodedHash = pin.encodedHash, let objection = hasher.objection(toEncodedHash: encodedHash) {
            return .failure(.badValue(field: "pin_hash", objection))
        }
        let record = pin.encodedHash.map {
            PINRecord(encodedHash: $0, mustChange: false, setAt: clock.now, origin: .assigned)
        }
        let audit = auditEvent(
            .settings, .done, mailbox: id, from: origin,
            details: assignments.map { AuditDetail($0) } + (record == nil ? [] : [.encodedHash])
                + Self.details(mustChange: pin.mustChange))
        return await administer(
            "updated", id, audit, from: origin, clearsFailures: false, replacesPIN: record != nil
        ) { existing in
            guard var mailbox = existing else { return .refused(.noMailbox) }
            for assignment in assignments {
                mailbox.settings.apply(assignment)
            }
            if let record {
                mailbox.pin = self.following(mailbox.pin, by: record, of: id)
            }
            if let mustChange = pin.mustChange {
                guard mailbox.pin != nil || !mustChange else { return .refused(.noPIN) }
                mailbox.pin?.mustChange = mustChange
            }
            return .put(mailbox)
        } reply: {
            .updated(id)
        }
    }

    func remove(_ id: MailboxID, from origin: RequestOrigin) async -> Reply {
        let audit = auditEvent(.mailboxRemoved, .done, mailbox: id, from: origin)
        return await administer(
            "removed", id, audit, from: origin, clearsFailures: true, replacesPIN: true
        ) { existing in
            existing == nil ? .refused(.noMailbox) : .remove
        } reply: {
            .removed(id)
        }
    }

    func reset(_ id: MailboxID, _ pin: NewPIN, from origin: RequestOrigin) async -> Reply {
        guard let entry = try? await entry(for: id, from: origin) else { return .failure(.unavailable) }
        guard entry.mailbox != nil else { return .failure(.noMailbox(id)) }
        let made: NewRecord
        do { made = try await makeRecord(of: pin, for: id, .reset, from: origin) } catch { return .failure(error) }
        let audit = auditEvent(.reset, .done, mailbox: id, from: origin, details: [AuditDetail(pin)])
        return await administer(
            "reset", id, audit, from: origin, clearsFailures: true, replacesPIN: true
        ) { existing in
            guard var mailbox = existing else { return .refused(.noMailbox) }
            mailbox.pin = made.record.map { self.following(mailbox.pin, by: $0, of: id) }
            return .put(mailbox)
        } reply: {
            .reset(id, generatedPIN: made.generatedPIN)
        }
    }

    func unlock(_ id: MailboxID, from origin: RequestOrigin) async -> Reply {
        let audit = auditEvent(.unlock, .done, mailbox: id, from: origin)
        return await administer(
            "unlocked", id, audit, from: origin, clearsFailures: true, replacesPIN: false
        ) { existing in
            existing == nil ? .refused(.noMailbox) : .unchanged
        } reply: {
            .unlocked(id)
        }
    }

    private static let noPINToChange = ReplyError.badValue(
        field: "must_change", "the mailbox has no PIN that its caller could change")

    private static func details(mustChange: Bool?) -> [AuditDetail] {
        guard let mustChange else { return [] }
        return [.word("must_change", mustChange ? "true" : "false")]
    }

    private func apply(_ assignments: [SettingAssignment], to settings: inout MailboxSettings) -> ReplyError? {
        for assignment in assignments {
            if case .timeZone(let zone?) = assignment, !speech.knows(zone) {
                return .badValue(field: "time_zone", "not in the IANA time zone database; write it as in Europe/Berlin")
            }
            settings.apply(assignment)
        }
        return nil
    }

    /// Makes `change` of the mailbox when it is its turn, and answers when it is on disk.
    private func administer(
        _ what: String, _ id: MailboxID, _ audit: AuditEvent, from origin: RequestOrigin, clearsFailures: Bool,
        replacesPIN: Bool,
        change: @escaping @Sendable (Mailbox?) -> AdministeredMailbox, reply: () -> Reply
    ) async -> Reply {
        guard let entry = try? await entry(for: id, from: origin) else { return .failure(.unavailable) }
        let administration = Administration(
            origin: origin, audit: audit, deadline: commitDeadline(of: origin), change: change)
        switch await perform(
            administration, on: entry, .administered(clearsFailures: clearsFailures, replacesPIN: replacesPIN))
        {
        case .done:
            logger.info(
                "mailbox administered", metadata: origin.metadata(["mailbox": "\(id)", "what": "\(what)"]))
            return reply()
        case .refused(.noMailbox): return .failure(.noMailbox(id))
        case .refused(.exists): return .failure(.exists(id))
        case .refused(.noPIN): return .failure(Self.noPINToChange)
        case .unavailable: return .failure(.unavailable)
        }
    }

    /// Takes `administration`'s turn at its mailbox, and returns when it is on disk, or refused.
    func perform(
        _ administration: Administration, on entry: MailboxEntry, _ outcome: AttemptLedger.Outcome
    ) async -> AdministrationResult {
        let operation = nextOperation()
        return await withCheckedContinuation { continuation in
            administration.continuation = continuation
            entry.operations[operation] = .administration(administration)
            entry.ledger.finish(operation, outcome)
            drive(entry)
        }
    }

    func commit(
        _ administration: Administration, _ id: OperationID, _ record: AttemptRecord, on entry: MailboxEntry
    ) {
        var change = MailboxChange(
            id: entry.id, attempts: record, audit: administration.audit.map { [$0] } ?? [],
            deadline: administration.deadline)
        switch administration.change(entry.mailbox) {
        case .put(let mailbox): change.existence = .put(mailbox)
        case .remove: change.existence = .remove
        case .unchanged: break
        case .refused(let refusal):
            entry.ledger.commitFailed()
            entry.operations[id] = nil
            administration.resume(.refused(refusal))
            return
        }
        commit(change, id)
    }

    // MARK: New PINs

    private struct NewRecord {
        /// Nil where there is to be no PIN.
        var record: PINRecord?
        /// Shown once, to whoever asked.
        var generatedPIN: SecretBytes?
    }

    private func makeRecord(
        of pin: NewPIN, for mailbox: MailboxID, _ kind: PINRecord.Origin, from origin: RequestOrigin
    ) async throws(ReplyError) -> NewRecord {
        let now = clock.now
        let record = { (hash: String) in
            PINRecord(encodedHash: hash, mustChange: kind == .reset, setAt: now, origin: kind)
        }
        switch pin {
        case .noPIN: return NewRecord()
        case .encoded(let text):
            if let objection = hasher.objection(toEncodedHash: text) {
                throw .badValue(field: "pin_hash", objection)
            }
            return NewRecord(record: record(text))
        case .chosen(let secret):
            if let violation = policy.violation(of: secret, for: mailbox) { throw .policy(violation) }
            guard let pin = PIN(secret) else { throw .badValue(field: "pin", "not 6 to 10 digits") }
            return NewRecord(record: record(try await hash(pin, from: origin)))
        case .generate:
            var generator = SystemRandomNumberGenerator()
            let pin = policy.makePIN(for: mailbox, using: &generator)
            return NewRecord(record: record(try await hash(pin, from: origin)), generatedPIN: pin.secret)
        }
    }

    private func hash(_ pin: PIN, from origin: RequestOrigin) async throws(ReplyError) -> String {
        let deadline = hashDeadline(of: origin)
        switch await hash(.hash(pin), id: nextOperation(), flow: flow(of: origin), deadline: deadline) {
        case .hashed(let text): return text
        case .matched, .mismatched, .outOfMemory: throw .unavailable
        case nil: throw .busy(retryAfterMilliseconds: hasher.retryAfterMilliseconds)
        }
    }

    /// Has a hash computed that no ledger counts; nil when it was not begun.
    func hash(
        _ work: HashingWork, id: OperationID, flow: HashingFlow, deadline: ContinuousClock.Instant
    ) async -> HashingResult? {
        let expiry = schedule(at: hasher.latestStart(for: deadline)) { $0.takeBackHash(id) }
        defer { expiry.cancel() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                hashes[id] = continuation
                let admission = hasher.submit(work, id: id, flow: flow.number, deadline: deadline) { result in
                    self.onLoop { $0.hashes.removeValue(forKey: id)?.resume(returning: result) }
                }
                if admission != .accepted {
                    hashes.removeValue(forKey: id)?.resume(returning: nil)
                }
            }
        } onCancel: {
            onLoop { $0.takeBackHash(id) }
        }
    }

    private func takeBackHash(_ id: OperationID) {
        if hashes[id] != nil, hasher.cancel(id) {
            hashes.removeValue(forKey: id)?.resume(returning: nil)
        }
    }
}
