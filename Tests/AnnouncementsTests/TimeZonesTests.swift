import Foundation
import Testing
import VoicemailModel
import VoicemailTestKit

@testable import Announcements
@testable import ZoneRules

@Suite(.timeLimit(.minutes(5)))
struct TimeZonesTests {
    /// A moment in UTC, a zone, and what its clocks show.
    struct Case: Sendable, CustomTestStringConvertible {
        let moment: String
        let zone: String
        let date: String
        let time: String

        init(_ moment: String, _ zone: String, _ date: String, _ time: String) {
            self.moment = moment
            self.zone = zone
            self.date = date
            self.time = time
        }

        var testDescription: String { "\(moment) in \(zone) is \(date) \(time)" }
    }

    static let cases = [
        // An hour is left out, and an hour comes twice.
        Case("2026-03-08T06:59:59Z", "America/New_York", "2026-03-08", "01:59"),
        Case("2026-03-08T07:00:00Z", "America/New_York", "2026-03-08", "03:00"),
        Case("2026-11-01T05:30:00Z", "America/New_York", "2026-11-01", "01:30"),
        Case("2026-11-01T06:30:00Z", "America/New_York", "2026-11-01", "01:30"),
        Case("2026-03-29T00:59:00Z", "Europe/Berlin", "2026-03-29", "01:59"),
        Case("2026-03-29T01:00:00Z", "Europe/Berlin", "2026-03-29", "03:00"),
        Case("2026-10-25T00:59:00Z", "Europe/Berlin", "2026-10-25", "02:59"),
        Case("2026-10-25T01:00:00Z", "Europe/Berlin", "2026-10-25", "02:00"),
        Case("2026-03-29T00:59:00Z", "Europe/London", "2026-03-29", "00:59"),
        Case("2026-03-29T01:00:00Z", "Europe/London", "2026-03-29", "02:00"),
        Case("2026-10-25T00:59:00Z", "Europe/London", "2026-10-25", "01:59"),
        Case("2026-10-25T01:00:00Z", "Europe/London", "2026-10-25", "01:00"),
        // Half an hour.
        Case("2026-10-03T15:29:00Z", "Australia/Lord_Howe", "2026-10-04", "01:59"),
        Case("2026-10-03T15:30:00Z", "Australia/Lord_Howe", "2026-10-04", "02:30"),
        Case("2026-04-04T14:59:00Z", "Australia/Lord_Howe", "2026-04-05", "01:59"),
        Case("2026-04-04T15:00:00Z", "Australia/Lord_Howe", "2026-04-05", "01:30"),
        // At midnight: a day begins at one, and one has two midnights.
        Case("2025-03-29T21:59:00Z", "Asia/Beirut", "2025-03-29", "23:59"),
        Case("2025-03-29T22:00:00Z", "Asia/Beirut", "2025-03-30", "01:00"),
        Case("2025-10-25T20:59:00Z", "Asia/Beirut", "2025-10-25", "23:59"),
        Case("2025-10-25T21:00:00Z", "Asia/Beirut", "2025-10-25", "23:00"),
        Case("2025-03-09T04:59:00Z", "America/Havana", "2025-03-08", "23:59"),
        Case("2025-03-09T05:00:00Z", "America/Havana", "2025-03-09", "01:00"),
        Case("2025-11-02T04:30:00Z", "America/Havana", "2025-11-02", "00:30"),
        Case("2025-11-02T05:30:00Z", "America/Havana", "2025-11-02", "00:30"),
        // A whole day is left out.
        Case("2011-12-30T09:59:00Z", "Pacific/Apia", "2011-12-29", "23:59"),
        Case("2011-12-30T10:00:00Z", "Pacific/Apia", "2011-12-31", "00:00"),
        // Odd offsets and far ones.
        Case("2026-11-23T14:17:00Z", "Asia/Kathmandu", "2026-11-23", "20:02"),
        Case("2026-11-23T14:17:00Z", "America/St_Johns", "2026-11-23", "10:47"),
        Case("2026-11-23T14:17:00Z", "Pacific/Chatham", "2026-11-24", "04:02"),
        Case("2026-11-23T14:17:00Z", "Pacific/Kiritimati", "2026-11-24", "04:17"),
        Case("2026-11-23T11:17:00Z", "Etc/GMT+12", "2026-11-22", "23:17"),
        Case("2026-11-23T14:17:00Z", "Etc/GMT-14", "2026-11-24", "04:17"),
        // Before 1970, with seconds in the offset, and far ahead.
        Case("1969-12-31T23:59:59Z", "UTC", "1969-12-31", "23:59"),
        Case("1969-07-20T20:17:40Z", "America/Chicago", "1969-07-20", "15:17"),
        Case("1883-11-18T16:59:59Z", "America/New_York", "1883-11-18", "12:03"),
        Case("1883-11-18T17:00:00Z", "America/New_York", "1883-11-18", "12:00"),
        Case("2500-07-01T12:00:00Z", "America/New_York", "2500-07-01", "08:00"),
        Case("2500-01-01T12:00:00Z", "America/New_York", "2500-01-01", "07:00"),
        Case("9999-12-31T23:59:59Z", "UTC", "9999-12-31", "23:59"),
    ]

