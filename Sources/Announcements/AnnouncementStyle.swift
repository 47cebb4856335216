internal import Prompts
public import VoicemailModel

/// How moments are announced in one language, on one clock, in one zone. `AnnouncementFormatter` makes it.
public final class AnnouncementStyle {
    private let language: SpokenLanguage
    private let clips: ClipSequence
    private let isTwelveHour: Bool
    private let zoneClock: ZoneClock
    private let clockTable: ClockTable
    /// What `presentYear` said last: many ask within a second.
    private var lastPresent: (seconds: Int64, year: Int)?

    init(
        language: SpokenLanguage, clips: ClipSequence, isTwelveHour: Bool, zoneClock: ZoneClock, clockTable: ClockTable
    ) {
        self.language = language
        self.clips = clips
        self.isTwelveHour = isTwelveHour
        self.zoneClock = zoneClock
        self.clockTable = clockTable
    }

    /// What is to be shown and said of `moment`.
    ///
    /// - Parameters:
    ///   - moment: seconds count; what is below them is left out.
    ///   - now: when it is said. What year and what day it is then, the zone decides.
    ///   - isRelative: whether a date of today or yesterday is to be called so.
    ///   - caller: whom the message came from, when that is to be said behind it.
    /// - Throws: `outOfRange`.
    public func announcement(
        of moment: UnixTime, asOf now: UnixTime, isRelative: Bool = false, caller: MessageCaller?
    ) throws(AnnouncementError) -> Announcement {
        let announcement = try announcement(of: moment, asOf: now, isRelative: isRelative)
        return caller.map { language.caller.adding($0, to: announcement) } ?? announcement
    }

    /// What is to be shown and said of `moment`, whoever the message came from.
    ///
    /// - Throws: `outOfRange`.
    public func announcement(
        of moment: UnixTime, asOf now: UnixTime, isRelative: Bool = false
    ) throws(AnnouncementError) -> Announcement {
        guard let fields = fields(of: moment) else { throw .outOfRange }
        let heard = fields.inCalendar(language.calendar)
        let years = language.calendar.years
        let isYearSaid = years.contains(heard.year) && heard.year != presentYear(asOf: now)
        let day = (isRelative ? relativeDay(of: fields, now: now) : nil) ?? (isYearSaid ? .dateWithYear : .date)
        let dayPeriod = language.dayPeriods.index(atMinuteOfDay: fields.minuteOfDay)
        let choice = FieldTemplate.Choice(
            heard, dayPeriod: dayPeriod, yearClip: isYearSaid ? heard.year - years.lowerBound : 0)
        return Announcement(
            date: fields.isoDate,
            time: clockTable.time(atMinuteOfDay: fields.minuteOfDay, isTwelveHour: isTwelveHour),
            text: text(choice, day: day),
            play: clips.text(fields, choice, day: day, isTwelveHour: isTwelveHour))
    }

    /// The year in the zone and in the language's calendar; nil outside the years 1 to 9999. What is said of a moment without
    /// `isRelative` is the same for as long as this is.
    public func presentYear(asOf now: UnixTime) -> Int? {
        let seconds = now.seconds
        if let lastPresent, lastPresent.seconds == seconds { return lastPresent.year }
        guard let year = fields(of: now)?.inCalendar(language.calendar).year else { return nil }
        lastPresent = (seconds, year)
        return year
    }

    private func text(_ choice: FieldTemplate.Choice, day: DayName) -> String {
        switch day {
        case .date, .dateWithYear:
            let date = isTwelveHour ? language.dates.dateAndTime12 : language.dates.dateAndTime24
            return TextMemory.text(capacity: date.capacity) { date.write(choice, to: &$0) }
        case .today: return text(choice, in: language.today)
        case .yesterday: return text(choice, in: language.yesterday)
        }
    }

    private func text(_ choice: FieldTemplate.Choice, in frame: SpokenLanguage.TimeFrame) -> String {
        let time = isTwelveHour ? language.dates.time12 : language.dates.time24
        return TextMemory.text(capacity: frame.before.capacity + time.capacity + frame.after.capacity) { text in
            frame.before.write(choice, to: &text)
            time.write(choice, to: &text)
            frame.after.write(choice, to: &text)
        }
    }

    /// Today or yesterday, if it is. A moment that is still to come is called by its date unless it is today.
    private func relativeDay(of fields: CalendarFields, now: UnixTime) -> DayName? {
        guard let today = self.fields(of: now)?.dayNumber else { return nil }
        switch today - fields.dayNumber {
        case 0: return .today
        case 1: return .yesterday
        default: return nil
        }
    }

    /// What the clocks in the zone show; nil outside the years 1 to 9999.
    private func fields(of moment: UnixTime) -> CalendarFields? {
        // A moment far outside is refused before anything is computed of it; a day more holds every zone's offset.
        let seconds = moment.seconds
        let day = CalendarFields.secondsPerDay
        guard (Self.secondsOfYear1 - day...Self.secondsOfYear10000 + day).contains(seconds) else { return nil }
        let fields = CalendarFields(localSeconds: seconds + Int64(zoneClock.secondsFromUTC(at: seconds)))
        return (1...9999).contains(fields.year) ? fields : nil
    }

    /// 0001-01-01T00:00:00Z
    private static let secondsOfYear1: Int64 = -62_135_596_800
    /// 10000-01-01T00:00:00Z
    private static let secondsOfYear10000: Int64 = 253_402_300_800
}
