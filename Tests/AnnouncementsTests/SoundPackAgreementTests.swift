import Announcements
import Prompts
import Testing
import VoicemailModel

/// A sound pack changes what is played, and nothing of what is said.
@Suite(.timeLimit(.minutes(5)))
struct SoundPackAgreementTests {
    @Test(
        "with a pack, each clip is played by its names, for every minute of a day and every day of a year",
        arguments: try Fixtures.catalogs.get().languages)
    func everyMinuteAndDay(language: LanguageTag) throws {
        let formatter = try Fixtures.makeFormatter()
        let catalogs = try Fixtures.catalogsWithPack.get()
        let packFormatter = try AnnouncementFormatter(catalogs: catalogs)
        let names = try #require(catalogs.playNames(of: language))
        let newYear = try Fixtures.moment("2028-01-01T00:00:00Z")
        // The minutes of the first day, and a time of each of the others.
        let moments =
            (0..<1440).map { newYear.adding(seconds: $0 * 60) }
            + (1..<366).map { newYear.adding(seconds: $0 * 86_400 + 3600 * ($0 % 24) + 60 * ($0 % 60)) }
        for clock in [ClockFormat.twelveHour, .twentyFourHour] {
            let plain = try #require(try formatter.style(language: language, clock: clock, zone: .utc))
            let packed = try #require(try packFormatter.style(language: language, clock: clock, zone: .utc))
            for moment in moments {
                // In another year, in this year, and today.
                for (now, isRelative) in [(UnixTime(seconds: 0), false), (moment, false), (moment, true)] {
                    let expected = try plain.announcement(of: moment, asOf: now, isRelative: isRelative)
                    let announcement = try packed.announcement(of: moment, asOf: now, isRelative: isRelative)
                    #expect(announcement.text == expected.text)
                    #expect(announcement.time == expected.time)
                    let play = expected.clips.map(names.clip).filter { !$0.isEmpty }.joined(separator: ",")
                    #expect(announcement.play == play)
                    #expect(!announcement.play.isEmpty)
                }
            }
        }
    }
}
