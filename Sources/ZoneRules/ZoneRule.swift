/// What holds year after year: the text in a zone file's footer, such as `CET-1CEST,M3.5.0,M10.5.0/3`, in the form that POSIX
/// has for the variable TZ, extended by RFC 9636 §3.3.1.
struct ZoneRule: Hashable, Sendable {
    /// Seconds ahead of UTC.
    let standardOffset: Int
    /// Nil where clocks are never changed.
    let daylight: Daylight?

    struct Daylight: Hashable, Sendable {
        /// Seconds ahead of UTC. It may be less than the standard one: Ireland's summer time is its standard.
        let offset: Int
        let start: YearlyMoment
        let end: YearlyMoment
    }

    /// Longest text that is read, in bytes. The longest of a real zone has 39.
    static let longestText = 256

    init(_ text: [UInt8]) throws(TZifError) {
        var reader = ZoneRuleReader(text)
        try reader.designation()
        standardOffset = try reader.offset()
        guard !reader.isAtEnd else {
            daylight = nil
            return
        }
        try reader.designation()
        // One hour ahead of standard time, unless it says otherwise.
        let offset = reader.isNext(",") ? standardOffset + 3600 : try reader.offset()
        try reader.require(",")
        let start = try reader.yearlyMoment()
        try reader.require(",")
        let end = try reader.yearlyMoment()
        guard reader.isAtEnd else { throw reader.error }
        daylight = Daylight(offset: offset, start: start, end: end)
    }

    /// How far the clocks are from UTC at a moment in seconds since 1970, and from when until when.
    func period(at seconds: Int64) -> ZonePeriod {
        guard let daylight else { return ZonePeriod(start: .min, end: .max, offset: standardOffset) }
        let range = Self.calculableSeconds
        guard range.contains(seconds) else {
            return seconds < range.lowerBound
                ? ZonePeriod(start: .min, end: range.lowerBound, offset: standardOffset)
                : ZonePeriod(start: range.upperBound + 1, end: .max, offset: standardOffset)
        }
        // A change may be a week off its day, so that of a year and its neighbours none is missed. Where one ends as the next
        // begins, as in daylight saving all year, the later year's change is what counts: hence in the order of years.
        var last = ZonePeriod(start: .min, end: .max, offset: standardOffset)
        let year = CalendarYear.containing(seconds)
        for year in (year - 2)...(year + 2) {
            let start = Change(time: daylight.start.seconds(in: year, offset: standardOffset), offset: daylight.offset)
            let end = Change(time: daylight.end.seconds(in: year, offset: daylight.offset), offset: standardOffset)
            for change in start.time <= end.time ? [start, end] : [end, start] {
                if change.time > seconds {
                    return ZonePeriod(start: last.start, end: change.time, offset: last.offset)
                }
                last = ZonePeriod(start: change.time, end: .max, offset: change.offset)
            }
        }
        return last
    }

    private struct Change {
        let time: Int64
        let offset: Int
    }

    /// Some 30 million years before and after 1970: beyond that, no clock is asked.
    private static let calculableSeconds: ClosedRange<Int64> = -(1 << 50)...(1 << 50)
}

/// A date and time of day that comes every year.
struct YearlyMoment: Hashable, Sendable {
    let day: Day
    /// Seconds from midnight, which may be more than a day, or negative.
    let time: Int

    enum Day: Hashable, Sendable {
        /// `Jn`: 1 to 365; the 29th of February is never counted.
        case julian(Int)
        /// `n`: 0 to 365; the 29th of February is counted.
        case zeroBased(Int)
        /// `Mm.w.d`: the `week`th such day of the month, of which the 5th is the last; Sunday is 0.
        case weekday(month: Int, week: Int, day: Int)
    }

    /// When it is in a year, in seconds since 1970, on clocks that are so far ahead of UTC.
    func seconds(in year: Int64, offset: Int) -> Int64 {
        (CalendarYear.firstDay(of: year) + Int64(dayOfYear(year))) * 86_400 + Int64(time - offset)
    }

    /// 0 is the 1st of January.
    private func dayOfYear(_ year: Int64) -> Int {
        let isLeap = CalendarYear.isLeap(year)
        switch day {
        case .julian(let day): return isLeap && day >= 60 ? day : day - 1
        case .zeroBased(let day): return day
        case .weekday(let month, let week, let weekday):
            let first = CalendarYear.daysBefore(month: month, isLeap: isLeap)
            let length = CalendarYear.daysBefore(month: month + 1, isLeap: isLeap) - first
            // The 1st of January 1970 was a Thursday.
            let days = CalendarYear.firstDay(of: year) + Int64(first)
            let firstWeekday = Int(((days + 4) % 7 + 7) % 7)
            var day = (weekday - firstWeekday + 7) % 7 + (week - 1) * 7
            if day >= length { day -= 7 }
            return first + day
        }
    }
}
