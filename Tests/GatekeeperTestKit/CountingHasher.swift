import Synchronization
package import VoicemailModel

/// A real hasher that notes the work it is given.
package final class CountingHasher: PINHasher {
    private let hasher: any PINHasher
    private let performed = Mutex(0)
    private let flowsOfPlaces = Mutex<[UInt64]>([])
    private let costs = Mutex<[HashCost?]>([])

    package init(_ hasher: any PINHasher) {
        self.hasher = hasher
    }

    package var submitted: Int { performed.withLock { $0 } }
    /// Whose turn each place took.
    package var flows: [UInt64] { flowsOfPlaces.withLock { $0 } }

    /// What the comparisons since the last time have cost; nil is what this server's own hashes cost.
    package func takeCosts() -> [HashCost?] {
        costs.withLock { costs in
            defer { costs = [] }
            return costs
        }
    }

    package func takePlace(id: UInt64, flow: UInt64, deadline: ContinuousClock.Instant) -> HashingAdmission {
        flowsOfPlaces.withLock { $0.append(flow) }
        return hasher.takePlace(id: id, flow: flow, deadline: deadline)
    }

    package func perform(
        _ work: HashingWork, at id: UInt64, completion: @escaping @Sendable (HashingResult) -> Void
    ) -> Bool {
        performed.withLock { $0 += 1 }
        if case .verify(_, let encodedHash, let decoyCost, _) = work {
            let cost = (encodedHash as? String).flatMap { HashCost(encodedHash: $0) } ?? decoyCost
            costs.withLock { $0.append(cost) }
        }
        return hasher.perform(work, at: id, completion: completion)
    }

    package func admission(deadline: ContinuousClock.Instant) -> HashingAdmission {
        hasher.admission(deadline: deadline)
    }
    package func cancel(_ id: UInt64) -> Bool { hasher.cancel(id) }
    package func latestStart(for deadline: ContinuousClock.Instant) -> ContinuousClock.Instant {
        hasher.latestStart(for: deadline)
    }
    package var retryAfterMilliseconds: Int64 { hasher.retryAfterMilliseconds }
    package var status: HashingStatus { hasher.status }
    package func objection(toEncodedHash text: String) -> String? { hasher.objection(toEncodedHash: text) }
}
