#if canImport(Glibc)
    import Glibc
#endif

/// Where the server reads the time.
public protocol ServerClock: Sendable {
    /// For lockouts and windows: the calendar's time when the process began, plus what has passed since. Setting the
    /// machine's clock, in either direction, neither ends a lockout early nor lengthens it.
    var now: UnixTime { get }
    /// The calendar's time, for what "today" means.
    var calendarNow: UnixTime { get }
    /// For deadlines.
    var instant: ContinuousClock.Instant { get }
}

extension ServerClock {
    public var instant: ContinuousClock.Instant { .now }
}

/// The machine's clocks.
public struct SystemClock: ServerClock {
    private let offsetMilliseconds: Int64

    public init() {
        offsetMilliseconds = Self.milliseconds(of: CLOCK_REALTIME) - Self.milliseconds(of: CLOCK_BOOTTIME)
    }

    public var now: UnixTime {
        UnixTime(milliseconds: Self.milliseconds(of: CLOCK_BOOTTIME) + offsetMilliseconds)
    }

    public var calendarNow: UnixTime {
        UnixTime(milliseconds: Self.milliseconds(of: CLOCK_REALTIME))
    }

    private static func milliseconds(of clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}
