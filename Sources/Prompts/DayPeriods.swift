/// The parts of a day that a language names, such as "in the afternoon": data of its catalog.
public struct DayPeriods: Hashable, Sendable {
    /// From which minute of the day on a clip is said.
    public struct Start: Hashable, Sendable {
        /// Minutes since midnight.
        public let minuteOfDay: Int
        /// The clip's name, such as `period/pm`.
        public let clip: String
    }

    /// In the order of the day; the first begins at midnight.
    public let starts: [Start]

    /// The index of the start that holds at a time of day, in minutes since midnight.
    public func index(atMinuteOfDay minuteOfDay: Int) -> Int {
        (starts.firstIndex { $0.minuteOfDay > minuteOfDay } ?? starts.count) - 1
    }
}
