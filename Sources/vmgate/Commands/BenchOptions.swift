import ArgumentParser
import LoadBench

/// The load that `vmgate bench` is to make.
struct BenchOptions: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Open loop: send R requests a second, whatever the server does.", valueName: "R"))
    var rate: Double?

    @Flag(help: "Closed loop: each connection sends the next request when one is answered.")
    var closed = false

    @Flag(help: "Offer more and more until the server falls behind (the default; begins with --rate).")
    var findCapacity = false

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "How long requests are sent, or one step of the search takes: 20s, 500ms, 2m.", valueName: "TIME"),
        transform: DurationArgument.parse)
    var duration: DurationArgument?

    @Option(
        help: ArgumentHelp("The rate first grows for this long, which counts in no total.", valueName: "TIME"),
        transform: DurationArgument.parse)
    var ramp: DurationArgument?

    @Option(help: ArgumentHelp("Percent of right and wrong PINs, unknown and locked mailboxes.", valueName: "MIX"))
    var mix = TrafficMix.standard.description

    @Option(parsing: .unconditional, help: ArgumentHelp("Mailboxes that are made for the run.", valueName: "N"))
    var mailboxes = 1000

    @Option(parsing: .unconditional, help: ArgumentHelp("Connections to the server.", valueName: "N"))
    var connections = 16

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Closed loop: requests outstanding on each connection.", valueName: "N"))
    var depth: Int?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Open loop: requests that may be outstanding in all (default: 10000).", valueName: "N"))
    var outstanding: Int?

    @Option(
        parsing: .unconditional, help: ArgumentHelp("Sources to spread requests over; 0 names none.", valueName: "N"))
    var sources = 0

    @Flag(help: "Open loop: requests arrive at random times, as calls do, instead of evenly.")
    var poisson = false

    @Option(help: ArgumentHelp("The seed of the random times (default: 1).", valueName: "N"))
    var seed: UInt64?

    @Option(
        help: ArgumentHelp(
            "The time within which the server must answer (its hash.deadline_ms), such as 2s.", valueName: "TIME"),
        transform: DurationArgument.parse)
    var deadline: DurationArgument?

    /// The plan that these say, checked.
    func plan() throws(CommandFailure) -> LoadPlan {
        let length = duration?.duration ?? (isSearch ? .seconds(5) : .seconds(20))
        do {
            return try LoadPlan(
                mix: TrafficMix(mix), mailboxes: mailboxes, connections: connections, pace: try pace(),
                duration: length,
                ramp: ramp?.duration ?? .zero, outstanding: outstanding ?? 10_000, sources: sources,
                deadline: deadline?.duration ?? .seconds(2), seed: seed ?? 1)
        } catch let error as CommandFailure {
            throw error
        } catch {
            // What is thrown is about what was asked for.
            throw Self.misuse("\(error)")
        }
    }

    /// Whether a run is asked for, as far as that can be told.
    var isGiven: Bool { rate != nil || closed || findCapacity || duration != nil || depth != nil || outstanding != nil }

    private var isSearch: Bool { findCapacity || (!closed && rate == nil) }

    private func pace() throws(CommandFailure) -> Pace {
        guard seed == nil || poisson else { throw Self.misuse("--seed belongs to --poisson.") }
        switch (closed, isSearch) {
        case (true, true): throw Self.misuse("--closed and --find-capacity exclude each other.")
        case (true, false):
            guard rate == nil, !poisson else { throw Self.misuse("a closed loop has no --rate and no --poisson.") }
            guard outstanding == nil else { throw Self.misuse("a closed loop has no --outstanding, but a --depth.") }
            return .closed(depth: depth ?? 1)
        case (false, let isSearch):
            guard depth == nil else { throw Self.misuse("--depth belongs to --closed.") }
            guard isSearch else { return .open(rate: rate ?? 0, arrivals: poisson ? .poisson : .constant) }
            guard !poisson else { throw Self.misuse("the search offers its rates evenly: leave out --poisson.") }
            return .findCapacity(from: rate ?? 10)
        }
    }

    private static func misuse(_ sentence: String) -> CommandFailure {
        CommandFailure(sentence, status: CommandFailure.usage)
    }
}
