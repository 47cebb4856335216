/// A moment, in milliseconds since 1970-01-01T00:00:00Z (leap seconds not counted).
///
/// What would lie beyond the first or the last moment that there is, is that moment: a time may have been read from anywhere.
public struct UnixTime: Hashable, Comparable, Sendable {
    public var milliseconds: Int64

    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    public init(seconds: Int64) {
        self.milliseconds = Self.milliseconds(seconds)
    }

    /// Whole seconds, rounded down also before 1970.
    public var seconds: Int64 {
        milliseconds >= 0 ? milliseconds / 1000 : (milliseconds + 1) / 1000 - 1
    }

    public static func < (left: UnixTime, right: UnixTime) -> Bool {
        left.milliseconds < right.milliseconds
    }

    public func adding(milliseconds more: Int64) -> UnixTime {
        let (sum, overflows) = milliseconds.addingReportingOverflow(more)
        return UnixTime(milliseconds: overflows ? Self.end(isLast: more > 0) : sum)
    }

    public func adding(seconds more: Int64) -> UnixTime {
        adding(milliseconds: Self.milliseconds(more))
    }

    /// Milliseconds from `earlier` to this moment; negative when `earlier` is later.
    public func milliseconds(since earlier: UnixTime) -> Int64 {
        let (difference, overflows) = milliseconds.subtractingReportingOverflow(earlier.milliseconds)
        return overflows ? Self.end(isLast: earlier.milliseconds < 0) : difference
    }

    private static func milliseconds(_ seconds: Int64) -> Int64 {
        let (product, overflows) = seconds.multipliedReportingOverflow(by: 1000)
        return overflows ? end(isLast: seconds > 0) : product
    }

    private static func end(isLast: Bool) -> Int64 { isLast ? .max : .min }
}
