public import VoicemailModel

/// How soon a PIN may be changed, when it must be, and how long the PIN of a reset is good for. Nothing here tells a right
/// PIN from a wrong one.
public struct PINAges: Sendable, Hashable {
    /// Hours for which a PIN that its caller chose stays; 0 is off.
    public let minimumHours: Int
    /// Days after which a PIN must be changed; 0 is off.
    public let maximumDays: Int
    /// Hours for which the PIN of a reset is good; 0 is for ever.
    public let resetHours: Int

    public init(minimumHours: Int = 0, maximumDays: Int = 0, resetHours: Int = 24) {
        self.minimumHours = minimumHours
        self.maximumDays = maximumDays
        self.resetHours = resetHours
    }

    /// Whether `pin`'s caller may not change it yet. Who must change it may, and so may who was given it by an admin.
    public func isTooSoon(toChange pin: PINRecord, now: UnixTime) -> Bool {
        guard pin.origin == .chosen, !mustChange(pin, now: now) else { return false }
        return !hasPassed(hours: minimumHours, since: pin.setAt, now)
    }

    /// A PIN that was set then or before must be changed for its age; nil when no age is too old.
    public func oldest(now: UnixTime) -> UnixTime? {
        maximumDays > 0 ? now.adding(seconds: -Int64(maximumDays) * 86_400) : nil
    }

    /// When a PIN that was set then no longer opens anything; nil when there is no such time.
    public func expiry(ofPINSetAt time: UnixTime, _ origin: PINRecord.Origin) -> UnixTime? {
        origin == .reset && resetHours > 0 ? time.adding(seconds: Int64(resetHours) * 3600) : nil
    }

    /// Whether `pin`'s caller must choose another: an admin has reset it, or it is too old.
    public func mustChange(_ pin: PINRecord, now: UnixTime) -> Bool {
        pin.mustChange || oldest(now: now).map { pin.setAt <= $0 } ?? false
    }

    /// Whether `pin` is of a reset so long ago that it no longer opens anything.
    public func hasExpired(_ pin: PINRecord, now: UnixTime) -> Bool {
        expiry(ofPINSetAt: pin.setAt, pin.origin).map { $0 <= now } ?? false
    }

    /// `pin` from disk, as it may hold `now`: one that was set in the future was set under a clock that was ahead, and its
    /// time counts from now.
    public func bounded(_ pin: PINRecord, now: UnixTime) -> PINRecord {
        var pin = pin
        pin.setAt = min(pin.setAt, now)
        return pin
    }

    private func hasPassed(hours: Int, since start: UnixTime, _ now: UnixTime) -> Bool {
        now >= start.adding(seconds: Int64(hours) * 3600)
    }
}
