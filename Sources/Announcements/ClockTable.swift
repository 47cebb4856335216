/// The times of a day as a machine reads them, `HH:mm` and `h:mm AM`, one for each minute.
final class ClockTable {
    private let twentyFourHour: [String]
    private let twelveHour: [String]

    init() {
        let fields = (0..<1440).map { CalendarFields(localSeconds: Int64($0) * 60) }
        twentyFourHour = fields.map { "\(Self.padded($0.hour)):\(Self.padded($0.minute))" }
        twelveHour = fields.map {
            "\(CalendarFields.hour12($0.hour)):\(Self.padded($0.minute)) \($0.hour < 12 ? "AM" : "PM")"
        }
    }

    func time(atMinuteOfDay minuteOfDay: Int, isTwelveHour: Bool) -> String {
        isTwelveHour ? twelveHour[minuteOfDay] : twentyFourHour[minuteOfDay]
    }

    private static func padded(_ number: Int) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }
}
