/// The numbered clips. Each is recorded whole, in the form that its place in the sentence needs.
public enum ClipFamily: String, CaseIterable, Sendable {
    /// How many messages, as it is said before "message".
    case number
    /// 100, 200, … 900, likewise.
    case hundred
    /// The same where a number follows, in languages that say it differently there.
    case hundredAnd = "hundred-and"
    /// The numbers that are said differently behind a hundred.
    case rest
    /// 1 is Monday (ISO 8601).
    case weekday
    case day
    case month
    case year
    /// 12 is the hour after midnight and the hour after noon.
    case hour12
    case hour24
    case minute

    /// The numbers that a clip can be of in a catalog of this calendar.
    public func numbers(in calendar: CatalogCalendar) -> ClosedRange<Int> {
        switch self {
        case .number, .rest: 1...99
        case .hundred, .hundredAnd: 1...9
        case .weekday: 1...7
        case .day: 1...31
        case .month, .hour12: 1...12
        case .year: calendar.years
        case .hour24: 0...23
        case .minute: 0...59
        }
    }

    /// Which of them a catalog has.
    public enum Extent: Sendable {
        /// All.
        case all
        /// All, or the catalog leaves the family out.
        case allOrNone
        /// Any.
        case some
    }

    public var extent: Extent {
        switch self {
        case .hundredAnd, .year: .allOrNone
        case .rest: .some
        case .number, .hundred, .weekday, .day, .month, .hour12, .hour24, .minute: .all
        }
    }

    /// The name of one clip, such as `hour24/15`.
    public func clip(_ number: Int) -> String {
        ClipSeries(self).clip(number)
    }
}
