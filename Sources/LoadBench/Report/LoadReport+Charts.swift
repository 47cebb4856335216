extension LoadReport {
    /// Where the last interval ends, in seconds.
    private var endSeconds: Double { (intervals.last?.startSeconds ?? 0) + intervalSeconds }

    private func timeScale() -> ChartScale {
        ChartScale(kind: .linear, lower: 0, upper: endSeconds, start: Chart.left, end: Chart.right)
    }

    private static func latencyScale(_ microseconds: [UInt64]) -> ChartScale {
        .logarithmic(
            from: Double(microseconds.min() ?? 1000), to: Double(microseconds.max() ?? 1_000_000), start: Chart.bottom,
            end: Chart.top)
    }

    private static func latencyText(_ microseconds: Double) -> String {
        switch microseconds {
        case ..<1000: "\(Figures.plain(microseconds)) µs"
        case ..<1_000_000: "\(Figures.plain(microseconds / 1000)) ms"
        default: "\(Figures.plain(microseconds / 1_000_000)) s"
        }
    }

    // MARK: Throughput

    /// Outcomes a second, stacked, with the offered rate as a line.
    var throughputChart: Markup {
        let totals = intervals.map { Double($0.outcomes.values.reduce(0, +)) / intervalSeconds }
        let offered = intervals.map { Double($0.offered) / intervalSeconds }
        // While the last answers are waited for, nothing is offered, and the line has nothing to say.
        let lastOffered = intervals.lastIndex { $0.offered > 0 } ?? -1
        let chart = Chart(
            id: "throughput", title: "Answers a second, by outcome",
            summary:
                "A column for each \(Figures.plain(intervalSeconds)) s, stacked by outcome, and a line for what was"
                + " offered. \(sentences.first ?? "")",
            x: timeScale(), y: .linear(upTo: (totals + offered).max() ?? 1, start: Chart.bottom, end: Chart.top),
            xLabel: "seconds since the run began", xText: Figures.plain, yText: Figures.axis)
        let seen = Outcome.allCases.filter { outcome in intervals.contains { $0.outcomes[outcome.rawValue] != nil } }
        let columns = intervals.flatMap { column($0, seen, chart) }
        let line = ChartLine(
            name: "offered", style: "offered",
            points: zip(intervals, offered).prefix(lastOffered + 1).flatMap { interval, rate in
                [
                    ChartLine.Point(x: interval.startSeconds, y: rate),
                    ChartLine.Point(x: interval.startSeconds + intervalSeconds, y: rate),
                ]
            })
        let hovers = intervals.map { hover($0, chart) }
        return chart.figure(columns + chart.lines([line]) + hovers, legend: legend(seen))
    }

    private func column(_ interval: Interval, _ seen: [Outcome], _ chart: Chart) -> [Markup] {
        let left = chart.x.position(interval.startSeconds)
        let width = max(chart.x.position(interval.startSeconds + intervalSeconds) - left - 1.5, 1)
        var height = 0.0
        return seen.flatMap { outcome -> [Markup] in
            guard let count = interval.outcomes[outcome.rawValue], count > 0 else { return [] }
            let bottom = chart.y.position(height)
            height += Double(count) / intervalSeconds
            let top = chart.y.position(height)
            // A hair of the background between two outcomes, unless it would be all there is.
            let gap = bottom - top > 3 ? 1.0 : 0
            func rectangle(_ style: String) -> Markup {
                Markup(
                    "rect",
                    [
                        "class": style, "x": Chart.number(left + 0.75), "y": Chart.number(top),
                        "width": Chart.number(width), "height": Chart.number(max(bottom - top - gap, 0.4)),
                    ])
            }
            return outcome == .granted
                ? [rectangle("fill \(outcome.rawValue)")]
                : [rectangle("fill \(outcome.rawValue)"), rectangle("texture \(outcome.rawValue)")]
        }
    }

    /// An invisible column over the whole height that tells its figures when pointed at.
    private func hover(_ interval: Interval, _ chart: Chart) -> Markup {
        let left = chart.x.position(interval.startSeconds)
        let right = chart.x.position(interval.startSeconds + intervalSeconds)
        let outcomes = Outcome.allCases.compactMap { outcome in
            interval.outcomes[outcome.rawValue].map {
                "\(outcome.rawValue) \(Figures.rate(Double($0) / intervalSeconds))/s"
            }
        }
        let start = Figures.plain(interval.startSeconds)
        let end = Figures.plain(interval.startSeconds + intervalSeconds)
        let latency = interval.verified.map {
            ["p50 \(Figures.time($0.p50Microseconds))", "p99 \(Figures.time($0.p99Microseconds))"]
        }
        let lines =
            ["\(start) to \(end) s", "offered \(Figures.rate(Double(interval.offered) / intervalSeconds))/s"]
            + outcomes + (latency ?? [])
        return Markup(
            "rect",
            [
                "class": "hover", "x": Chart.number(left), "y": Chart.number(Chart.top),
                "width": Chart.number(right - left), "height": Chart.number(Chart.bottom - Chart.top),
            ],
            Markup("title", [:], Markup(lines.joined(separator: "\n"))))
    }

    private func legend(_ seen: [Outcome]) -> Markup {
        Markup(
            "ul", ["class": "legend"],
            seen.map { Markup("li", [:], Self.swatch($0), Markup($0.rawValue)) })
    }

    /// A small sample of an outcome's colour and texture.
    static func swatch(_ outcome: Outcome) -> Markup {
        let size: KeyValuePairs = ["class": "fill \(outcome.rawValue)", "width": "14", "height": "14", "rx": "3"]
        let texture: KeyValuePairs = ["class": "texture \(outcome.rawValue)", "width": "14", "height": "14", "rx": "3"]
        return Markup(
            "svg", ["class": "swatch", "viewBox": "0 0 14 14", "aria-hidden": "true"],
            [Markup("rect", size)] + (outcome == .granted ? [] : [Markup("rect", texture)]))
    }

    // MARK: Latency

    /// Percentiles of what was verified, over time.
    var latencyChart: Markup? {
        let summaries = intervals.compactMap(\.verified)
        guard !summaries.isEmpty else { return nil }
        let deadline = UInt64(plan.deadlineSeconds * 1_000_000)
        let highest = summaries.map(\.maxMicroseconds).max() ?? 0
        let showsDeadline = highest > deadline / 4
        let chart = Chart(
            id: "latency", title: "Latency of verified requests, from when they were due",
            summary: "Percentiles 50, 90 and 99 and the maximum over time, on a logarithmic axis. Over the whole run: "
                + (verified.map(Self.percentiles) ?? "nothing was verified") + ".",
            x: timeScale(),
            y: Self.latencyScale(
                summaries.flatMap { [$0.p50Microseconds, $0.maxMicroseconds] } + (showsDeadline ? [deadline] : [])),
            xLabel: "seconds since the run began", xText: Figures.plain, yText: Self.latencyText)
        func line(_ name: String, _ value: @escaping (LatencySummary) -> UInt64) -> ChartLine {
            ChartLine(
                name: name, style: name,
                points: intervals.map {
                    ChartLine.Point(x: $0.startSeconds + intervalSeconds / 2, y: $0.verified.map { Double(value($0)) })
                }, showsPoints: true)
        }
        let lines = [
            line("max") { $0.maxMicroseconds }, line("p99") { $0.p99Microseconds }, line("p90") { $0.p90Microseconds },
            line("p50") { $0.p50Microseconds },
        ]
        var marks: [Markup] = []
        if showsDeadline {
            let position = chart.y.position(Double(deadline))
            marks.append(Chart.line(Chart.left, position, Chart.right, position, "deadline"))
            marks.append(Chart.text("deadline", Chart.left + 6, position - 5, "axis", anchor: "start"))
        }
        return chart.figure(marks + chart.lines(lines) + intervals.map { hover($0, chart) })
    }

    private static func percentiles(_ summary: LatencySummary) -> String {
        "p50 \(Figures.time(summary.p50Microseconds)), p90 \(Figures.time(summary.p90Microseconds)), "
            + "p99 \(Figures.time(summary.p99Microseconds)), max \(Figures.time(summary.maxMicroseconds))"
    }

    /// Latency by percentile, a line for each outcome.
    var distributionChart: Markup? {
        let shown = distributions.filter { $0.outcome != .unsent }
        let points = shown.flatMap(\.points)
        guard let last = points.map(\.percentile).max(), last > 0 else { return nil }
        let chart = Chart(
            id: "distribution", title: "Latency by percentile, for each outcome",
            summary: "The latency that each share of the answers kept, on logarithmic axes. "
                + outcomes.map { "\($0.outcome.rawValue): \(Self.percentiles($0.latency))." }.joined(separator: " "),
            x: ChartScale(kind: .nines, lower: 0, upper: last, start: Chart.left, end: Chart.right),
            y: Self.latencyScale(points.map { max($0.microseconds, 1) }), xLabel: "percent of the answers",
            xText: Figures.plain, yText: Self.latencyText)
        let lines = shown.map { distribution in
            ChartLine(
                name: distribution.outcome.rawValue, style: "outcome \(distribution.outcome.rawValue)",
                points: distribution.points.map {
                    ChartLine.Point(x: $0.percentile, y: Double(max($0.microseconds, 1)))
                })
        }
        return chart.figure(chart.lines(lines))
    }

    // MARK: Capacity

    /// What was verified of what was offered, for each step of the search.
    var capacityChart: Markup? {
        guard let capacity, !capacity.steps.isEmpty else { return nil }
        let steps = capacity.steps.sorted { $0.offered < $1.offered }
        let greatest = steps.map(\.offered).max() ?? 1
        let chart = Chart(
            id: "capacity", title: "Verified of what was offered, step by step",
            summary: sentences.first ?? "", x: .linear(upTo: greatest, start: Chart.left, end: Chart.right),
            y: .linear(upTo: greatest, start: Chart.bottom, end: Chart.top), xLabel: "requests offered a second",
            xText: Figures.axis, yText: Figures.axis)
        let ideal = ChartLine(
            name: "all of it", style: "ideal",
            points: [ChartLine.Point(x: 0, y: 0), ChartLine.Point(x: greatest, y: greatest * hashedShare)])
        var marks = chart.lines([ideal])
        if let found = capacity.verifiedPerSecond {
            let position = chart.y.position(found)
            marks.append(Chart.line(Chart.left, position, Chart.right, position, "deadline"))
            marks.append(
                Chart.text("capacity \(Figures.rate(found))/s", Chart.left + 8, position - 6, "name", anchor: "start"))
        }
        marks += steps.map { step in
            let x = chart.x.position(step.offered)
            let y = chart.y.position(step.goodput)
            let words =
                "offered \(Figures.rate(step.offered))/s, verified \(Figures.rate(step.goodput))/s, p99 "
                + "\(Figures.time(step.p99Microseconds)): \(step.verdict.rawValue)"
            let title = Markup("title", [:], Markup(words))
            guard step.verdict == .carried else {
                let cross = "M\(Chart.number(x - 5)) \(Chart.number(y - 5))l10 10m0 -10l-10 10"
                return Markup("path", ["class": "cross", "d": cross], title)
            }
            return Markup(
                "circle", ["class": "dot", "cx": Chart.number(x), "cy": Chart.number(y), "r": "5.5"], title)
        }
        let legend = Markup(
            "ul", ["class": "legend"], Markup("li", [:], Markup("● carried")),
            Markup("li", [:], Markup("✕ not carried: less was verified than offered, too late, or nothing")))
        return chart.figure(marks, legend: legend)
    }

    /// The share of requests that cost a hash when all are carried.
    private var hashedShare: Double {
        Double(plan.mix.filter { TrafficKind(rawValue: $0.key)?.isHashed == true }.values.reduce(0, +)) / 100
    }
}
