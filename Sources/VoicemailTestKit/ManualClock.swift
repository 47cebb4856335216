import Synchronization
public import VoicemailModel

/// A clock that stands still until it is moved.
public final class ManualClock: ServerClock {
    private struct State {
        var now: UnixTime
        /// How far the calendar is ahead of what lockouts go by.
        var calendarLead: Int64
    }

    private let state: Mutex<State>

    /// - Parameter calendar: where the calendar stands, when it is not at `time`.
    public init(_ time: UnixTime, calendar: UnixTime? = nil) {
        state = Mutex(State(now: time, calendarLead: calendar?.milliseconds(since: time) ?? 0))
    }

    public var now: UnixTime { state.withLock { $0.now } }
    public var calendarNow: UnixTime { state.withLock { $0.now.adding(milliseconds: $0.calendarLead) } }

    public func advance(seconds: Int64) {
        advance(milliseconds: seconds * 1000)
    }

    public func advance(milliseconds: Int64) {
        state.withLock { $0.now = $0.now.adding(milliseconds: milliseconds) }
    }
}
