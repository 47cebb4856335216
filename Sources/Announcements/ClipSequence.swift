internal import Prompts

/// The clips of a spoken date, in the order that a catalog gives.
final class ClipSequence {
    private let date: Sentence
    private let today: Sentence
    private let yesterday: Sentence
    private let clock12: ClockTemplates
    private let clock24: ClockTemplates

    /// The clips before the time and those behind it.
    private struct Sentence {
        let beforeTime: FieldTemplate
        let afterTime: FieldTemplate
    }

    /// - Parameter playNames: what is played for each clip, where that is not the clip's own name.
    init(catalog: PromptCatalog, playNames: PlayNames?) {
        let names = Names(periods: catalog.dayPeriods.starts.map(\.clip), playNames: playNames)
        func sentence(_ elements: [ClipOrderElement]) -> Sentence {
            let parts = elements.split(separator: .time, omittingEmptySubsequences: false)
            return Sentence(
                beforeTime: names.template(parts.first ?? []),
                afterTime: names.template(parts.dropFirst().joined()))
        }
        date = sentence(catalog.order.date)
        today = sentence(catalog.order.today)
        yesterday = sentence(catalog.order.yesterday)
        clock12 = ClockTemplates(catalog.order.clock12) { names.template($0) }
        clock24 = ClockTemplates(catalog.order.clock24) { names.template($0) }
    }

    /// The clips at a moment, with commas between them.
    func text(_ fields: CalendarFields, _ choice: FieldTemplate.Choice, day: DayName, isTwelveHour: Bool) -> String {
        let sentence =
            switch day {
            case .date: date
            case .today: today
            case .yesterday: yesterday
            }
        let time = (isTwelveHour ? clock12 : clock24).template(for: fields)
        let capacity = sentence.beforeTime.capacity + time.capacity + sentence.afterTime.capacity
        return TextMemory.text(capacity: capacity) { text in
            sentence.beforeTime.write(choice, to: &text)
            time.write(choice, to: &text)
            sentence.afterTime.write(choice, to: &text)
            // After the last clip there is no comma.
            text.removeLast()
        }
    }
}

/// The names of clips as they are written, each with a comma behind it.
private struct Names {
    let periods: [String]
    let playNames: PlayNames?

    func template(_ elements: some Sequence<ClipOrderElement>) -> FieldTemplate {
        let template = FieldTemplate()
        for element in elements {
            switch element {
            case .weekday: template.append(.weekday, names(.weekday, 1...7))
            case .day: template.append(.day, names(.day, 1...31))
            case .month: template.append(.month, names(.month, 1...12))
            case .hour12: template.append(.hour, names(.hour12, (0...23).map(CalendarFields.hour12)))
            case .hour24: template.append(.hour, names(.hour24, 0...23))
            case .minute: template.append(.minute, names(.minute, 0...59))
            case .period: template.append(.dayPeriod, periods.map(name))
            case .word(let clip): template.append(name(clip))
            // The time splits a sentence and is not part of either half.
            case .time: continue
            }
        }
        return template
    }

    private func names(_ family: ClipFamily, _ numbers: some Sequence<Int>) -> [String] {
        numbers.map { name(family.clip($0)) }
    }

    private func name(_ clip: String) -> String {
        let name = playNames?.clip(clip) ?? clip
        // A clip may have nothing to play of its own.
        return name.isEmpty ? "" : "\(name),"
    }
}

/// A catalog's orders of a time on one clock, ready to be written.
private final class ClockTemplates {
    private let ordinary: FieldTemplate
    private let fullHour: FieldTemplate
    private let midnight: FieldTemplate
    private let noon: FieldTemplate
    private let pastMidnight: FieldTemplate
    private let pastNoon: FieldTemplate

    init(_ order: ClockOrder, make: ([ClipOrderElement]) -> FieldTemplate) {
        ordinary = make(order.ordinary)
        fullHour = make(order.fullHour)
        midnight = order.midnight.map(make) ?? fullHour
        noon = order.noon.map(make) ?? fullHour
        pastMidnight = order.pastMidnight.map(make) ?? ordinary
        pastNoon = order.pastNoon.map(make) ?? ordinary
    }

    func template(for fields: CalendarFields) -> FieldTemplate {
        switch (fields.hour, fields.minute) {
        case (0, 0): midnight
        case (12, 0): noon
        case (_, 0): fullHour
        case (0, _): pastMidnight
        case (12, _): pastNoon
        default: ordinary
        }
    }
}
