internal import Foundation
public import Prompts
public import VoicemailModel

/// Turns a moment into what is shown and said of it in a language, on a clock, in a time zone.
///
/// Patterns, names and clip orders of every language are prepared when it is made; a request joins what is there. Zones are
/// kept when they are first asked for. That memory is not guarded: a formatter belongs to one thread, the event loop that
/// answers the requests.
public final class AnnouncementFormatter {
    private let languages: [LanguageTag: Language]
    private let clockTable = ClockTable()
    private var zones = TimeZones()
    /// Where texts are put together, kept so that its memory is.
    private var bytes: [UInt8] = []

    /// All that is prepared for one language. A class, because copying its many arrays for each request would cost more
    /// than writing the texts.
    private final class Language {
        let catalog: PromptCatalog
        let dates: LocalizedDates
        let clips: ClipSequence
        let today: TimeFrame
        let yesterday: TimeFrame

        init(catalog: PromptCatalog, dates: LocalizedDates) {
            self.catalog = catalog
            self.dates = dates
            clips = ClipSequence(catalog: catalog)
            today = TimeFrame(catalog.today)
            yesterday = TimeFrame(catalog.yesterday)
        }
    }

    /// What is written before and behind a time.
    private struct TimeFrame {
        let before: [UInt8]
        let after: [UInt8]

        init(_ text: RelativeText) {
            before = Array(PlainText.plain(text.beforeTime).utf8)
            after = Array(PlainText.plain(text.afterTime).utf8)
        }
    }

    /// - Throws: `noDates` for a catalog in a language that CLDR does not know.
    public init(catalogs: PromptCatalogs) throws(AnnouncementError) {
        let knownLanguages = LocalizedDates.knownLanguages()
        var languages: [LanguageTag: Language] = [:]
        for tag in catalogs.languages {
            guard let catalog = catalogs[tag] else { continue }
            let dates = try LocalizedDates(language: tag, knownLanguages: knownLanguages)
            languages[tag] = Language(catalog: catalog, dates: dates)
        }
        self.languages = languages
    }

    /// Whether the IANA time zone database has this name, as a zone or as a link to one.
    public func knows(_ zone: TimeZoneName) -> Bool {
        zones.zone(named: zone) != nil
    }

    /// What is to be shown and said of `moment`; nil when the clock is disabled and nothing is said.
    ///
    /// - Parameters:
    ///   - moment: seconds count; what is below them is left out.
    ///   - language: that of a catalog, as `LanguageMatcher` finds it.
    ///   - now: given when a date of today or yesterday is to be called so; what day it is, the zone decides.
    public func announcement(
        of moment: UnixTime, language: LanguageTag, clock: ClockFormat, zone: TimeZoneName,
        relativeTo now: UnixTime? = nil
    ) throws(AnnouncementError) -> Announcement? {
        let isTwelveHour: Bool
        switch clock {
        case .disabled: return nil
        case .twelveHour: isTwelveHour = true
        case .twentyFourHour: isTwelveHour = false
        }
        guard let prepared = languages[language] else { throw .noCatalog(language) }
        guard let timeZone = zones.zone(named: zone) else { throw .unknownZone(zone) }
        guard let fields = Self.fields(of: moment, in: timeZone) else { throw .outOfRange }
        let day = now.map { Self.day(of: fields, now: $0, in: timeZone) } ?? .date
        let dayPeriod = prepared.catalog.dayPeriods.index(atMinuteOfDay: fields.minuteOfDay)
        return Announcement(
            date: fields.isoDate,
            time: clockTable.time(atMinuteOfDay: fields.minuteOfDay, isTwelveHour: isTwelveHour),
            text: text(fields, dayPeriod: dayPeriod, day: day, language: prepared, isTwelveHour: isTwelveHour),
            play: play(fields, dayPeriod: dayPeriod, day: day, language: prepared, isTwelveHour: isTwelveHour))
    }

    private func text(
        _ fields: CalendarFields, dayPeriod: Int, day: DayName, language: Language, isTwelveHour: Bool
    ) -> String {
        let dates = language.dates
        let frame: TimeFrame?
        switch day {
        case .date: frame = nil
        case .today: frame = language.today
        case .yesterday: frame = language.yesterday
        }
        bytes.removeAll(keepingCapacity: true)
        if let frame {
            bytes.append(contentsOf: frame.before)
            (isTwelveHour ? dates.time12 : dates.time24).write(fields, dayPeriod: dayPeriod, to: &bytes)
            bytes.append(contentsOf: frame.after)
        } else {
            (isTwelveHour ? dates.dateAndTime12 : dates.dateAndTime24)
                .write(fields, dayPeriod: dayPeriod, to: &bytes)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func play(
        _ fields: CalendarFields, dayPeriod: Int, day: DayName, language: Language, isTwelveHour: Bool
    ) -> String {
        bytes.removeAll(keepingCapacity: true)
        language.clips.write(fields, dayPeriod: dayPeriod, day: day, isTwelveHour: isTwelveHour, to: &bytes)
        // Behind the last clip there is no comma.
        return String(decoding: bytes.dropLast(), as: UTF8.self)
    }

    /// How the day is called. A moment that is still to come is called by its date unless it is today.
    private static func day(of fields: CalendarFields, now: UnixTime, in zone: TimeZone) -> DayName {
        guard let today = Self.fields(of: now, in: zone)?.dayNumber else { return .date }
        switch today - fields.dayNumber {
        case 0: return .today
        case 1: return .yesterday
        default: return .date
        }
    }

    /// What the clocks in `zone` show; nil outside the years 1 to 9999.
    private static func fields(of moment: UnixTime, in zone: TimeZone) -> CalendarFields? {
        // A moment far outside is refused before anything is computed of it; a day more holds every zone's offset.
        let seconds = moment.seconds
        guard (secondsOfYear1 - day...secondsOfYear10000 + day).contains(seconds) else { return nil }
        let offset = zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds)))
        let fields = CalendarFields(localSeconds: seconds + Int64(offset))
        return (1...9999).contains(fields.year) ? fields : nil
    }

    private static let day = CalendarFields.secondsPerDay
    /// 0001-01-01T00:00:00Z
    private static let secondsOfYear1: Int64 = -62_135_596_800
    /// 10000-01-01T00:00:00Z
    private static let secondsOfYear10000: Int64 = 253_402_300_800
}
