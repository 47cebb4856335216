/// How the day of an announcement is called.
enum DayName {
    case date, today, yesterday
}
