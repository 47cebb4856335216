/// The calendar by which a language names the day, the month and the year. Each is CLDR's default somewhere.
public enum CatalogCalendar: String, CaseIterable, Sendable {
    case gregorian
    /// Solar Hijri, the calendar of Iran and Afghanistan.
    case persian
    /// Days and months are those of the Gregorian calendar, and years are counted from 543 before it, as in Thailand.
    case buddhist

    /// The years that a catalog has clips for: those with a day from 1970 to 2099 of the Gregorian calendar. A voicemail is of
    /// no other.
    public var years: ClosedRange<Int> {
        switch self {
        case .gregorian: 1970...2099
        case .persian: 1348...1478
        case .buddhist: 2513...2642
        }
    }
}
