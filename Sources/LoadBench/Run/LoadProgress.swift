/// How far a run is.
public enum LoadProgress: Sendable {
    case preparing(made: Int, of: Int)
    case running(RunningFigures)
    case clearing
}

/// The figures of the last second of a run.
public struct RunningFigures: Sendable {
    public var elapsed: Duration
    /// Nil when the length is not known beforehand.
    public var total: Duration?
    /// A second, as are the two that follow.
    public var offered: Double
    public var goodput: Double
    public var busy: Double
    public var verified: LatencySummary?
    public var outstanding: Int

    /// As one line.
    public var text: String {
        let clock = "\(Figures.fixed(elapsed.seconds, 1)) s" + (total.map { " of \($0.text)" } ?? "")
        let latency =
            verified.map {
                "p50 \(Figures.time($0.p50Microseconds))  p99 \(Figures.time($0.p99Microseconds))"
            } ?? "nothing verified"
        return "\(clock)  offered \(Figures.rate(offered))/s  goodput \(Figures.rate(goodput))/s  \(latency)"
            + "  busy \(Figures.rate(busy))/s  outstanding \(Figures.grouped(outstanding))"
    }
}

extension LoadProgress {
    /// As one line.
    public var text: String {
        switch self {
        case .preparing(let made, let all): "making mailboxes: \(Figures.grouped(made)) of \(Figures.grouped(all))"
        case .running(let figures): figures.text
        case .clearing: "removing the run's mailboxes"
        }
    }
}
