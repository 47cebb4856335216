import GatekeeperTestKit
import Gatekeeping
import NIOCore
import PINHashing
import Testing
import VoicemailModel
import VoicemailTestKit
import Wire

@testable import LineServer

@Suite("The year of a moment that is announced again and again", .timeLimit(.minutes(1)))
struct AnnouncedYearTests {
    @Test("it is said from New Year on, in the zone of who hears it, though the reply was prepared before")
    func newYear() async throws {
        // 2026-12-31T22:59:58Z, which is two seconds before midnight in Berlin.
        let clock = ManualClock(UnixTime(seconds: 1_798_757_998))
        let parts = try GatekeeperParts(clock: clock)
        let gatekeeper = try parts.makeGatekeeper(
            rules: CoreRules(deadline: .seconds(2)),
            hasher: try HashingPool(
                parameters: try Argon2Parameters(memory: 8 << 10, operations: 1), workers: 1, capacity: 4), clock: clock
        )
        let language = try #require(LanguageTag("de-DE"))
        let moment = UnixTime(seconds: 1_795_443_420)
        let berlinZone = try #require(TimeZoneName("Europe/Berlin"))
        let requests = [berlinZone, .utc].map { zone in
            Request.announce(
                moment, .language(language, clock: .twentyFourHour, zone: zone), isRelative: false, caller: nil)
        }
        let plays = await gatekeeper.plays(of: requests, every: [0, 1, 1, 0, 3598, 1, 1], clock)
        let berlin = "play=weekday/1,day/23,month/11,at,hour24/15,minute/17"
        let berlinWithYear = "play=weekday/1,day/23,month/11,year/2026,at,hour24/15,minute/17"
        #expect(plays.map { $0[0] } == [berlin, berlin] + [String](repeating: berlinWithYear, count: 5))
        #expect(plays.map { $0[1].contains("year/2026") } == [false, false, false, false, false, false, true])
    }
}

extension Gatekeeper {
    /// What one server says to each of the requests, asked again each time that the clock has been moved by so many seconds.
    fileprivate func plays(of requests: [Request], every steps: [Int64], _ clock: ManualClock) -> [[String]] {
        let prepared = PreparedReplies(defaults: settingsDefaults)
        return steps.map { seconds in
            clock.advance(seconds: seconds)
            return requests.map { request in
                var bytes = ByteBuffer()
                answerNow(request, from: .admin, prepared)?.write(to: &bytes, tag: nil)
                return String(buffer: bytes).split(whereSeparator: \.isWhitespace).last.map(String.init) ?? ""
            }
        }
    }
}
