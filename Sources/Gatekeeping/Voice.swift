import Announcements
import Prompts
public import VoicemailModel

/// How a caller is spoken to: in which language, on which clock, in which zone. Most callers are alike, so that few voices
/// are kept.
public final class Voice {
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

    /// Counts the voices, so that whoever prepares something for each can find it in an array.
    public let number: Int
    private let match: LanguageMatch
    /// That of a catalog.
    public var language: LanguageTag { match.language }
    private let catalog: PromptCatalog?
    /// Nil when no sound pack is in force.
    private let playNames: PlayNames?
    private let clock: ClockFormat
    private let zone: TimeZoneName
    private let formatter: AnnouncementFormatter
    /// Nil when nothing is said of a date.
    private var style: Result<AnnouncementStyle?, AnnouncementError>
    /// The formatter's when the style was made.
    private var styleGeneration: Int
    /// Another number when the zones' rules have changed, and with them what is said of moments.
    public var generation: Int { formatter.generation }

    init(
        number: Int, match: LanguageMatch, catalogs: PromptCatalogs, clock: ClockFormat, zone: TimeZoneName,
        formatter: AnnouncementFormatter
    ) {
        self.number = number
        self.match = match
        catalog = catalogs[match.language]
        playNames = catalogs.playNames(of: match.language)
        self.clock = clock
        self.zone = zone
        self.formatter = formatter
        styleGeneration = formatter.generation
        style = Self.style(formatter, match, clock, zone)
    }

    private static func style(
        _ formatter: AnnouncementFormatter, _ match: LanguageMatch, _ clock: ClockFormat, _ zone: TimeZoneName
    ) -> Result<AnnouncementStyle?, AnnouncementError> {
        Result { () throws(AnnouncementError) in
            try formatter.style(language: match.language, requested: match.requested, clock: clock, zone: zone)
        }
    }

    private func presentStyle() throws(AnnouncementError) -> AnnouncementStyle? {
        if styleGeneration != formatter.generation {
            styleGeneration = formatter.generation
            style = Self.style(formatter, match, clock, zone)
        }
        return try style.get()
    }

    /// The prompt's place among all, if there is one of this name.
    public static func place(ofPrompt name: String) -> Int? {
        PromptID(name: name).map { Int($0.rawValue) }
    }

    public static var promptCount: Int { PromptID.allCases.count }

    public func prompt(_ name: String) throws(Refusal) -> SpokenPrompt {
        guard let id = PromptID(name: name), let catalog else {
            throw .badValue(field: "prompt-id", "no prompt has this id; PROMPTS lists them")
        }
        let prompt = catalog.prompt(id)
        return SpokenPrompt(
            id: name, requested: match.requested, language: match.language, match: match.step.rawValue,
            file: prompt.file, text: prompt.text,
            sounds: playNames.map { .init(play: $0.prompt(id), engineLanguage: $0.engineLanguage) })
    }

    /// What is said of so many messages.
    public func count(_ counts: MessageCounts) throws(Refusal) -> SpokenCounts {
        guard let speaker = try? formatter.counts(in: match.language) else { throw .unavailable }
        let announcement = speaker.announcement(of: counts)
        return SpokenCounts(
            counts, language: match.language, text: announcement.text, play: announcement.play,
            engineLanguage: playNames?.engineLanguage)
    }

    /// The year in the zone and by the language's calendar; nil where nothing can be said. What is announced of a moment without
    /// `isRelative` is the same for as long as this is.
    public func presentYear(asOf now: UnixTime) -> Int? {
        do {
            return try presentStyle()?.presentYear(asOf: now)
        } catch {
            return nil
        }
    }

    /// - Parameters:
    ///   - now: the calendar's time.
    ///   - isRelative: whether today and yesterday are to be called so.
    ///   - caller: whom the message came from, when that is to be said too.
    public func announce(
        _ moment: UnixTime, asOf now: UnixTime, isRelative: Bool, caller: MessageCaller?
    ) throws(Refusal) -> SpokenMoment {
        do {
            guard let style = try presentStyle() else { return .silent(language: match.language) }
            let announcement = try style.announcement(
                of: moment, asOf: now, isRelative: isRelative, caller: caller)
            return .announced(
                SpokenDateTime(
                    clock: clock, language: match.language, zone: zone, date: announcement.date,
                    time: announcement.time, text: announcement.text, play: announcement.play,
                    engineLanguage: playNames?.engineLanguage))
        } catch {
            switch error {
            case .unknownZone:
                throw .badValue(field: "zone", "not in the IANA time zone database; write it as in Europe/Berlin")
            case .outOfRange: throw .badValue(field: "timestamp", error.description)
            case .noCatalog, .noDates: throw .unavailable
            }
        }
    }
}
