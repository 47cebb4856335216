import Synchronization
public import VoicemailModel
public import VoicemailServer

/// A clock that stands still until it is moved.
public final class ManualClock: ServerClock {
    private let time: Mutex<UnixTime>

    public init(_ time: UnixTime) {
        self.time = Mutex(time)
    }

    public var now: UnixTime { time.withLock { $0 } }
    public var calendarNow: UnixTime { now }

    public func advance(seconds: Int64) {
        time.withLock { $0 = $0.adding(seconds: seconds) }
    }
}
