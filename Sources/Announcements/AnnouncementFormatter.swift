public import Prompts
public import VoicemailModel
public import ZoneRules

/// Turns a moment into what is shown and said of it in a language, on a clock, in a time zone.
///
/// Patterns, names and clip orders of every language are prepared when it is made; a request joins what is there. Zones are
/// kept when they are first asked for. That memory is not guarded: a formatter and its styles belong to one thread, the
/// event loop that answers the requests.
public final class AnnouncementFormatter {
    private let languages: [LanguageTag: SpokenLanguage]
    private let clockTable = ClockTable()
    private var clocks: ZoneClocks

    /// - Throws: `noDates` for a catalog in a language that CLDR does not know.
    public init(catalogs: PromptCatalogs, zones: ZoneDatabase = ZoneDatabase()) throws(AnnouncementError) {
        clocks = ZoneClocks(zones)
        var languages: [LanguageTag: SpokenLanguage] = [:]
        for tag in catalogs.languages {
            guard let catalog = catalogs[tag] else { continue }
            languages[tag] = try SpokenLanguage(catalog: catalog, playNames: catalogs.playNames(of: tag))
        }
        self.languages = languages
    }

    /// Whether the IANA time zone database has this name, as a zone or as a link to one.
    public func knows(_ zone: TimeZoneName) -> Bool {
        clocks.clock(in: zone) != nil
    }

    /// Has every zone's rules read again when it is asked for, as they have changed. Styles that were made before go on with
    /// the old ones.
    public func forgetZones() {
        clocks.forget()
    }

    /// How often that was done: another number than when a style was made means that the style is to be made again.
    public var generation: Int { clocks.generation }

    /// How moments are announced; nil when the clock is disabled and nothing is said.
    ///
    /// - Parameters:
    ///   - language: that of a catalog, as `LanguageMatcher` finds it.
    ///   - requested: the tag that it was found for. Its region decides where clips differ by region.
    public func style(
        language: LanguageTag, requested: LanguageTag? = nil, clock: ClockFormat, zone: TimeZoneName
    ) throws(AnnouncementError) -> AnnouncementStyle? {
        let isTwelveHour: Bool
        switch clock {
        case .disabled: return nil
        case .twelveHour: isTwelveHour = true
        case .twentyFourHour: isTwelveHour = false
        }
        guard let prepared = languages[language] else { throw .noCatalog(language) }
        guard let zoneClock = clocks.clock(in: zone) else { throw .unknownZone(zone) }
        return AnnouncementStyle(
            language: prepared, clips: prepared.clips(for: requested ?? language), isTwelveHour: isTwelveHour,
            zoneClock: zoneClock, clockTable: clockTable)
    }

    /// One tag for each variant of `language` that a region hears.
    func regionalTags(of language: LanguageTag) throws(AnnouncementError) -> [LanguageTag] {
        guard let prepared = languages[language] else { throw .noCatalog(language) }
        return prepared.regionalTags
    }

    /// How messages are counted in `language`, which is that of a catalog.
    ///
    /// - Throws: `noCatalog`.
    public func counts(in language: LanguageTag) throws(AnnouncementError) -> CountSpeaker {
        guard let prepared = languages[language] else { throw .noCatalog(language) }
        return prepared.counts
    }

    /// What is to be shown and said of one moment; nil when the clock is disabled and nothing is said.
    ///
    /// - Parameters:
    ///   - moment: seconds count; what is below them is left out.
    ///   - now: when it is said. What year and what day it is then, the zone decides.
    ///   - isRelative: whether a date of today or yesterday is to be called so.
    ///   - caller: whom the message came from, when that is to be said behind it.
    public func announcement(
        of moment: UnixTime, language: LanguageTag, requested: LanguageTag? = nil, clock: ClockFormat,
        zone: TimeZoneName, asOf now: UnixTime, isRelative: Bool = false, caller: MessageCaller? = nil
    ) throws(AnnouncementError) -> Announcement? {
        try style(language: language, requested: requested, clock: clock, zone: zone)?
            .announcement(of: moment, asOf: now, isRelative: isRelative, caller: caller)
    }
}
