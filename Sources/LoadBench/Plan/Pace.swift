/// When requests are sent.
public enum Pace: Hashable, Sendable {
    /// Open loop: by a schedule that does not wait for answers, as callers do not wait for each other. Latency counts
    /// from the scheduled time, so that a server that stalls cannot hide what its stalling did to the requests after
    /// it.
    case open(rate: Double, arrivals: Arrivals)
    /// Closed loop: every connection keeps `depth` requests outstanding and sends the next when one is answered. It
    /// shows what the server can do at most, but slows down with the server, so its latencies flatter.
    case closed(depth: Int)
    /// Open loop, step after step from `rate` up, until the server does not follow; then the point is narrowed down.
    case findCapacity(from: Double)
}

/// How the requests of an open loop are spread in time.
public enum Arrivals: String, CaseIterable, Sendable {
    /// One after the other at the same distance.
    case constant
    /// Independent of each other, as calls come in.
    case poisson
}
