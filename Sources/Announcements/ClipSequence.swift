internal import Prompts

/// The clips of a spoken date, in the order that a catalog gives.
struct ClipSequence {
    private let order: ClipOrder
    /// The clip of the period at each minute of the day, by the index of its start.
    private let dayPeriods: DayPeriods
    private let names = ClipNames()

    enum Day {
        case date, today, yesterday
    }

    init(catalog: PromptCatalog) {
        order = catalog.order
        dayPeriods = catalog.dayPeriods
    }

    func clips(_ fields: CalendarFields, day: Day, isTwelveHour: Bool) -> [String] {
        let sentence =
            switch day {
            case .date: order.date
            case .today: order.today
            case .yesterday: order.yesterday
            }
        let clock = isTwelveHour ? order.clock12 : order.clock24
        var clips: [String] = []
        // The longest order of a date has no more clips than this.
        clips.reserveCapacity(12)
        append(sentence, fields, clock: clock, to: &clips)
        return clips
    }

    private func append(
        _ elements: [ClipOrderElement], _ fields: CalendarFields, clock: ClockOrder, to clips: inout [String]
    ) {
        for element in elements {
            switch element {
            case .weekday: clips.append(names.weekday[fields.weekday])
            case .day: clips.append(names.day[fields.day])
            case .month: clips.append(names.month[fields.month])
            case .hour12: clips.append(names.hour12[fields.hour12])
            case .hour24: clips.append(names.hour24[fields.hour])
            case .minute: clips.append(names.minute[fields.minute])
            case .period: if let clip = dayPeriods.clip(atMinuteOfDay: fields.minuteOfDay) { clips.append(clip) }
            case .word(let name): clips.append(name)
            case .time:
                append(clock.order(atMinuteOfDay: fields.minuteOfDay), fields, clock: clock, to: &clips)
            }
        }
    }
}

/// The names of all numbered clips, made once; the number is the index.
private struct ClipNames {
    let weekday = Self.names(.weekday)
    let day = Self.names(.day)
    let month = Self.names(.month)
    let hour12 = Self.names(.hour12)
    let hour24 = Self.names(.hour24)
    let minute = Self.names(.minute)

    private static func names(_ family: ClipFamily) -> [String] {
        (0...family.numbers.upperBound).map(family.clip)
    }
}
