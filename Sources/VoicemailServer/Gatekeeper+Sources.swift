import Access
import NIOCore
import VoicemailModel

/// Failures per source over all mailboxes.
extension Gatekeeper {
    enum SourceDecision {
        case admitted(SourceEntry)
        case refused(until: UnixTime)
        case expired
    }

    /// Waits until `source` may make one more attempt. Who is admitted must be released, or counted as failed.
    func admission(
        of source: Source, deadline: ContinuousClock.Instant, from origin: RequestOrigin
    ) async -> Result<SourceDecision, StoreError> {
        let entry: SourceEntry
        do {
            entry = try await self.entry(for: source, from: origin)
        } catch {
            return .failure(error)
        }
        let id = nextOperation()
        guard entry.ledger.arrive(id) else { return .success(.expired) }
        let expiry = schedule(at: hasher.latestStart(for: deadline)) { $0.takeBack(id, from: source) }
        defer { expiry.cancel() }
        let admission = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                entry.waiting[id] = continuation
                drive(entry)
            }
        } onCancel: {
            onLoop { $0.takeBack(id, from: source) }
        }
        switch admission {
        case .admitted: return .success(.admitted(entry))
        case .refused(let end): return .success(.refused(until: end))
        case .expired: return .success(.expired)
        }
    }

    func drive(_ entry: SourceEntry) {
        while let action = entry.ledger.nextAction(now: clock.now) {
            switch action {
            case .admit(let id): entry.waiting.removeValue(forKey: id)?.resume(returning: .admitted)
            case .refuse(let id, let end):
                entry.waiting.removeValue(forKey: id)?.resume(returning: .refused(until: end))
            }
        }
        mend(entry)
    }

    /// Takes back on disk what commits of other attempts have counted beforehand and what was then not tried: it waited for
    /// a mailbox that is locked or busy now.
    private func mend(_ entry: SourceEntry) {
        guard entry.ledger.isIdle, let last = entry.lastChange,
            last.record.failures != entry.ledger.recordOnDisk.failures
        else { return }
        store.commit(MailboxChange(id: last.mailbox, source: entry.makeChange(with: last.mailbox))) { _ in }
    }

    /// An admitted attempt does not count as a failure.
    func releaseSource(_ entry: SourceEntry?) {
        guard let entry else { return }
        entry.ledger.release()
        drive(entry)
    }

    private func takeBack(_ id: OperationID, from source: Source) {
        guard let entry = sources[source], entry.ledger.withdrawWaiting(id) else { return }
        entry.waiting.removeValue(forKey: id)?.resume(returning: .expired)
    }
}
