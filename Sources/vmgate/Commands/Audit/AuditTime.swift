import ArgumentParser
import Foundation
import VoicemailModel
import Wire

/// A time on the command line of `vmgate audit`.
enum AuditTime {
    static func parse(_ text: String) throws -> UnixTime {
        let now = UnixTime(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
        guard let time = parse(text, now: now) else {
            throw ValidationError(
                "The time is so long ago (-24h; s, m, h or d), as in RFC 3339 (2026-11-23T14:17:00Z), or Unix seconds.")
        }
        return time
    }

    static func parse(_ text: String, now: UnixTime) -> UnixTime? {
        if text.hasPrefix("-") {
            let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
            guard let unit = text.last.flatMap({ units[$0] }),
                let number = Int(digits: String(text.dropFirst().dropLast())), number <= 1_000_000
            else { return nil }
            return now.adding(seconds: -Int64(number) * unit)
        }
        return UnixTime(timestamp: text)
    }
}
