import Announcements
import Foundation
import Prompts
import SoundFiles
import Testing
import VoicemailModel

@testable import Rendering

/// Over the sound that `make prompts` leaves beside the catalogs; without it there is nothing to measure.
@Suite("A whole announcement takes a caller's time, and not too much of it", .timeLimit(.minutes(5)))
struct AnnouncementDurationTests {
    private static let prompts = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../prompts")
        .standardized.path()

    static let isRendered = FileManager.default.fileExists(atPath: "\(prompts)/zh-Hant-TW/minute/59.wav")

    /// The hours of the golden table, on days in all seven weekdays and all twelve months.
    private static let moments = [
        "2026-01-01T00:00:00Z", "2026-02-02T00:05:00Z", "2026-03-11T09:00:00Z", "2026-04-21T12:00:00Z",
        "2026-05-31T12:30:00Z", "2026-06-13T13:01:00Z", "2026-07-14T21:45:00Z", "2026-08-28T23:59:00Z",
        "2026-09-30T16:54:00Z", "2026-10-22T05:55:00Z", "2026-11-06T12:49:00Z", "2026-12-19T01:00:00Z",
    ]

    @Test("between two and twelve seconds in every language, on both clocks", .enabled(if: isRendered))
    func durations() throws {
        let english = try #require(LanguageTag("en-US"))
        let catalogs = try PromptCatalogs.load(directory: Self.prompts, defaultLanguage: english)
        let formatter = try AnnouncementFormatter(catalogs: catalogs)
        for language in catalogs.languages {
            let catalog = try #require(catalogs[language])
            var known: [String: Int] = [:]
            for moment in Self.moments {
                let time = UnixTime(seconds: Int64(try Date.ISO8601FormatStyle().parse(moment).timeIntervalSince1970))
                for clock in [ClockFormat.twelveHour, .twentyFourHour] {
                    let announcement = try #require(
                        try formatter.announcement(of: time, language: language, clock: clock, zone: .utc, asOf: time))
                    let milliseconds = try announcement.clips.reduce(0) { sum, clip in
                        try sum + Self.milliseconds(clip, of: catalog, in: &known)
                    }
                    #expect((2000...12_000).contains(milliseconds), "\(language) \(clock) \(moment)")
                }
            }
        }
    }

    private static func milliseconds(
        _ clip: String, of catalog: PromptCatalog, in known: inout [String: Int]
    ) throws -> Int {
        if let milliseconds = known[clip] { return milliseconds }
        let file = SpokenText.file(clip, of: catalog, directory: prompts)
        let milliseconds = try WaveFile(Array(try Data(contentsOf: URL(filePath: file)))).milliseconds
        known[clip] = milliseconds
        return milliseconds
    }
}
