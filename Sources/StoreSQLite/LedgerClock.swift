import GRDB
public import VoicemailModel

/// The clock that decisions are made by: never behind what the database knows to have happened.
///
/// A server may be started with a clock that is behind, and the clock set right later. Lockouts that began meanwhile would lie years
/// back when it is started again, and be forgotten. So time goes on from the newest row.
public struct LedgerClock: ServerClock {
    private let clock: any ServerClock
    /// How far `clock` was behind the newest row when the database was opened.
    public let leadMilliseconds: Int64

    /// - Parameter newest: what the database knows to have happened.
    init(_ clock: any ServerClock, notBehind newest: NewestRow) {
        self.clock = clock
        leadMilliseconds = max(
            Self.lead(of: newest.audited, over: clock.calendarNow), Self.lead(of: newest.decided, over: clock.now))
    }

    private static func lead(of row: UnixTime?, over now: UnixTime) -> Int64 {
        let lead = row?.milliseconds(since: now) ?? 0
        // What is further ahead than any clock can be behind is nonsense.
        return (0...Limits.clockLeadMilliseconds).contains(lead) ? lead : 0
    }

    public var now: UnixTime { clock.now.adding(milliseconds: leadMilliseconds) }
    /// What the machine says: "today" follows it, and so does the audit.
    public var calendarNow: UnixTime { clock.calendarNow }
    public var instant: ContinuousClock.Instant { clock.instant }
}

/// The latest times in the database, each by the clock that it was written by; nil where there is none.
struct NewestRow {
    /// Of the audit's newest row, by the calendar. Not the latest of all: a calendar that was ahead for a while and was set right
    /// has done no harm.
    var audited: UnixTime?
    /// Of the newest failure, by the clock of decisions.
    var decided: UnixTime?

    init(in database: Database, until latest: UnixTime) throws {
        audited = try Self.time(database, "SELECT time_ms FROM audit WHERE id < ? ORDER BY id DESC LIMIT 1", .max)
        decided = try Self.time(
            database, "SELECT max(written_ms) FROM attempt WHERE written_ms <= ?", latest.milliseconds)
    }

    private static func time(_ database: Database, _ sql: String, _ bound: Int64) throws -> UnixTime? {
        try Int64.fetchOne(database, sql: sql, arguments: [bound]).map { UnixTime(milliseconds: $0) }
    }
}
