import Announcements
import Prompts
import VoicemailModel
import Wire

/// How a caller is spoken to: in which language, on which clock, in which zone. Most callers are alike, so that few voices
/// are prepared, and what is said often is encoded once.
final class Voice {
    /// What makes one voice differ from another; nil where the server's default holds.
    struct Wish: Hashable {
        var language: LanguageTag?
        var clock: ClockFormat
        var zone: TimeZoneName?

        init(language: LanguageTag?, clock: ClockFormat, zone: TimeZoneName?) {
            self.language = language
            self.clock = clock
            self.zone = zone
        }

        /// An unknown mailbox has the defaults.
        init(_ settings: MailboxSettings?) {
            let settings = settings ?? MailboxSettings()
            self.init(language: settings.language, clock: settings.clock, zone: settings.timeZone)
        }
    }

    private let match: LanguageMatch
    /// That of a catalog.
    var language: LanguageTag { match.language }
    private let catalog: PromptCatalog?
    /// Nil when no sound pack is in force.
    private let playNames: PlayNames?
    private let clock: ClockFormat
    private let zone: TimeZoneName
    private let formatter: AnnouncementFormatter
    /// Nil when nothing is said of a date.
    private var style: Result<AnnouncementStyle?, AnnouncementError>
    /// The formatter's when the style was made.
    private var generation: Int
    /// By `PromptID`, as far as they were asked for.
    private var prompts = [PreparedReply?](repeating: nil, count: PromptID.allCases.count)
    /// Moments that were announced recently: a message is announced each time that it is listened to. A moment has its place by
    /// its minute, where it takes the place of an older one.
    private var announced = [Announced?](repeating: nil, count: 16)

    private struct Announced {
        let seconds: Int64
        let reply: PreparedReply
    }

    init(
        match: LanguageMatch, catalogs: PromptCatalogs, clock: ClockFormat, zone: TimeZoneName,
        formatter: AnnouncementFormatter
    ) {
        self.match = match
        catalog = catalogs[match.language]
        playNames = catalogs.playNames(of: match.language)
        self.clock = clock
        self.zone = zone
        self.formatter = formatter
        generation = formatter.generation
        style = Self.style(formatter, match.language, clock, zone)
    }

    private static func style(
        _ formatter: AnnouncementFormatter, _ language: LanguageTag, _ clock: ClockFormat, _ zone: TimeZoneName
    ) -> Result<AnnouncementStyle?, AnnouncementError> {
        Result { () throws(AnnouncementError) in
            try formatter.style(language: language, clock: clock, zone: zone)
        }
    }

    /// The zones' rules have changed, and with them what was announced.
    private func renew() {
        generation = formatter.generation
        style = Self.style(formatter, match.language, clock, zone)
        announced = announced.map { _ in nil }
    }

    func prompt(_ name: String) -> Reply {
        guard let id = PromptID(name: name), let catalog else {
            return .failure(.badValue(field: "prompt-id", "no prompt has this id; PROMPTS lists them"))
        }
        let place = Int(id.rawValue)
        if let prepared = prompts[place] { return .prepared(prepared) }
        let prompt = catalog.prompt(id)
        let reply = Reply.prompt(
            PromptReply(
                id: name, requested: match.requested, language: match.language, match: match.step.rawValue,
                file: prompt.file, text: prompt.text,
                sounds: playNames.map { .init(play: $0.prompt(id), engineLanguage: $0.engineLanguage) }))
        prompts[place] = reply.prepared
        return reply
    }

    /// - Parameter now: given when today and yesterday are to be called so.
    func announce(_ moment: UnixTime, relativeTo now: UnixTime?) -> Reply {
        if generation != formatter.generation { renew() }
        // What is called today changes with the time.
        guard now == nil else { return makeAnnouncement(of: moment, relativeTo: now) }
        let seconds = moment.seconds
        let place = Int(seconds / 60) & (announced.count - 1)
        if let known = announced[place], known.seconds == seconds { return .prepared(known.reply) }
        let reply = makeAnnouncement(of: moment, relativeTo: nil)
        if case .announcement = reply { announced[place] = Announced(seconds: seconds, reply: reply.prepared) }
        return reply
    }

    private func makeAnnouncement(of moment: UnixTime, relativeTo now: UnixTime?) -> Reply {
        do {
            guard let style = try style.get() else { return .silent(language: match.language) }
            let announcement = try style.announcement(of: moment, relativeTo: now)
            return .announcement(
                AnnouncementReply(
                    clock: clock, language: match.language, zone: zone, date: announcement.date,
                    time: announcement.time, text: announcement.text, play: announcement.play,
                    engineLanguage: playNames?.engineLanguage))
        } catch {
            switch error {
            case .unknownZone:
                return .failure(
                    .badValue(field: "zone", "not in the IANA time zone database; write it as in Europe/Berlin"))
            case .outOfRange: return .failure(.badValue(field: "timestamp", error.description))
            case .noCatalog, .noDates: return .failure(.unavailable)
            }
        }
    }
}
