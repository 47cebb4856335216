import Announcements
import Foundation
import Prompts
import Testing
import VoicemailModel

@Suite(.timeLimit(.minutes(5)))
struct GoldenTableTests {
    /// `Golden/announcements.txt`: what is written, heard and played at eight moments in every language on both clocks, three of
    /// them in another year, and today and yesterday. It is reviewed by reading it; after a change that is meant, `make golden`
    /// rewrites it.
    @Test("every language says eight moments, today and yesterday as the reviewed table has them")
    func announcements() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden/announcements.txt")
        let actual = try makeTable()
        if ProcessInfo.processInfo.environment["GOLDEN_TABLE"] == "write" {
            try Data(actual.utf8).write(to: file)
        }
        let expected = try String(contentsOf: file, encoding: .utf8)
        let differences = zip(
            expected.split(separator: "\n", omittingEmptySubsequences: false),
            actual.split(separator: "\n", omittingEmptySubsequences: false)
        ).filter { $0 != $1 }
        #expect(differences.isEmpty, "\(differences.map { "\nexpected \($0)\nactual   \($1)" }.joined())")
        #expect(expected.utf8.count == actual.utf8.count)
    }

    private func makeTable() throws -> String {
        let moments = [
            "2027-01-01T00:00:00Z", "2028-02-29T00:05:00Z", "1999-03-02T09:00:00Z", "2026-05-11T12:00:00Z",
            "2026-06-21T12:30:00Z", "2026-08-31T13:01:00Z", "2026-11-23T21:45:00Z", "2026-12-19T23:59:00Z",
        ]
        let now = try Fixtures.moment("2026-12-24T12:00:00Z")
        let formatter = try Fixtures.makeFormatter()
        var lines: [String] = []
        for language in try Fixtures.catalogs.get().languages {
            for clock in [ClockFormat.twelveHour, .twentyFourHour] {
                lines.append("# \(language) \(clock.rawValue)")
                for text in moments {
                    let announcement = try #require(
                        try formatter.announcement(
                            of: try Fixtures.moment(text), language: language, clock: clock, zone: .utc, asOf: now))
                    lines.append("\(announcement.date) \(announcement.time)")
                    lines += try Self.lines(announcement, language)
                }
                let relatives = [
                    ("today", "21:45"), ("yesterday", "21:45"), ("yesterday", "00:00"), ("yesterday", "00:20"),
                    ("yesterday", "01:10"),
                ]
                for (name, time) in relatives {
                    let moment = try Fixtures.moment("2026-11-23T\(time):00Z")
                    let now = moment.adding(seconds: name == "today" ? 0 : 86_400)
                    let announcement = try #require(
                        try formatter.announcement(
                            of: moment, language: language, clock: clock, zone: .utc, asOf: now,
                            isRelative: true))
                    lines.append("\(name) \(announcement.time)")
                    lines += try Self.lines(announcement, language)
                }
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func lines(_ announcement: Announcement, _ language: LanguageTag) throws -> [String] {
        [
            "    text   \(announcement.text)", "    heard  \(try Fixtures.heard(announcement, in: language))",
            "    play   \(announcement.play)",
        ]
    }
}