    @Test("the clock on the wall is that of the zone", arguments: cases)
    func wallClock(row: Case) throws {
        let announcement = try #require(
            try Fixtures.makeFormatter().announcement(
                of: try Fixtures.moment(row.moment), language: try Fixtures.tag("de-DE"), clock: .twentyFourHour,
                zone: try Fixtures.zone(row.zone), asOf: try Fixtures.moment(row.moment)))
        #expect(announcement.date == row.date)
        #expect(announcement.time == row.time)
        #expect(announcement.text.hasSuffix("um \(row.time)"))
        let hour = try #require(Int(row.time.prefix(2)))
        #expect(announcement.clips.contains("hour24/\(hour)"))
    }

    @Test(
        "days that are remembered have the offsets that Foundation gives, around every change of the clocks",
        arguments: [
            "America/New_York", "Europe/London", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Sao_Paulo",
            "Europe/Moscow", "Africa/Casablanca", "Pacific/Apia", "Antarctica/Troll", "Asia/Pyongyang",
            "America/Caracas",
        ])
    func remembered(name: String) throws {
        let timeZone = try #require(TimeZone(identifier: name))
        let clock = ZoneClock(.builtIn(try #require(BuiltInZone(name))))
        var moments: [Int64] = []
        var change = Date(timeIntervalSince1970: -2_000_000_000)
        while let next = timeZone.nextDaylightSavingTimeTransition(after: change), next.timeIntervalSince1970 < 4e9 {
            let seconds = Int64(next.timeIntervalSince1970)
            moments += [-200_000, -70_000, -40_000, -1, 0, 1, 40_000, 70_000, 200_000].map { seconds + $0 }
            change = next
        }
        moments += stride(from: -2_000_000_000, to: 4_000_000_000, by: 9_999_991)
        // Twice and in another order, so that what is remembered is asked for, and days take each other's places.
        for seconds in moments + moments.reversed() {
            let expected = timeZone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds)))
            #expect(clock.secondsFromUTC(at: seconds) == expected, "\(name) at \(seconds)")
        }
    }

    @Test("an announcement is by the rules of the system's folder")
    func systemRules() throws {
        let folder = try ZoneFolder(zones: ["America/Vancouver": "<-07>7"])
        let formatter = try AnnouncementFormatter(
            catalogs: try Fixtures.catalogs.get(), zones: ZoneDatabase(directory: ZoneDirectory(path: folder.path)))
        func time() throws -> String? {
            try formatter.announcement(
                of: try Fixtures.moment("2026-11-30T12:00:00Z"), language: try Fixtures.tag("de-DE"),
                clock: .twentyFourHour, zone: try Fixtures.zone("America/Vancouver"), asOf: UnixTime(seconds: 0))?.time
        }
        #expect(try time() == "05:00")
        try folder.write(Data(ZoneFolder.zone("<-08>8")), to: "America/Vancouver")
        #expect(try time() == "05:00")
        let generation = formatter.generation
        formatter.forgetZones()
        #expect(try time() == "04:00")
        #expect(formatter.generation != generation)
    }

    @Test(
        "names and links of the IANA database are known",
        arguments: [
            "UTC", "Etc/UTC", "GMT", "Zulu", "America/New_York", "US/Eastern", "Asia/Kolkata", "Asia/Calcutta",
            "Asia/Kathmandu", "Asia/Katmandu", "Europe/Kyiv", "Europe/Kiev", "America/Argentina/Buenos_Aires",
            "Etc/GMT+3", "Etc/GMT-14", "GMT+0", "GMT0", "EST", "EST5EDT", "CET", "GB", "NZ", "PRC", "W-SU",
            "Antarctica/DumontDUrville", "America/Port-au-Prince",
        ])
    func known(name: String) throws {
        #expect(try Fixtures.makeFormatter().knows(try Fixtures.zone(name)))
        #expect(BuiltInZone(name) != nil)
    }

    @Test(
        "abbreviations, offsets and texts that only look like names are not",
        arguments: [
            "PST", "IST", "BST", "CST", "JST", "PDT", "MSK", "GMT+3", "GMT-5", "GMT+03", "GMT+0300", "UTC+1", "+01",
            "-0500",
            "Z", "utc", "europe/berlin", "EUROPE/BERLIN", "Europe/Atlantis", "Europe/", "/Europe/Berlin",
            "Europe/Berlin/",
            "Europe//Berlin", "SystemV/PST8PDT", "Etc/Unknown", "Etc/GMT+99", "posix/Asia/Tokyo", "right/Asia/Tokyo",
            "posixrules", "localtime", "Local", "CET-1CEST", "UTC0", "Etc/GMT+3/", "_", "/", "-", "America",
        ])
    func unknown(name: String) throws {
        let zone = try Fixtures.zone(name)
        let formatter = try Fixtures.makeFormatter()
        #expect(!formatter.knows(zone))
        #expect(throws: AnnouncementError.unknownZone(zone)) {
            try formatter.announcement(
                of: UnixTime(seconds: 0), language: try Fixtures.tag("de-DE"), clock: .twelveHour, zone: zone,
                asOf: UnixTime(seconds: 0))
        }
    }

    private static let database = "/usr/share/zoneinfo/tzdata.zi"

    @Test(
        "every name of the system's own copy of the database is known",
        .enabled(if: FileManager.default.isReadableFile(atPath: database), "the machine has no tzdata"))
    func wholeDatabase() throws {
        // `Z name …` begins a zone, `L target name` is a link.
        let names = try String(contentsOfFile: Self.database, encoding: .utf8).split(separator: "\n").compactMap {
            line in
            let fields = line.split(separator: " ")
            return fields.first == "Z" ? fields[1] : fields.first == "L" ? fields[2] : nil
        }
        #expect(names.count > 500)
        let formatter = try Fixtures.makeFormatter()
        for name in names { #expect(formatter.knows(try Fixtures.zone(String(name))), "\(name)") }
    }
}
