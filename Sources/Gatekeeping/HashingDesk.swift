import NIOCore
import VoicemailModel

/// Has hashes computed that no ledger counts: new PINs, and the secrets of clients.
final class HashingDesk {
    private let parts: CoreParts
    private var waiting: [UInt64: CheckedContinuation<HashingResult?, Never>] = [:]
    private var lastNumber = HashingDesk.firstNumber

    /// Attempts have the numbers below.
    private static let firstNumber: UInt64 = 1 << 62

    init(_ parts: CoreParts) {
        self.parts = parts
    }

    /// What comes of `work`; nil when it was not begun: there was no place, no time, or its task was cancelled.
    func hash(
        _ work: HashingWork, flow: HashingFlow, deadline: ContinuousClock.Instant,
        isolation: isolated (any Actor)? = #isolation
    ) async -> HashingResult? {
        lastNumber += 1
        let number = lastNumber
        let expiry = parts.loop.schedule(at: parts.hasher.latestStart(for: deadline), by: parts.clock) {
            self.takeBack(number)
        }
        defer { expiry.cancel() }
        let takeBack = parts.loop.receiver { self.takeBack($0) }
        return await withTaskCancellationHandler {
            // Keeps this closure where its caller is.
            _ = isolation
            return await withCheckedContinuation { continuation in
                waiting[number] = continuation
                let admission = parts.hasher.submit(
                    work, id: number, flow: flow.number, deadline: deadline,
                    completion: parts.loop.receiver { self.finish(number, $0) })
                if admission != .accepted { finish(number, nil) }
            }
        } onCancel: {
            takeBack(number)
        }
    }

    private func takeBack(_ number: UInt64) {
        if waiting[number] != nil, parts.hasher.cancel(number) { finish(number, nil) }
    }

    private func finish(_ number: UInt64, _ result: HashingResult?) {
        waiting.removeValue(forKey: number)?.resume(returning: result)
    }
}
