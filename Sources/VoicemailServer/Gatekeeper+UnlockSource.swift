import Access
import Logging
import VoicemailModel
import Wire

extension Gatekeeper {
    /// Forgets the failures of `source`, as each client counts it whose mailboxes the admin sees: clients that are limited to
    /// contexts have sources of their own.
    ///
    /// - Parameter contexts: those that the admin sees; nil is all of them.
    func unlock(_ source: Source, seenFrom contexts: Set<String>?, from origin: RequestOrigin) async -> Reply {
        let owners = clients.names(limitedWithin: contexts).map { source.owned(by: $0) }
        var clearings: [(entry: SourceEntry, count: Int)] = []
        for source in (contexts == nil ? [source] : []) + owners {
            guard let entry = try? await entry(for: source, from: origin) else {
                for clearing in clearings { clearing.entry.ledger.clearingFailed(clearing.count) }
                for clearing in clearings { drive(clearing.entry) }
                return .failure(.unavailable)
            }
            // From here on it is not forgotten, and its attempts write what is true after this.
            clearings.append((entry, entry.ledger.beginClearing()))
        }
        let audit = auditEvent(.unlock, .done, source: source, from: origin)
        let isOnDisk = await commit(
            clearings.map { $0.entry.makeClearing() }, audit, by: commitDeadline(of: origin))
        for (entry, count) in clearings {
            if isOnDisk { entry.ledger.cleared(count) } else { entry.ledger.clearingFailed(count) }
            drive(entry)
        }
        guard isOnDisk else { return .failure(.unavailable) }
        logger.info("source unlocked", metadata: origin.metadata(["source": "\(source)"]))
        return .unlockedSource(source)
    }

    private func commit(
        _ sources: [(Source, SourceRecord)], _ event: AuditEvent, by deadline: ContinuousClock.Instant
    ) async -> Bool {
        let result = await withCheckedContinuation { continuation in
            store.commit(sources, audit: [event], by: deadline) { result in
                self.onLoop { gatekeeper in
                    gatekeeper.note(result, showsThatWritesSucceed: true)
                    continuation.resume(returning: result)
                }
            }
        }
        return (try? result.get()) != nil
    }
}
