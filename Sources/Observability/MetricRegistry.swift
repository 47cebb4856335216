public import CoreMetrics
import Synchronization

/// Where all metrics of the process are kept, and shown from. Rooms record to it through swift-metrics.
///
/// A label without a definition becomes a metric without a help text: timers as durations in seconds, recorders as sizes.
public final class MetricRegistry: MetricsFactory {
    private struct Family {
        var definition: MetricDefinition
        var series: [MetricLabels: any MetricSeries] = [:]
    }

    private struct State {
        var families: [String: Family]
        var seriesCount = 0
    }

    /// Series that are shown. All of vmgate's are some dozens; what is beyond is a label that it should not have.
    private static let maximumSeries = 1000

    private let state: Mutex<State>

    public init(_ definitions: [MetricDefinition]) {
        let families = definitions.map { ($0.name, Family(definition: $0)) }
        state = Mutex(State(families: Dictionary(families, uniquingKeysWith: { first, _ in first })))
    }

    /// Everything in Prometheus' text format 0.0.4, in the order of the names. A metric that nobody has made is left out.
    public func render() -> String {
        let families = state.withLock { $0.families }
        var text = TextFormat()
        for (name, family) in families.sorted(by: { $0.key < $1.key }) where !family.series.isEmpty {
            text.head(name, family.definition.kind, help: family.definition.help)
            for (labels, series) in family.series.sorted(by: { $0.key < $1.key }) {
                series.write(name, labels, to: &text)
            }
        }
        return text.text
    }

    /// A counter's or gauge's number, or how many observations a histogram has; nil when there is no such series.
    public func value(of name: String, _ dimensions: [(String, String)] = []) -> Double? {
        let labels = MetricLabels(dimensions)
        return state.withLock { $0.families[name]?.series[labels] }?.value
    }

    /// A counter's or gauge's numbers, over all labels.
    public func total(of name: String) -> Double {
        let series = state.withLock { $0.families[name]?.series.values.map { $0 } } ?? []
        return series.reduce(0) { $0 + $1.value }
    }

    /// The mean of what a histogram without labels has observed; nil when there is no such series, or nothing in it.
    public func mean(of name: String) -> Double? {
        (state.withLock { $0.families[name]?.series[MetricLabels([])] } as? HistogramSeries)?.mean
    }

    /// The series of this name and these labels, made when there is none. One name has one kind: a handler of another kind
    /// records to nowhere, as there is no way to show both.
    private func series<Handler: MetricSeries>(
        _ label: String, _ dimensions: [(String, String)], _ kind: MetricDefinition.Kind, as type: Handler.Type
    ) -> Handler? {
        let name = TextFormat.metricName(label)
        let labels = MetricLabels(dimensions)
        return state.withLock { state in
            if let series = state.families[name]?.series[labels] { return series as? Handler }
            let definition = state.families[name]?.definition ?? MetricDefinition(name, kind, "")
            guard state.seriesCount < Self.maximumSeries, let series = definition.kind.makeSeries() as? Handler else {
                return nil
            }
            state.seriesCount += 1
            state.families[name, default: Family(definition: definition)].series[labels] = series
            return series
        }
    }

    private func remove(_ handler: AnyObject) {
        state.withLock { state in
            for (name, family) in state.families {
                for (labels, series) in family.series where series === handler {
                    state.families[name]?.series[labels] = nil
                    state.seriesCount -= 1
                }
            }
        }
    }

    // MARK: MetricsFactory

    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        series(label, dimensions, .counter, as: CounterSeries.self) ?? CounterSeries()
    }

    public func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        series(label, dimensions, .counter, as: CounterSeries.self) ?? CounterSeries()
    }

    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        series(label, dimensions, .gauge, as: GaugeSeries.self) ?? GaugeSeries()
    }

    public func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        guard aggregate else { return series(label, dimensions, .gauge, as: GaugeSeries.self) ?? GaugeSeries() }
        return series(label, dimensions, .sizes, as: HistogramSeries.self) ?? HistogramSeries([])
    }

    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        series(label, dimensions, .durations, as: HistogramSeries.self) ?? HistogramSeries([])
    }

    public func destroyCounter(_ handler: any CounterHandler) {
        remove(handler)
    }

    public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {
        remove(handler)
    }

    public func destroyMeter(_ handler: any MeterHandler) {
        remove(handler)
    }

    public func destroyRecorder(_ handler: any RecorderHandler) {
        remove(handler)
    }

    public func destroyTimer(_ handler: any TimerHandler) {
        remove(handler)
    }
}
