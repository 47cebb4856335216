/// A moment, in milliseconds since 1970-01-01T00:00:00Z (leap seconds not counted).
public struct UnixTime: Hashable, Comparable, Sendable {
    public var milliseconds: Int64

    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    public init(seconds: Int64) {
        self.milliseconds = seconds * 1000
    }

    /// Whole seconds, rounded down also before 1970.
    public var seconds: Int64 {
        milliseconds >= 0 ? milliseconds / 1000 : (milliseconds - 999) / 1000
    }

    public static func < (left: UnixTime, right: UnixTime) -> Bool {
        left.milliseconds < right.milliseconds
    }

    public func adding(milliseconds more: Int64) -> UnixTime {
        UnixTime(milliseconds: milliseconds + more)
    }

    public func adding(seconds more: Int64) -> UnixTime {
        adding(milliseconds: more * 1000)
    }

    /// Milliseconds from `earlier` to this moment; negative when `earlier` is later.
    public func milliseconds(since earlier: UnixTime) -> Int64 {
        milliseconds - earlier.milliseconds
    }
}
