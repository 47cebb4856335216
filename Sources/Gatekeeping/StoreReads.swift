import VoicemailModel

/// What callers have read from the store, each in the turn of its client.
///
/// Single rows and pages have a lane each, here as in the store: whoever waits for a row does not wait for a page.
final class StoreReads {
    private let parts: CoreParts
    let rows: LaneTurns
    let pages: LaneTurns

    init(_ parts: CoreParts) {
        self.parts = parts
        rows = LaneTurns(
            .init(atOnce: Limits.rowsReadAtOnce, waiting: Limits.waitingRows), on: parts.loop, by: parts.clock)
        pages = LaneTurns(.init(atOnce: 1, waiting: Limits.waitingPages), on: parts.loop, by: parts.clock)
    }

    // MARK: Single rows

    /// Calls `turn` with true when a row may be read for `caller`, and then `rowIsRead` is to be called; with false when too much
    /// waits before it.
    func row(for caller: Caller, by due: ContinuousClock.Instant, _ turn: @escaping (_ hasCome: Bool) -> Void) {
        rows.enter(parts.flow(of: caller).number, by: due, turn)
    }

    func rowIsRead() { rows.leave() }

    // MARK: Pages

    /// Has one page read for `caller`. There is one at a time.
    func page<Value: Sendable>(
        for caller: Caller, by due: ContinuousClock.Instant,
        _ read: (@escaping @Sendable (Result<Value, StoreError>) -> Void) -> Void
    ) async throws(Refusal) -> Result<Value, StoreError> {
        let hasCome = await withCheckedContinuation { continuation in
            pages.enter(parts.flow(of: caller).number, by: due) { continuation.resume(returning: $0) }
        }
        guard hasCome else { throw ReadFailure.busy(.pages).refusal }
        let began = parts.clock.instant
        defer { leavePages(after: began.duration(to: parts.clock.instant)) }
        // Whoever asked for it is gone.
        guard !Task.isCancelled else { throw ReadFailure.busy(.pages).refusal }
        return await withCheckedContinuation { continuation in
            read { continuation.resume(returning: $0) }
        }
    }

    /// While hashes are computed, the next page waits for as long as the last one took: hashing threads have a low priority, and
    /// would hardly come to anything beside pages that follow one another.
    private func leavePages(after time: Duration) {
        guard parts.hasher.status.running > 0 else { return pages.leave() }
        let rest = min(time, Self.longestRest)
        parts.loop.schedule(at: parts.clock.instant.advanced(by: rest), by: parts.clock) { self.pages.leave() }
    }

    private static let longestRest = Duration.milliseconds(50)
}

/// Why something could not be read.
enum ReadFailure: Error {
    /// Too much waited before it.
    case busy(WaitingBound)
    case store(StoreError)

    var refusal: Refusal {
        switch self {
        case .busy(let bound): .busy(bound, retryAfterMilliseconds: Limits.readRetryMilliseconds)
        case .store: .unavailable
        }
    }
}
