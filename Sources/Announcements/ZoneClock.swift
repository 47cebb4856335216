internal import ZoneRules

/// The clocks of one time zone, and how far they were from UTC at the times that were asked for recently.
///
/// Rules are searched for the time that is meant, and messages are of the last days. Not guarded, like the formatter that it
/// belongs to.
final class ZoneClock {
    private let zone: Zone
    /// A moment has its place by the 2^16 seconds, some 18 hours, that it is in; there it takes the place of an older one.
    private var periods = [ZonePeriod](repeating: ZonePeriod(start: 0, end: 0, offset: 0), count: 32)

    init(_ zone: Zone) {
        self.zone = zone
    }

    /// Seconds that the clocks are ahead of UTC, at a moment in seconds since 1970.
    func secondsFromUTC(at seconds: Int64) -> Int {
        let place = Int(seconds >> 16 & 31)
        let known = periods[place]
        if known.contains(seconds) { return known.offset }
        let period = zone.period(at: seconds)
        periods[place] = period
        return period.offset
    }
}
