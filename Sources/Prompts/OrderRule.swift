/// Which placeholders an order must have, each once, and which it may have besides. A variant of a family, `{minute-short}`, is
/// as good as the family.
struct OrderRule {
    let required: [String]
    var allowed: [String] = []

    /// Those beside the clocks.
    static let sentences: [(key: String, rule: OrderRule)] = [
        ("date", date), ("today", relative), ("yesterday", relative),
    ]

    private static let date = OrderRule(required: ["weekday", "day", "month", "time"])
    /// Only where there are clips of years.
    static let dateWithYearKey = "date_with_year"
    static let dateWithYear = OrderRule(required: ["weekday", "day", "month", "year", "time"])
    private static let relative = OrderRule(required: ["time"], allowed: ["weekday", "day", "month"])
}

/// The orders of one clock.
struct ClockRules {
    /// Where they are in `order`.
    let key: String
    /// Those that every catalog has.
    let required: [(key: String, rule: OrderRule)]
    /// Those of languages that say these hours in another way.
    let optional: [(key: String, rule: OrderRule)]

    static let all = [twelveHour, twentyFourHour]

    // A 12-hour time without its period would leave open which half of the day is meant.
    static let twelveHour = ClockRules(
        key: "clock12", ordinary: OrderRule(required: ["hour12", "minute", "period"]),
        fullHour: OrderRule(required: ["hour12", "period"]), special: ["hour12", "period"])
    static let twentyFourHour = ClockRules(
        key: "clock24", ordinary: OrderRule(required: ["hour24", "minute"]),
        fullHour: OrderRule(required: ["hour24"]), special: ["hour24"])

    /// - Parameter special: what the orders of midnight and noon may hold; those of the minutes behind must say the minute.
    private init(key: String, ordinary: OrderRule, fullHour: OrderRule, special: [String]) {
        self.key = key
        required = [("time", ordinary), ("full_hour", fullHour)]
        let hour = OrderRule(required: [], allowed: special)
        let past = OrderRule(required: ["minute"], allowed: special)
        optional = [("midnight", hour), ("noon", hour), ("past_midnight", past), ("past_noon", past)]
    }
}
