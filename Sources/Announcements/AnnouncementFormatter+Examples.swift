public import VoicemailModel

extension AnnouncementFormatter {
    /// Sentences of a language as names of clips, such that every clip that is ever announced is in one of them: for whoever is to
    /// record it. Sentences of dates come first, and each clip's first sentence is a plain one.
    public func exampleSentences(in language: LanguageTag) throws(AnnouncementError) -> [[String]] {
        var sentences: [[String]] = []
        var callers: [[String]] = []
        for clock in [ClockFormat.twelveHour, .twentyFourHour] {
            guard let style = try style(language: language, clock: clock, zone: .utc) else { continue }
            for moment in Self.momentsOfDays {
                sentences.append(try style.announcement(of: moment, asOf: moment).clips)
            }
            // With the year, whose neighbours some languages say in another form.
            for moment in Self.momentsOfDays + Self.momentsOfYears {
                sentences.append(try style.announcement(of: moment, asOf: Self.yearsAfter(moment)).clips)
            }
            sentences += try regionalSentences(in: language, clock: clock)
            for moment in Self.momentsOfMinutes {
                let tomorrow = moment.adding(seconds: CalendarFields.secondsPerDay)
                sentences.append(try style.announcement(of: moment, asOf: moment).clips)
                sentences.append(try style.announcement(of: moment, asOf: moment, isRelative: true).clips)
                sentences.append(try style.announcement(of: moment, asOf: tomorrow, isRelative: true).clips)
            }
            // Who called is a sentence of its own, behind that of the date.
            let date = try style.announcement(of: Self.evening, asOf: Self.evening)
            for caller in Self.callers.compactMap({ MessageCaller($0) }) {
                let full = try style.announcement(of: Self.evening, asOf: Self.evening, caller: caller)
                callers.append(Array(full.clips.dropFirst(date.clips.count)))
            }
        }
        return sentences + callers + (try countSentences(in: language))
    }

    /// Every day of a year, this one's and another's, as each region hears it whose clips differ.
    private func regionalSentences(
        in language: LanguageTag, clock: ClockFormat
    ) throws(AnnouncementError) -> [[String]] {
        var sentences: [[String]] = []
        for tag in try regionalTags(of: language) {
            guard let style = try style(language: language, requested: tag, clock: clock, zone: .utc) else { continue }
            for moment in Self.momentsOfDays {
                sentences.append(try style.announcement(of: moment, asOf: moment).clips)
                sentences.append(try style.announcement(of: moment, asOf: Self.yearsAfter(moment)).clips)
            }
        }
        return sentences
    }

    /// Every number of new messages, of saved ones, and of both.
    private func countSentences(in language: LanguageTag) throws(AnnouncementError) -> [[String]] {
        let speaker = try counts(in: language)
        return (0...999).flatMap { number in
            let counts = [(number, nil), (0, number), (number, number)] as [(new: Int, saved: Int?)]
            return counts.compactMap { new, saved in
                MessageCounts(new: new, saved: saved).map { speaker.announcement(of: $0).clips }
            }
        }
    }

    /// 2026-11-23T21:45:00Z, a Monday.
    private static let evening = UnixTime(seconds: 1_795_470_300)

    /// When the year of `moment` is past in every calendar.
    private static func yearsAfter(_ moment: UnixTime) -> UnixTime {
        moment.adding(seconds: 2 * 366 * CalendarFields.secondsPerDay)
    }

    /// A quarter to ten in the evening on every day of a leap year, 2028.
    private static var momentsOfDays: [UnixTime] {
        (0..<366).map { UnixTime(seconds: 1_830_375_900 + $0 * CalendarFields.secondsPerDay) }
    }

    /// A day in spring and one in summer of every year that catalogs have clips for, whatever their calendar: years of the
    /// Persian calendar begin in spring.
    private static var momentsOfYears: [UnixTime] {
        [0, 180].flatMap { day in
            (0..<130).map { UnixTime(seconds: day * CalendarFields.secondsPerDay + $0 * 31_556_952) }
        }
    }

    /// Every minute of that Monday.
    private static var momentsOfMinutes: [UnixTime] {
        let midnight = evening.adding(seconds: -(21 * 3600 + 45 * 60))
        return (0..<1440).map { midnight.adding(seconds: $0 * 60) }
    }

    /// So that every character of a number stands in the middle and at the end.
    private static let callers = ["+4930123456", "+4978*98#"] + "0123456789*#".map { "+1\($0)" } + ["anonymous"]
}
