internal import Foundation

/// A zone by the rules that Foundation brings along, which are as old as the program. They serve where the system has none.
public struct BuiltInZone: Sendable {
    /// The names without a slash, all of them links that the database keeps for old files. Foundation knows many more
    /// such texts, which are abbreviations (`PST`, `IST`) or offsets (`GMT+3`), and say nothing of daylight saving.
    private static let namesWithoutArea: Set<String> = [
        "CET", "CST6CDT", "Cuba", "EET", "EST", "EST5EDT", "Egypt", "Eire", "Factory", "GB", "GB-Eire", "GMT", "GMT+0",
        "GMT-0", "GMT0", "Greenwich", "HST", "Hongkong", "Iceland", "Iran", "Israel", "Jamaica", "Japan", "Kwajalein",
        "Libya", "MET", "MST", "MST7MDT", "NZ", "NZ-CHAT", "Navajo", "PRC", "PST8PDT", "Poland", "Portugal", "ROC",
        "ROK", "Singapore", "Turkey", "UCT", "UTC", "Universal", "W-SU", "WET", "Zulu",
    ]

    /// The release of the time zone database that they are of: `2025b`.
    static var version: String { TimeZone.timeZoneDataVersion }

    private let timeZone: TimeZone

    /// Nil when there is no such zone.
    init?(_ name: String) {
        guard name.contains("/") || Self.namesWithoutArea.contains(name), let timeZone = TimeZone(identifier: name)
        else {
            return nil
        }
        self.timeZone = timeZone
    }

    /// A piece of the time through which the offset is the same: Foundation does not say where that ends.
    func period(at seconds: Int64) -> ZonePeriod {
        let number = seconds >> Self.pieceBits
        let (begin, end) = (number << Self.pieceBits, (number + 1) << Self.pieceBits)
        let offset = offset(at: begin)
        guard self.offset(at: end) == offset else {
            return ZonePeriod(start: seconds, end: seconds + 1, offset: self.offset(at: seconds))
        }
        return ZonePeriod(start: begin, end: end, offset: offset)
    }

    /// A piece is 2^16 seconds, some 18 hours: what matters is that clocks do not change twice within one.
    private static let pieceBits = Int64(16)

    private func offset(at seconds: Int64) -> Int {
        timeZone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds)))
    }
}
