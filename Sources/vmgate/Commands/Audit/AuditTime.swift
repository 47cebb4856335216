import ArgumentParser
import Foundation
import Settings
import VoicemailModel
import Wire

/// A time on the command line of `vmgate audit`.
enum AuditTime {
    /// The forms that there are, as an option's help lists them.
    static let forms =
        "an age (24h; s, m, h, d or w), a day (2026-11-23, in UTC), as in RFC 3339 (2026-11-23T14:17:00Z),"
        + " or Unix seconds"

    private static let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800]
    /// Numbers below this one, of 1970-04-26, are meant as an age that lacks its unit. Zero is the beginning of all.
    private static let leastUnixSeconds = 10_000_000

    /// The value of `--since`: a day is its beginning.
    static func since(_ text: String) throws -> UnixTime {
        try parse(text, now: now())
    }

    /// The value of `--until`: a day is its end.
    static func until(_ text: String) throws -> UnixTime {
        try parse(text, now: now(), endsDay: true)
    }

    private static func now() -> UnixTime {
        UnixTime(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
    }

    static func parse(_ text: String, now: UnixTime, endsDay: Bool = false) throws(ValidationError) -> UnixTime {
        let isAge = text.hasPrefix("-")
        let age = isAge ? text.dropFirst() : text[...]
        if let unit = age.last.flatMap({ units[$0] }), let number = Int(digits: String(age.dropLast())) {
            guard number <= 1_000_000 else { throw ValidationError("that is too long ago; at most 1000000 of a unit.") }
            return now.adding(seconds: -Int64(number) * unit)
        }
        if let number = Int(digits: String(age)), isAge || (1..<leastUnixSeconds).contains(number) {
            throw ValidationError("it has no unit: \(number)h is \(number) hours ago, \(number)d as many days.")
        }
        if let midnight = UnixTime(timestamp: text + "T00:00:00Z") {
            return endsDay ? UnixTime(milliseconds: midnight.milliseconds + 86_399_999) : midnight
        }
        if UnixTime(timestamp: text + "Z") != nil || UnixTime(timestamp: text + ":00Z") != nil {
            throw ValidationError("it has no offset: write Z after a time in UTC, or an offset such as +01:00.")
        }
        guard let time = UnixTime(timestamp: text) else { throw ValidationError("a time is \(forms).") }
        return time
    }
}
