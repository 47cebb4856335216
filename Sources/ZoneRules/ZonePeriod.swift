/// A time through which the clocks of a zone are equally far from UTC.
public struct ZonePeriod: Hashable, Sendable {
    /// Seconds since 1970 at which it begins.
    public let start: Int64
    /// Seconds since 1970 at which the next one begins.
    public let end: Int64
    /// Seconds that the clocks are ahead of UTC.
    public let offset: Int

    public init(start: Int64, end: Int64, offset: Int) {
        self.start = start
        self.end = end
        self.offset = offset
    }

    @inline(__always)
    public func contains(_ seconds: Int64) -> Bool {
        start <= seconds && seconds < end
    }
}
