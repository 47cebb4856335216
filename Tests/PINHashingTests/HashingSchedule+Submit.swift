import VoicemailModel

@testable import PINHashing

extension HashingSchedule {
    /// Takes a place and gives it its work at once.
    mutating func submit(
        _ work: Work, id: UInt64, flow: UInt64, deadline: Instant, now: Instant
    ) -> HashingAdmission {
        let admission = takePlace(id: id, flow: flow, deadline: deadline, now: now)
        guard admission == .accepted, !perform(work, at: id, now: now) else { return admission }
        return .refused(retryAfterMilliseconds: retryAfterMilliseconds(now: now))
    }
}
