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

    /// As one line, which fits in the 79 columns that a narrow terminal has for it.
    public var text: String {
        let clock = Figures.fixed(elapsed.seconds, elapsed < .seconds(100) ? 1 : 0)
        let latency = verified.map { Figures.time($0.p99Microseconds) } ?? "–"
        return "\(clock)\(total.map { "/\($0.text)" } ?? " s") offered \(Figures.rate(offered))/s"
            + " goodput \(Figures.rate(goodput)) busy \(Figures.rate(busy)) waiting \(Figures.grouped(outstanding))"
            + " p99 \(latency)"
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
