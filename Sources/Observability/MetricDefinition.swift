/// What a metric is: its name, what it tells, and how it is shown.
public struct MetricDefinition: Sendable {
    public enum Kind: Sendable, Equatable {
        /// Only ever rises, until the process ends.
        case counter
        case gauge
        /// Observations counted in buckets up to these bounds, which rise; one without a bound comes on top.
        case histogram([Double])
    }

    public let name: String
    public let kind: Kind
    /// What it tells, for whoever reads it on a dashboard.
    public let help: String

    public init(_ name: String, _ kind: Kind, _ help: String) {
        self.name = name
        self.kind = kind
        self.help = help
    }
}

extension MetricDefinition.Kind {
    /// Buckets for what takes from 1 ms to 5 s, in seconds.
    public static let durations = Self.histogram([
        0.001, 0.002, 0.005, 0.01, 0.02, 0.035, 0.05, 0.075, 0.1, 0.15, 0.2, 0.35, 0.5, 0.75, 1, 2, 5,
    ])
    /// Buckets for how many there were of something.
    public static let sizes = Self.histogram([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024])

    /// What the text format calls it.
    var word: String {
        switch self {
        case .counter: "counter"
        case .gauge: "gauge"
        case .histogram: "histogram"
        }
    }

    func makeSeries() -> any MetricSeries {
        switch self {
        case .counter: CounterSeries()
        case .gauge: GaugeSeries()
        case .histogram(let bounds): HistogramSeries(bounds)
        }
    }
}
