import Access
import Logging
import VoicemailModel
import Wire

/// What is answered of mailboxes with which nothing is going on.
extension Gatekeeper {
    /// What SETTINGS says, when it is in memory.
    func settingsNow(of id: MailboxID) -> Reply? {
        if let summary = quietMailboxes[id] { return settings(id, summary, isLocked: false) }
        guard let entry = mailboxes[id] else { return nil }
        // Without a failure there is no lock, whatever the time.
        let isLocked = entry.ledger.record != .clear && entry.ledger.lockInForce(now: clock.now) != nil
        return settings(id, summary(of: entry), isLocked: isLocked)
    }

    private func settings(_ id: MailboxID, _ summary: MailboxSummary, isLocked: Bool) -> Reply {
        guard let settings = summary.kind.settings else { return .failure(.noMailbox(id)) }
        return .settings(id, settings, email: summary.email, isLocked: isLocked)
    }

    /// How the caller of a mailbox is spoken to, when it is in memory.
    func voiceNow(of id: MailboxID) -> Voice? {
        if let summary = quietMailboxes[id] { return voice(of: summary.kind) }
        guard let entry = mailboxes[id] else { return nil }
        return voice(of: entry)
    }

    /// How the caller of a mailbox is spoken to.
    func voice(of entry: MailboxEntry) -> Voice {
        voice(of: summary(of: entry).kind)
    }

    private func voice(of kind: MailboxKind) -> Voice {
        if let voice = kind.voice { return voice }
        let voice = speech.voice(Voice.Wish(kind.key.settings))
        kind.voice = voice
        return voice
    }

    private func summary(of entry: MailboxEntry) -> MailboxSummary {
        if let summary = entry.summary { return summary }
        let summary = kinds.summary(of: entry.mailbox?.settings, isPINSet: entry.mailbox?.pin != nil)
        entry.summary = summary
        return summary
    }

    /// Makes `entry` the place where its mailbox is known.
    func insert(_ entry: MailboxEntry) {
        quietMailboxes.remove(entry.id)
        for forgotten in mailboxes.insert(entry, for: entry.id) {
            let isQuiet = forgotten.mailbox != nil && forgotten.ledger.record == .clear
            quietMailboxes.settle(forgotten.id, isQuiet ? summary(of: forgotten) : nil)
        }
    }

    // MARK: Filling

    /// Begins to read the settings of all mailboxes into memory. What is asked for meanwhile and is not there yet is read
    /// when it is asked for.
    func beginToReadSettings() {
        settingsReader = Task { await readSettings() }
    }

    func stopReadingSettings() async {
        settingsReader?.cancel()
        await settingsReader?.value
    }

    private func readSettings() async {
        guard case .success(let count) = await mailboxCount() else { return }
        // A quarter more, for those that are added: to grow, when there are a million, takes a fifth of a second.
        quietMailboxes.reserve(count + count / 4)
        var after: MailboxID?
        var reserved: [MailboxID] = []
        defer { warn(ofReserved: reserved) }
        repeat {
            quietMailboxes.expectPage()
            let start = after
            let page = await withCheckedContinuation { continuation in
                store.quietMailboxes(after: start, count: Self.settingsPage) { continuation.resume(returning: $0) }
            }
            switch page {
            case .success(let page):
                take(page)
                reserved += page.mailboxes.lazy.map(\.id).filter(\.isReserved).prefix(Self.shownNames - reserved.count)
                after = page.next
            case .failure(let error):
                quietMailboxes.pageIsTaken()
                guard !Task.isCancelled else { return }
                // Nothing is lost but speed.
                return logger.warning("the settings were not all read into memory", metadata: ["error": "\(error)"])
            }
        } while after != nil && !quietMailboxes.isFull && !Task.isCancelled
    }

    /// Whoever has such a mailbox finds out here why its callers get errors.
    private func warn(ofReserved mailboxes: [MailboxID]) {
        guard !mailboxes.isEmpty else { return }
        logger.warning(
            "mailboxes have names that are words of replies: add them under other names, and remove these",
            metadata: ["mailboxes": "\(mailboxes.map(\.description).joined(separator: ","))"])
    }

    /// Names that one line of the log has room for.
    private static let shownNames = 10

    private func take(_ page: QuietMailboxPage) {
        for mailbox in page.mailboxes where !mailboxes.contains(mailbox.id) {
            let summary = kinds.summary(of: mailbox.settings, isPINSet: mailbox.isPINSet)
            quietMailboxes.take(mailbox.id, summary)
        }
        quietMailboxes.pageIsTaken()
    }

    /// Mailboxes that are looked at in one read, a millisecond's worth: what is asked for meanwhile waits no longer.
    private static let settingsPage = 256
}
