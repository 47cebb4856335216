/// One step of a spoken date: a clip that the moment chooses, or a word that is always the same.
public enum ClipOrderElement: Hashable, Sendable {
    /// The clip of the moment's number.
    case number(ClipSeries)
    /// The whole time, in the order that the clock and the hour ask for.
    case time
    case period
    /// A clip by its name.
    case word(String)
}

/// How a language puts the clips of a date in order: data of its catalog.
public struct ClipOrder: Hashable, Sendable {
    /// A day of the present year.
    public let date: [ClipOrderElement]
    /// A day of another year; nil where years are left out.
    public let dateWithYear: [ClipOrderElement]?
    public let today: [ClipOrderElement]
    public let yesterday: [ClipOrderElement]
    public let clock12: ClockOrder
    public let clock24: ClockOrder
}

/// How a language puts the clips of a time in order, on one clock.
public struct ClockOrder: Hashable, Sendable {
    public let ordinary: [ClipOrderElement]
    public let fullHour: [ClipOrderElement]
    /// 00:00, where it is not said like any full hour; likewise below.
    public let midnight: [ClipOrderElement]?
    /// 12:00.
    public let noon: [ClipOrderElement]?
    /// 00:01 to 00:59.
    public let pastMidnight: [ClipOrderElement]?
    /// 12:01 to 12:59.
    public let pastNoon: [ClipOrderElement]?
}
