internal import VoicemailModel
internal import ZoneRules

/// The clocks of the zones that were asked for, each zone read once.
struct ZoneClocks {
    private let database: ZoneDatabase
    /// Bounded by the number of zones there are, as only those are kept.
    private var clocks: [TimeZoneName: ZoneClock] = [:]
    /// How often all zones were forgotten.
    private(set) var generation = 0

    init(_ database: ZoneDatabase) {
        self.database = database
    }

    /// Nil when there is no such zone.
    mutating func clock(in name: TimeZoneName) -> ZoneClock? {
        if let clock = clocks[name] { return clock }
        guard let zone = database.zone(named: name.name) else { return nil }
        let clock = ZoneClock(zone)
        clocks[name] = clock
        return clock
    }

    mutating func forget() {
        clocks = [:]
        generation += 1
    }
}
