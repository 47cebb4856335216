import CoreMetrics
import Synchronization

/// The values of one metric under one set of labels. Recorded from any thread.
protocol MetricSeries: AnyObject, Sendable {
    /// The number itself; how many observations there were of a histogram.
    var value: Double { get }
    /// Appends the lines of this series.
    func write(_ name: String, _ labels: MetricLabels, to text: inout TextFormat)
}

/// A number that rises.
final class CounterSeries: MetricSeries, CounterHandler, FloatingPointCounterHandler {
    private let number = AtomicDouble()

    var value: Double { number.value }

    func increment(by amount: Int64) {
        increment(by: Double(amount))
    }

    func increment(by amount: Double) {
        // What a counter has counted is never taken back, and one NaN would stay in it for ever.
        if amount > 0, amount.isFinite { number.add(amount) }
    }

    func reset() {
        number.store(0)
    }

    func write(_ name: String, _ labels: MetricLabels, to text: inout TextFormat) {
        text.sample(name, labels, value)
    }
}

/// A number that goes up and down.
final class GaugeSeries: MetricSeries, MeterHandler, RecorderHandler {
    private let number = AtomicDouble()

    var value: Double { number.value }

    func set(_ value: Int64) {
        number.store(Double(value))
    }

    func set(_ value: Double) {
        number.store(value)
    }

    func increment(by amount: Double) {
        number.add(amount)
    }

    func decrement(by amount: Double) {
        number.add(-amount)
    }

    func record(_ value: Int64) {
        set(value)
    }

    func record(_ value: Double) {
        set(value)
    }

    func write(_ name: String, _ labels: MetricLabels, to text: inout TextFormat) {
        text.sample(name, labels, value)
    }
}

/// Observations, counted in buckets.
final class HistogramSeries: MetricSeries, RecorderHandler, TimerHandler {
    private struct State {
        /// One for each bound, and one for what is above the last.
        var counts: [UInt64]
        var sum = 0.0
    }

    private let bounds: [Double]
    private let state: Mutex<State>

    init(_ bounds: [Double]) {
        self.bounds = bounds
        state = Mutex(State(counts: Array(repeating: 0, count: bounds.count + 1)))
    }

    var value: Double {
        Double(state.withLock { $0.counts.reduce(0, +) })
    }

    /// Nil when nothing was observed.
    var mean: Double? {
        let (counts, sum) = state.withLock { ($0.counts, $0.sum) }
        let count = counts.reduce(0, +)
        return count == 0 ? nil : sum / Double(count)
    }

    func record(_ value: Double) {
        guard !value.isNaN else { return }
        let bucket = bounds.firstIndex { value <= $0 } ?? bounds.count
        state.withLock { state in
            state.counts[bucket] += 1
            state.sum += value
        }
    }

    func record(_ value: Int64) {
        record(Double(value))
    }

    func recordNanoseconds(_ duration: Int64) {
        record(Double(duration) / 1e9)
    }

    func write(_ name: String, _ labels: MetricLabels, to text: inout TextFormat) {
        // All of one moment, so that the sum, the count and the buckets agree.
        let (counts, sum) = state.withLock { ($0.counts, $0.sum) }
        var count: UInt64 = 0
        for (bound, inBucket) in zip(bounds + [.infinity], counts) {
            count += inBucket
            text.sample(name + "_bucket", labels.adding("le", TextFormat.number(bound)), Double(count))
        }
        text.sample(name + "_sum", labels, sum)
        text.sample(name + "_count", labels, Double(count))
    }
}

/// A number that threads add to without a lock. Its order with other memory does not matter to a statistic.
private struct AtomicDouble: ~Copyable, Sendable {
    private let bits = Atomic<UInt64>(0)

    var value: Double { Double(bitPattern: bits.load(ordering: .relaxed)) }

    func store(_ value: Double) {
        bits.store(value.bitPattern, ordering: .relaxed)
    }

    func add(_ amount: Double) {
        var old = bits.load(ordering: .relaxed)
        while true {
            let sum = (Double(bitPattern: old) + amount).bitPattern
            let (isExchanged, current) = bits.weakCompareExchange(expected: old, desired: sum, ordering: .relaxed)
            if isExchanged { return }
            old = current
        }
    }
}
