internal import Prompts

/// The clips of a spoken date, in the order that a catalog gives.
final class ClipSequence {
    private let date: Sentence
    private let dateWithYear: Sentence
    private let today: Sentence
    private let yesterday: Sentence
    private let clock12: ClockTemplates
    private let clock24: ClockTemplates

    /// The clips before the time and those behind it.
    private struct Sentence {
        let beforeTime: FieldTemplate
        let afterTime: FieldTemplate
    }

    /// - Parameters:
    ///   - playNames: what is played for each clip, where that is not the clip's own name.
    ///   - region: the variant that is said in place of a family that has it.
    init(catalog: PromptCatalog, playNames: PlayNames?, region: String? = nil) {
        let names = Names(catalog: catalog, playNames: playNames, region: region)
        func sentence(_ elements: [ClipOrderElement]) -> Sentence {
            let parts = elements.split(separator: .time, omittingEmptySubsequences: false)
            return Sentence(
                beforeTime: names.template(parts.first ?? []),
                afterTime: names.template(parts.dropFirst().joined()))
        }
        date = sentence(catalog.order.date)
        dateWithYear = sentence(catalog.order.dateWithYear ?? catalog.order.date)
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
            case .dateWithYear: dateWithYear
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
    let catalog: PromptCatalog
    let playNames: PlayNames?
    let region: String?

    func template(_ elements: some Sequence<ClipOrderElement>) -> FieldTemplate {
        let template = FieldTemplate()
        for element in elements {
            switch element {
            case .number(let series): append(series, to: template)
            case .period: template.append(.dayPeriod, catalog.dayPeriods.starts.map { name($0.clip) })
            case .word(let clip): template.append(name(clip))
            // The time splits a sentence and is not part of either half.
            case .time: continue
            }
        }
        return template
    }

    private func append(_ series: ClipSeries, to template: FieldTemplate) {
        let series = regional(series)
        let numbers = series.family.numbers(in: catalog.calendar)
        func append(_ selector: FieldTemplate.Selector, _ numbers: some Sequence<Int>) {
            template.append(selector, numbers.map { name(series.clip($0)) })
        }
        switch series.family {
        // Of messages, and in no date.
        case .number, .hundred, .hundredAnd, .rest: break
        case .weekday: append(.weekday, numbers)
        case .day: append(.day, numbers)
        case .month: append(.month, numbers)
        case .year: append(.yearClip, numbers)
        case .hour12: append(.hour, (0...23).map(CalendarFields.hour12))
        case .hour24: append(.hour, numbers)
        case .minute: append(.minute, numbers)
        }
    }

    /// The variant for the caller's region, where there is one.
    private func regional(_ series: ClipSeries) -> ClipSeries {
        guard let region, series.variant == nil else { return series }
        let variant = ClipSeries(series.family, variant: region)
        let first = series.family.numbers(in: catalog.calendar).lowerBound
        return catalog.clips[variant.clip(first)] == nil ? series : variant
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
