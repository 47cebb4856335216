internal import Foundation

/// One time zone, and how far its clocks were from UTC on the days that were asked for lately.
///
/// To ask Foundation takes as long as all else of an announcement, and messages are of the last days. Not guarded, like the
/// formatter that it belongs to.
final class Zone {
    private struct Day {
        var number = Int64.min
        var offset = 0
    }

    private let timeZone: TimeZone
    /// A day has its place by its number; there it takes the place of an older one.
    private var days = [Day](repeating: Day(), count: 32)

    init(_ timeZone: TimeZone) {
        self.timeZone = timeZone
    }

    /// Seconds that the clocks are ahead of UTC, at a moment in seconds since 1970.
    func secondsFromUTC(at seconds: Int64) -> Int {
        let number = seconds >> Self.dayBits
        let place = Int(number & 31)
        if days[place].number == number { return days[place].offset }
        let begin = number << Self.dayBits
        let offset = foundationOffset(at: begin)
        // A day on which the clocks change is asked for anew each time.
        guard foundationOffset(at: begin + (1 << Self.dayBits)) == offset else { return foundationOffset(at: seconds) }
        days[place] = Day(number: number, offset: offset)
        return offset
    }

    /// A "day" here is 2^16 seconds, some 18 hours: what matters is that clocks do not change twice within one.
    private static let dayBits = Int64(16)

    private func foundationOffset(at seconds: Int64) -> Int {
        timeZone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds)))
    }
}
