import Histogram

/// Latencies in microseconds, to three significant digits, up to an hour.
struct LatencyHistogram: Sendable {
    private static let longest: UInt64 = 3_600_000_000
    private var histogram = Histogram<UInt64>(
        lowestDiscernibleValue: 1, highestTrackableValue: Self.longest, numberOfSignificantValueDigits: .three)

    mutating func record(_ latency: Duration) {
        histogram.record(min(latency.microseconds, Self.longest))
    }

    mutating func reset() {
        histogram.reset()
    }

    var count: Int { Int(histogram.totalCount) }
    var max: UInt64 { count == 0 ? 0 : histogram.maxRecorded }

    /// The latency that `percent` of the requests kept, in microseconds; zero when there are none.
    func percentile(_ percent: Double) -> UInt64 {
        count == 0 ? 0 : min(histogram.valueAtPercentile(percent), max)
    }

    /// The latencies along a percentile axis that is logarithmic towards 100: as many points for each nine.
    func distribution() -> [DistributionPoint] {
        guard count > 0 else { return [] }
        var points: [DistributionPoint] = []
        var rest = 1.0
        // Beyond one request in `count` there is only the maximum.
        while rest * Double(count) >= 1 {
            points.append(DistributionPoint(share: 1 - rest, microseconds: percentile((1 - rest) * 100)))
            rest /= 1.25
        }
        points.append(DistributionPoint(share: 1 - 1 / Double(count), microseconds: max))
        return points
    }
}

/// One point of a latency distribution.
public struct DistributionPoint: Hashable, Sendable, Codable {
    public let percentile: Double
    public let microseconds: UInt64

    /// - Parameter share: 0 to 1; kept to a hundred-thousandth of a percent.
    init(share: Double, microseconds: UInt64) {
        percentile = (share * 10_000_000).rounded() / 100_000
        self.microseconds = microseconds
    }
}

/// The latencies of one outcome, in microseconds.
public struct LatencySummary: Hashable, Sendable, Codable {
    public let p50Microseconds: UInt64
    public let p90Microseconds: UInt64
    public let p99Microseconds: UInt64
    public let p999Microseconds: UInt64
    public let maxMicroseconds: UInt64

    init(_ histogram: LatencyHistogram) {
        p50Microseconds = histogram.percentile(50)
        p90Microseconds = histogram.percentile(90)
        p99Microseconds = histogram.percentile(99)
        p999Microseconds = histogram.percentile(99.9)
        maxMicroseconds = histogram.max
    }
}
