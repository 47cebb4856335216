import Access
import Logging
import VoicemailModel
import Wire

/// What admins are told of mailboxes: one, or all that meet some conditions.
extension Gatekeeper {
    func show(_ id: MailboxID, from origin: RequestOrigin) async -> Reply {
        guard let entry = try? await entry(for: id, from: origin) else { return .failure(.unavailable) }
        guard let mailbox = entry.mailbox else { return .failure(.noMailbox(id)) }
        let details = MailboxDetails(
            settings: mailbox.settings, pin: mailbox.pin.map { MailboxDetails.PIN($0) }, attempts: entry.ledger.record)
        return .mailbox(report(on: id, details))
    }

    func list(_ query: MailboxQuery, from origin: RequestOrigin) async -> Reply {
        switch await page(query) {
        case .success(let page):
            guard query.wantsFields else {
                return .list(MailboxListing(.names(page.mailboxes.map(\.id)), next: page.next))
            }
            let reports = page.mailboxes.compactMap { mailbox in mailbox.details.map { report(on: mailbox.id, $0) } }
            return .list(MailboxListing(.reports(reports), next: page.next))
        case .failure(let error):
            logger.error("the mailboxes could not be listed", metadata: origin.metadata(["error": "\(error)"]))
            return .failure(.unavailable)
        }
    }

    /// How many mailboxes that exist are locked now.
    ///
    /// Counted again whenever it is asked for, page by page, so that nobody waits for it and nothing can make it wrong: lockouts
    /// end by themselves, and outlive a restart.
    func lockedMailboxCount() async -> Result<Int, StoreError> {
        var query = MailboxQuery(count: Limits.mailboxesLookedAt)
        query.conditions.isLocked = true
        var count = 0
        repeat {
            switch await page(query) {
            case .success(let page):
                count += page.mailboxes.count
                query.after = page.next
            case .failure(let error):
                logger.error("the locked mailboxes could not be counted", metadata: ["error": "\(error)"])
                return .failure(error)
            }
        } while query.after != nil
        return .success(count)
    }

    /// One page of the store, without those that are locked for the time of an attempt that is counted beforehand.
    private func page(_ query: MailboxQuery) async -> Result<MailboxPage, StoreError> {
        let standards = MailboxStandards(
            now: clock.now, permanentAfter: rules.lockout.permanentAfter, oldestPIN: rules.ages.oldest(now: clock.now),
            defaultLanguage: speech.defaults.language)
        let result = await withCheckedContinuation { continuation in
            store.list(query, by: standards) { continuation.resume(returning: $0) }
        }
        return result.map { page in
            var page = page
            for index in page.mailboxes.indices {
                guard let record = mailboxes.peek(page.mailboxes[index].id)?.ledger.record else { continue }
                page.mailboxes[index].details?.attempts = record
            }
            if query.conditions.isLocked {
                page.mailboxes.removeAll { mailbox in
                    guard let ledger = mailboxes.peek(mailbox.id)?.ledger else { return false }
                    return ledger.lockInForce(now: clock.now) == nil
                }
            }
            return page
        }
    }

    /// What is told of `details` as they hold now.
    private func report(on id: MailboxID, _ details: MailboxDetails) -> MailboxReport {
        let now = clock.now
        var details = details
        details.attempts = rules.lockout.bounded(details.attempts, now: now)
        let lock = rules.lockout.lockInForce(details.attempts, now: now)
        var expiry: UnixTime?
        if var pin = details.pin {
            pin.setAt = min(pin.setAt, now)
            pin.mustChange = pin.mustChange || rules.ages.oldest(now: now).map { pin.setAt <= $0 } ?? false
            expiry = rules.ages.expiry(ofPINSetAt: pin.setAt, pin.origin)
            details.pin = pin
        }
        return MailboxReport(
            id, details, defaults: speech.defaults, retryAfter: lock.map { retryAfter($0) }, pinExpiresAt: expiry)
    }
}
