internal import Foundation
internal import VoicemailModel

/// The zones of the IANA time zone database, each looked up once.
struct TimeZones {
    /// The names without a slash, all of them links that the database keeps for old files. Foundation knows many more
    /// such texts, which are abbreviations (`PST`, `IST`) or offsets (`GMT+3`), and say nothing of daylight saving.
    private static let namesWithoutArea: Set<String> = [
        "CET", "CST6CDT", "Cuba", "EET", "EST", "EST5EDT", "Egypt", "Eire", "Factory", "GB", "GB-Eire", "GMT", "GMT+0",
        "GMT-0", "GMT0", "Greenwich", "HST", "Hongkong", "Iceland", "Iran", "Israel", "Jamaica", "Japan", "Kwajalein",
        "Libya", "MET", "MST", "MST7MDT", "NZ", "NZ-CHAT", "Navajo", "PRC", "PST8PDT", "Poland", "Portugal", "ROC",
        "ROK", "Singapore", "Turkey", "UCT", "UTC", "Universal", "W-SU", "WET", "Zulu",
    ]

    /// Bounded by the number of zones there are, as only those are kept.
    private var zones: [TimeZoneName: Zone] = [:]

    mutating func zone(named name: TimeZoneName) -> Zone? {
        if let zone = zones[name] { return zone }
        guard let timeZone = Self.zone(named: name.name) else { return nil }
        let zone = Zone(timeZone)
        zones[name] = zone
        return zone
    }

    static func zone(named name: String) -> TimeZone? {
        let hasArea = name.contains("/") && !name.hasPrefix("SystemV/")
        guard hasArea || namesWithoutArea.contains(name) else { return nil }
        return TimeZone(identifier: name)
    }
}
