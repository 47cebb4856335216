import Logging
import Sealing
import VoicemailModel

/// What monitoring asks. That it is answered at all shows that the event loop turns.
extension Gatekeeper {
    enum Phase {
        case starting, serving, stopping
    }

    func enter(_ phase: Phase) {
        self.phase = phase
    }

    /// Nil when requests can be answered, otherwise one sentence that says why not.
    public func objectionToServing() async -> String? {
        switch phase {
        case .starting: return "The server is starting."
        case .stopping: return "The server is stopping: it takes no new connections."
        case .serving: break
        }
        let hashing = hasher.status
        guard hashing.threads == hashing.workers else {
            return "Of \(hashing.workers) hashing threads, \(hashing.threads) are left: restart the server."
        }
        switch await mailboxCount() {
        case .success: return nil
        case .failure: return "The database does not answer: the log has the reason."
        }
    }

    /// Brings up to date the metrics that are asked for and not recorded as things happen.
    public func refreshMetrics() async {
        metrics.refresh(hasher.status, uptimeSeconds: Double(clock.now.milliseconds(since: started)) / 1000)
        if case .success(let count) = await mailboxCount() { metrics.refresh(mailboxCount: count) }
        if case .success(let count) = await lockedMailboxCount() { metrics.refresh(lockedMailboxCount: count) }
        if let seals, case .success(let counts) = await sealCounts(seals) {
            metrics.refresh(counts, activeKey: seals.sealer.ring.active.id.text)
        }
    }

    func mailboxCount() async -> Result<Int, StoreError> {
        let result = await withCheckedContinuation { continuation in
            store.count { continuation.resume(returning: $0) }
        }
        if case .failure(let error) = result {
            logger.error("the mailboxes could not be counted", metadata: ["error": "\(error)"])
        }
        return result
    }
}
