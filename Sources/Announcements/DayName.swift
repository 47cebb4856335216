/// How the day of an announcement is called.
enum DayName {
    case date
    /// The year is another than the present one.
    case dateWithYear
    case today, yesterday
}
