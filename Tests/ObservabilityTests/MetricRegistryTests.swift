import CoreMetrics
import Testing

@testable import Observability

@Suite("The registry and its text format", .timeLimit(.minutes(5)))
struct MetricRegistryTests {
    @Test("a counter, a gauge and a histogram come in Prometheus' text format 0.0.4, byte for byte")
    func wholeText() {
        let registry = MetricRegistry([
            MetricDefinition("b_total", .counter, "What \\ was\ncounted."),
            MetricDefinition("a_seconds", .histogram([0.1, 1]), "How long."),
            MetricDefinition("c", .gauge, ""),
            MetricDefinition("never_made", .gauge, "Left out."),
        ])
        Counter(label: "b_total", dimensions: [("z", "1"), ("a", "quote \" slash \\ line\nend")], factory: registry)
            .increment(by: 3)
        Counter(label: "b_total", dimensions: [("a", ""), ("z", "1")], factory: registry).increment()
        let timer = Timer(label: "a_seconds", factory: registry)
        for milliseconds in [50, 100, 500, 5000] { timer.recordMilliseconds(milliseconds) }
        Meter(label: "c", factory: registry).set(-0.25)
        #expect(
            registry.render() == #"""
                # HELP a_seconds How long.
                # TYPE a_seconds histogram
                a_seconds_bucket{le="0.1"} 2
                a_seconds_bucket{le="1"} 3
                a_seconds_bucket{le="+Inf"} 4
                a_seconds_sum 5.65
                a_seconds_count 4
                # HELP b_total What \\ was\ncounted.
                # TYPE b_total counter
                b_total{a="",z="1"} 1
                b_total{a="quote \" slash \\ line\nend",z="1"} 3
                # TYPE c gauge
                c -0.25

                """#)
    }

    static let numbers: [(Double, String)] = [
        (0, "0"), (1, "1"), (-3, "-3"), (0.005, "0.005"), (1e16, "10000000000000000"), (1e300, "1e+300"),
        (1.5e-7, "1.5e-07"), (.infinity, "+Inf"), (-.infinity, "-Inf"), (.nan, "NaN"),
    ]

    @Test("numbers are written as Go reads them", arguments: numbers)
    func number(value: Double, text: String) {
        #expect(TextFormat.number(value) == text)
    }

    @Test(
        "whatever does not belong into a name becomes an underscore",
        arguments: [("a.b-c", "a_b_c"), ("1x", "_x"), ("a:b9", "a:b9"), ("é", "__"), ("", "_")])
    func names(name: String, expected: String) {
        #expect(TextFormat.metricName(name) == expected)
        #expect(TextFormat.labelName(name) == expected.replacing(":", with: "_"))
    }

    @Test("handlers of one name and the same labels, in any order, record to one series")
    func sameSeries() {
        let registry = MetricRegistry([])
        Counter(label: "n", dimensions: [("a", "1"), ("b", "2")], factory: registry).increment()
        Counter(label: "n", dimensions: [("b", "2"), ("a", "1")], factory: registry).increment()
        #expect(registry.value(of: "n", [("b", "2"), ("a", "1")]) == 2)
        #expect(registry.render() == "# TYPE n counter\nn{a=\"1\",b=\"2\"} 2\n")
    }

    @Test("a counter takes nothing back and no NaN; a gauge goes both ways")
    func numbersOfSeries() {
        let registry = MetricRegistry([])
        let counter = FloatingPointCounter(label: "f", factory: registry)
        for amount in [1.5, -1, .nan, .infinity, 0.25] { counter.increment(by: amount) }
        #expect(registry.value(of: "f") == 1.75)
        let meter = Meter(label: "m", factory: registry)
        meter.set(10)
        meter.increment(by: 2)
        meter.decrement(by: 5)
        #expect(registry.value(of: "m") == 7)
        let gauge = Gauge(label: "g", factory: registry)
        gauge.record(4)
        #expect(registry.value(of: "g") == 4)
        let sizes = Recorder(label: "r", factory: registry)
        sizes.record(3)
        sizes.record(Double.nan)
        #expect(registry.value(of: "r") == 1)
    }

    @Test("a handler of another kind under a name that is taken records to nowhere")
    func otherKind() {
        let registry = MetricRegistry([MetricDefinition("n", .counter, "N.")])
        Timer(label: "n", factory: registry).recordSeconds(1)
        #expect(registry.render().isEmpty)
        Counter(label: "n", factory: registry).increment()
        Meter(label: "n", factory: registry).set(9)
        #expect(registry.value(of: "n") == 1)
    }

    @Test("what is destroyed is not shown any more")
    func destroyed() {
        let registry = MetricRegistry([])
        let counter = Counter(label: "n", factory: registry)
        let timer = Timer(label: "t", factory: registry)
        counter.increment()
        timer.recordSeconds(1)
        counter.destroy()
        #expect(registry.value(of: "n") == nil)
        timer.destroy()
        #expect(registry.render().isEmpty)
    }

    @Test("labels without end do not take memory without end")
    func bounded() {
        let registry = MetricRegistry([])
        for index in 0..<5000 {
            Counter(label: "n", dimensions: [("caller", "\(index)")], factory: registry).increment()
        }
        #expect(registry.render().split(separator: "\n").count == 1001)
    }

    @Test("what threads count at once is all counted")
    func threads() async {
        let registry = MetricRegistry([MetricDefinition("s", .histogram([1]), "")])
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    let counter = Counter(label: "n", factory: registry)
                    let sizes = Recorder(label: "s", factory: registry)
                    for _ in 0..<10_000 {
                        counter.increment()
                        sizes.record(1)
                    }
                }
            }
        }
        #expect(registry.value(of: "n") == 80_000)
        #expect(registry.value(of: "s") == 80_000)
    }

    @Test("each of vmgate's metrics has its prefix, a base unit, a help text and rising bounds")
    func definitions() {
        let all = MetricDefinition.vmgate
        #expect(Set(all.map(\.name)).count == all.count)
        for definition in all {
            #expect(definition.name.hasPrefix("vmgate_"))
            #expect(TextFormat.metricName(definition.name) == definition.name)
            #expect(definition.help.hasSuffix("."), "\(definition.name)")
            switch definition.kind {
            case .counter: #expect(definition.name.hasSuffix("_total"), "\(definition.name)")
            case .gauge: #expect(!definition.name.hasSuffix("_total"), "\(definition.name)")
            case .histogram(let bounds): #expect(zip(bounds, bounds.dropFirst()).allSatisfy { $0 < $1 })
            }
        }
    }

    @Test("the process' own numbers are the kernel's")
    func process() throws {
        let registry = MetricRegistry([])
        let process = ProcessMetrics(factory: registry)
        process.refresh()
        let first = try #require(registry.value(of: "vmgate_process_cpu_seconds_total"))
        process.refresh()
        let second = try #require(registry.value(of: "vmgate_process_cpu_seconds_total"))
        #expect(first > 0)
        #expect(second >= first)
        // Refreshed twice, it is still the total and not twice that.
        #expect(second < first * 1.5 + 0.5)
        #expect(try #require(registry.value(of: "vmgate_process_resident_memory_bytes")) > 1_000_000)
        #expect(try #require(registry.value(of: "vmgate_process_open_fds")) >= 3)
        #expect(try #require(registry.value(of: "vmgate_process_max_fds")) >= 256)
    }
}
