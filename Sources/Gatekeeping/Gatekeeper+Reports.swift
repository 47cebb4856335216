import Access
import Logging
public import VoicemailModel

/// What admins are told of mailboxes, of the audit, and of the service.
extension Gatekeeper {
    /// All that may be known of one mailbox.
    public func show(_ id: MailboxID, from caller: Caller) async throws(Refusal) -> MailboxReport {
        try authorize(.show, caller)
        let id = caller.seen(id)
        return try await inTime(inTurnOf: caller) { gatekeeper, due throws(Refusal) in
            let details = try await gatekeeper.mailboxes.read(id, for: caller, by: due) { entry in
                entry.mailbox.map { mailbox in
                    MailboxDetails(
                        settings: mailbox.settings, pin: mailbox.pin.map { MailboxDetails.PIN($0) },
                        attempts: entry.attempts)
                }
            }
            guard let details else { throw .noMailbox(id) }
            return gatekeeper.report(on: id, details)
        }
    }

    /// One page of the mailboxes that the caller sees and that meet some conditions.
    public func list(_ query: MailboxQuery, from caller: Caller) async throws(Refusal) -> MailboxListing {
        try authorize(.list, caller)
        var query = query
        query.contexts = caller.authorization.contexts
        let wanted = query
        return try await inTime { gatekeeper, due throws(Refusal) in
            let standards = gatekeeper.standards
            let result = try await gatekeeper.reads.page(for: caller, by: due) {
                gatekeeper.store.list(wanted, by: standards, completion: $0)
            }
            switch result {
            case .success(let page):
                guard wanted.wantsFields else {
                    return MailboxListing(.names(page.mailboxes.map(\.id)), next: page.next)
                }
                let reports = page.mailboxes.compactMap { mailbox in
                    mailbox.details.map { gatekeeper.report(on: mailbox.id, $0) }
                }
                return MailboxListing(.reports(reports), next: page.next)
            case .failure(let error):
                gatekeeper.logger.error(
                    "the mailboxes could not be listed", because: error, metadata: caller.metadata([:]))
                throw .unavailable
            }
        }
    }

    /// One page of the audit.
    public func audit(_ query: AuditQuery, from caller: Caller) async throws(Refusal) -> AuditPage {
        try authorize(.audit, caller)
        return try await inTime { gatekeeper, due throws(Refusal) in
            let result = try await gatekeeper.reads.page(for: caller, by: due) {
                gatekeeper.store.audit(query, completion: $0)
            }
            if case .failure(let error) = result {
                gatekeeper.logger.error(
                    "the audit could not be read", because: error, metadata: caller.metadata([:]))
            }
            guard case .success(let page) = result else { throw .unavailable }
            return page
        }
    }

    /// The state of the service: keys and values in the order in which they are shown.
    public func information(from caller: Caller) async throws(Refusal) -> [(key: String, value: String)] {
        try authorize(.information, caller)
        // What is for admins would tell others which mailboxes there are.
        let isAdmin = caller.authorization.mayCountLockedMailboxes
        return try await inTime(inTurnOf: caller) { gatekeeper, _ throws(Refusal) in
            guard let count = await gatekeeper.mailboxCount() else { throw .unavailable }
            var locked: [(key: String, value: String)] = []
            if isAdmin {
                guard let count = await gatekeeper.lockedMailboxCount() else { throw .unavailable }
                locked = [("mailboxes_locked", "\(count)")]
            }
            return gatekeeper.information(mailboxes: count, locked, isAdmin: isAdmin)
        }
    }

    private func information(
        mailboxes count: Int, _ locked: [(key: String, value: String)], isAdmin: Bool
    ) -> [(key: String, value: String)] {
        let hashing = parts.hasher.status
        return [
            ("version", version),
            ("uptime_s", "\(clock.now.milliseconds(since: started) / 1000)"),
            ("mailboxes", "\(count)"),
            ("mailboxes_in_memory", "\(mailboxes.count)"),
            ("languages", "\(speech.languages.count)"),
            ("hash_memory_kib", "\(hashing.hashMemory / 1024)"),
            ("hash_operations", "\(hashing.operations)"),
            ("hash_workers", "\(hashing.workers)"),
            ("hash_queue", "\(hashing.queueDepth)"),
            ("hash_queue_max", "\(hashing.queueCapacity)"),
            ("hash_running", "\(hashing.running)"),
            ("hash_us", "\(Int(hashing.meanHashTime / .microseconds(1)))"),
            ("hash_memory", hashing.memory.rawValue),
        ] + locked + figures(isAdmin)
    }

    // MARK: Counts

    /// Nil when the store does not answer.
    func mailboxCount() async -> Int? {
        try? await countMailboxes().get()
    }

    /// The same, and why not.
    func countMailboxes() async -> Result<Int, StoreError> {
        await mailboxCounts.value {
            let result = await withCheckedContinuation { continuation in
                store.count { continuation.resume(returning: $0) }
            }
            if case .failure(let error) = result { logger.error("the mailboxes could not be counted", because: error) }
            return result
        }
    }

    /// How many mailboxes that exist are locked now; nil when the store does not answer.
    ///
    /// Counted again whenever it is asked for, page by page, so that nobody waits for it and nothing can make it wrong: lockouts
    /// end by themselves, and outlive a restart.
    func lockedMailboxCount() async -> Int? {
        await lockedMailboxCounts.value { await countLockedMailboxes() }
    }

    private func countLockedMailboxes() async -> Int? {
        var query = MailboxQuery(count: Limits.mailboxesLookedAt)
        query.conditions.isLocked = true
        var count = 0
        repeat {
            let (wanted, standards) = (query, standards)
            let page = await withCheckedContinuation { continuation in
                store.list(wanted, by: standards) { continuation.resume(returning: $0) }
            }
            switch page {
            case .success(let page):
                count += page.mailboxes.count
                query.after = page.next
            case .failure(let error):
                logger.error("the locked mailboxes could not be counted", because: error)
                return nil
            }
        } while query.after != nil
        return count
    }

    /// What mailboxes are judged by now.
    private var standards: MailboxStandards {
        MailboxStandards(
            now: clock.now, permanentAfter: rules.access.lockout.permanentAfter,
            oldestPIN: rules.access.ages.oldest(now: clock.now), defaultLanguage: speech.defaults.language)
    }

    /// What is told of `details` as they hold now.
    private func report(on id: MailboxID, _ details: MailboxDetails) -> MailboxReport {
        let (now, ages, lockout) = (clock.now, rules.access.ages, rules.access.lockout)
        var details = details
        details.attempts = lockout.bounded(details.attempts, now: now)
        let lock = lockout.lockInForce(details.attempts, now: now)
        var expiry: UnixTime?
        if var pin = details.pin {
            pin.setAt = min(pin.setAt, now)
            pin.mustChange = pin.mustChange || ages.oldest(now: now).map { pin.setAt <= $0 } ?? false
            expiry = ages.expiry(ofPINSetAt: pin.setAt, pin.origin)
            details.pin = pin
        }
        return MailboxReport(
            id, details, defaults: speech.defaults, retryAfter: lock.map { RetryAfter($0, now: now) },
            pinExpiresAt: expiry)
    }
}
